import { ageWords } from './age.ts';
import type { Baseline } from './baseline.ts';
import { forTerminal } from './escape.ts';
import type { Rung, ToggleLadder } from './toggle.ts';
import { toggleName, toggleWords } from './toggle-words.ts';
import { readable, wrap } from './wrap.ts';

/** What is shown of one tenant's toggle. */
export interface TogglePage {
  readonly tenant: string;
  readonly ladder: ToggleLadder;
  readonly accepted: Baseline['toggle'];
  /** Our own words; see `toggleAdvice`. */
  readonly advice: readonly string[];
  readonly now: Date;
  readonly columns: number;
}

/** The ladder for a person at a terminal: what counts, each way to know it, and what contradicts. Ends with a line break. */
export function renderToggle(page: TogglePage): string {
  const { tenant, ladder, advice, now } = page;
  const width = readable(page.columns);
  const lines = [
    ...wrap(`${forTerminal(tenant, 63)}: the ${toggleName} is ${toggleWords(ladder)}.`, width),
    ...wrap(acceptedWords(page), width),
    ...ladder.rungs.flatMap((rung, i) => rungLines(rung, `${i + 1}. `, now, width)),
    ...listed(
      'Conflicts',
      ladder.conflicts.map((sentence) => `${sentence}.`),
      width,
    ),
    ...listed('Next', advice, width),
  ];
  return `${lines.join('\n')}\n`;
}

function acceptedWords({ accepted }: TogglePage): string {
  if (!accepted) return 'No state was known before: changes are told from the first one that is.';
  const { state, basis, asOf } = accepted;
  return `Changes are told against ${state} (${forTerminal(basis, 20)}, ${forTerminal(asOf.slice(0, 10), 10)}).`;
}

function rungLines(rung: Rung, mark: string, now: Date, width: number): string[] {
  const { basis, says, wins } = rung;
  const said = says === null ? 'says nothing' : `says ${says.replace('-', ' ')}`;
  const age = ageOf(rung, now);
  const head = [`${basis} ${said}`, ...(age ? [age] : []), ...(wins ? ['and counts'] : [])];
  const because = wrap(`${forTerminal(rung.because, 900)}.`, width - mark.length);
  return [
    `${mark}${head.join(', ')}`,
    ...because.map((line) => `${' '.repeat(mark.length)}${line}`),
  ];
}

/** Only of what was seen: a declaration and a schedule say themselves from when they are. */
function ageOf({ proof }: Rung, now: Date): string | null {
  if (!proof) return null;
  const seconds = (now.getTime() - Date.parse(proof.asOf)) / 1000;
  return seconds >= 0 ? `${ageWords(seconds)} old` : null;
}

function listed(heading: string, sentences: readonly string[], width: number): string[] {
  if (sentences.length === 0) return [];
  const items = sentences.flatMap((sentence) =>
    wrap(forTerminal(sentence, 900), width - 2).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`),
  );
  return [heading, ...items];
}
