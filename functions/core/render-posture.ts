import { forTerminal } from './escape.ts';
import { moment } from './message.ts';
import { pointersTo, terminalWords } from './posture/kept-words.ts';
import type { PostureSummary } from './posture/posture-summary.ts';
import type { TerminalOptions } from './render-terminal.ts';
import { readable, wrap } from './wrap.ts';

/** Renders a posture for reading in a terminal. Ends with a line break. */
export function renderPosture(
  summary: PostureSummary,
  { columns }: Pick<TerminalOptions, 'columns'>,
): string {
  const { tenant, environment, at, headline, lines } = summary;
  const width = readable(columns);
  const place = `${forTerminal(tenant, 63)} (${forTerminal(environment, 40)})`;
  const rows = [
    ...wrap(`Posture of ${place}, ${forTerminal(moment(at), 30)}`, width),
    ...wrap(forTerminal(headline, 300), width),
    '',
    ...lines.flatMap((line) =>
      wrap(forTerminal(line, 500), width - 4).map(
        (part, i) => `${i === 0 ? '  - ' : '    '}${part}`,
      ),
    ),
    ...keptRows(summary, width),
  ];
  return `${rows.join('\n')}\n`;
}

/** An address longer than this is no use in a terminal. */
const longestLink = 4_000;

/** An address is a row of its own, not broken: what a terminal or a mail makes of it must open. */
function keptRows(summary: PostureSummary, width: number): string[] {
  const pointers = pointersTo(summary).flatMap(({ label, link, words }) => [
    `${label}:`,
    forTerminal(link, longestLink),
    ...wrap(words, width),
    '',
  ]);
  if (pointers.length === 0) return [];
  return ['', ...pointers, ...wrap(forTerminal(terminalWords(summary), 300), width)];
}
