import { dcrWords } from './dcr-words.ts';
import { forTerminal } from './escape.ts';
import { countSeverities, countWords, plural } from './message.ts';
import type { RunResult } from './run.ts';
import { sectionNames } from './snapshot.ts';
import { toggleName, toggleWords } from './toggle-words.ts';
import { readable, wrap } from './wrap.ts';

export interface RunPage {
  readonly columns: number;
  readonly dryRun: boolean;
}

/** The state a run found a tenant in, for a person at a terminal. Ends with a line break. */
export function renderRun(run: RunResult, { columns, dryRun }: RunPage): string {
  const width = readable(columns);
  const lines = [
    `${run.tenant}: ${readWords(run)}${dryRun ? ' Dry run: nothing was stored, nobody was told.' : ''}`,
    ...unreadWords(run),
    `Dynamic client registration (DCR) is ${dcrWords(run.dcr)}.`,
    `The ${toggleName} is ${toggleWords(run.toggle)}.`,
    findingWords(run),
  ];
  return `${lines.flatMap((line) => wrap(line, width)).join('\n')}\n`;
}

function readWords({ complete, sections, calls }: RunResult): string {
  const apps = sections.apps.ok ? plural(sections.apps.count, 'app') : 'apps unknown';
  const how = complete ? 'read whole' : 'NOT read whole';
  return `${how}, ${apps}, ${plural(calls, 'call')}.`;
}

function unreadWords({ sections }: RunResult): string[] {
  return unreadSentences(sections).map((sentence) => `- ${forTerminal(sentence, 450)}`);
}

/** Sections that share a reason, as they do when the credentials are refused, share a sentence. Not escaped. */
export function unreadSentences(sections: RunResult['sections']): string[] {
  const byReason = new Map<string, string[]>();
  for (const name of sectionNames) {
    const section = sections[name];
    if (!section.ok) byReason.set(section.reason, [...(byReason.get(section.reason) ?? []), name]);
  }
  return [...byReason].map(
    ([reason, names]) =>
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} unknown: ${reason}`,
  );
}

function findingWords({ findings, complete }: RunResult): string {
  const standing = findings.filter(({ status }) => status !== 'resolved');
  if (standing.length === 0) {
    return complete ? 'No findings.' : 'No findings are known: the tenant was not read whole.';
  }
  const open = standing.filter(({ status }) => status === 'open');
  const inherited = standing.filter(({ status }) => status === 'inherited');
  const parts = [
    open.length > 0 ? `open: ${countWords(countSeverities(open.map((f) => f.severity)))}` : '',
    inherited.length > 0
      ? `undecided since adoption: ${countWords(countSeverities(inherited.map((f) => f.severity)))}`
      : '',
  ].filter((part) => part !== '');
  const words = parts.length > 0 ? `, ${parts.join('; ')}` : '';
  return `${plural(standing.length, 'finding')}${words}.`;
}
