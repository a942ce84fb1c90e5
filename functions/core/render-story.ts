import {
  amongWords,
  attributedWords,
  attributionOf,
  deedWords,
  endOf,
  endWords,
  isAttributed,
  toolWords,
  whoWords,
  type Attributed,
  type Attribution,
  type How,
} from './attribution.ts';
import { forTerminal } from './escape.ts';
import { inWords } from './facts.ts';
import type { Finding } from './finding.ts';
import { moment, plural } from './message.ts';
import { howWords } from './opening-words.ts';
import { reminds } from './reminders.ts';
import { decisionWords } from './render-history.ts';
import type { AnyRule } from './rule.ts';
import { toggleName } from './toggle-words.ts';
import { readable, wrap } from './wrap.ts';

/** A finding as a story with its sources, for a terminal. Ends with a line break. */
export function renderStory(finding: Finding, rule: AnyRule | null, columns: number): string {
  const attribution = attributionOf(finding.evidence);
  const lines = [
    forTerminal(finding.key, 700),
    forTerminal(finding.message, 1000),
    '',
    `${finding.severity}, ${finding.status}, transition ${finding.transition}`,
    ...(attribution && isAttributed(attribution)
      ? ['', 'Who did it', ...deedLines(attribution)]
      : []),
    ...section('Not known', unknownLines(attribution, rule)),
    ...section('Decided', decidedLines(finding)),
    ...section('Since then', sinceLines(finding, rule)),
    ...section('Evidence', evidenceLines(finding)),
  ];
  return renderLines(lines, columns);
}

/** A rule: why it matters and what to do. Ends with a line break. */
export function renderRule(rule: AnyRule, columns: number): string {
  const { id, title, severity, grades = {}, docs, controls } = rule;
  const lines = [
    `${id}: ${title}`,
    `severity ${severity}`,
    ...Object.values(grades).map((grade) => `severity ${grade.severity} when ${grade.when}`),
    '',
    docs.why,
    '',
    'What to do',
    ...docs.fix.map((step, i) => `${i + 1}. ${step}`),
    '',
    ...(controls.length > 0
      ? [`Controls: ${controls.map((c) => `${c.framework} ${c.id}`).join(', ')}`]
      : []),
    ...docs.see.map((address) => `See ${address}`),
  ];
  return renderLines(lines, columns);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function deedLines({ by, channel, at, did, among, how, logId }: Attributed): string[] {
  const tool = toolWords(by, channel);
  return [
    fact(deedWords(did), whoWords(by)),
    fact('when', moment(at)),
    ...(by.ip ? [fact('from', by.ip)] : []),
    ...(tool ? [fact('with', by.tool === tool ? `${tool}, as its user agent says` : tool)] : []),
    ...(by.userAgent ? [fact('user agent', by.userAgent)] : []),
    ...(channel === 'unknown' ? [] : [fact('by way of', ways[channel])]),
    ...(how && how !== 'unknown' ? [fact('how', howStory[how])] : []),
    ...(among === undefined ? [] : [fact('which', amongWords(among))]),
    fact('source', `entry ${logId} of the tenant's logs`),
    ...lookUpLines(logId),
  ];
}

const ways = {
  dashboard: 'the Auth0 Dashboard',
  api: 'the Management API',
  dcr: 'dynamic client registration, which needs no token',
} as const;

const howStory: Readonly<Record<Exclude<How, 'unknown'>, string>> = {
  'api-explicit': 'the request asked for permissive mode, and Auth0 gave it',
  'api-default': `the request named no mode, so the ${toggleName} decided, and made the app permissive`,
  dcr: 'the app registered dynamically, where the DCR mode of the tenant decides',
};

/** A command is only made of an id that a shell takes for nothing else. */
function lookUpLines(logId: string): string[] {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(logId)) return [];
  return [
    '  look it up: in the Dashboard under Monitoring > Logs, or by',
    `    auth0 api get "logs/${logId}"`,
  ];
}

function unknownLines(attribution: Attribution | null, rule: AnyRule | null): string[] {
  if (attribution === null)
    return rule?.traces ? [fact('who did it', 'the logs were not asked when this was found')] : [];
  const { how } = attribution;
  const means =
    how === 'unknown'
      ? [fact('how it became permissive', 'only the request would tell, and no log entry has it')]
      : [];
  if (!isAttributed(attribution)) {
    const { unattributed, seen } = attribution;
    return [fact('who did it', `${unattributed}. As of ${moment(seen)}`), ...means];
  }
  const { by } = attribution;
  const missing = [
    ...(by.ip ? [] : [fact('from where', 'the log entry has no address')]),
    ...(by.tool || by.userAgent ? [] : [fact('with what', 'the log entry names no user agent')]),
  ];
  return [...means, ...missing];
}

function decidedLines({ decision, status, end }: Finding): string[] {
  if (!decision) return [];
  const before = end === 'baseline' ? 'accepted' : 'until it was over';
  return [
    fact(status === 'resolved' ? before : status, decisionWords(decision)),
    fact('when', moment(decision.at)),
  ];
}

function sinceLines({ evidence, status, ...life }: Finding, rule: AnyRule | null): string[] {
  const end = endOf(evidence);
  const how = life.end === undefined ? undefined : howWords(life.end, rule?.over);
  return [
    fact('first seen', moment(life.firstSeen)),
    ...(life.since === life.firstSeen ? [] : [fact('seen again', moment(life.since))]),
    ...(life.stage === undefined ? [] : [fact('stage', life.stage)]),
    ...(life.reminders ? [fact('reminded', plural(life.reminders, 'time'))] : []),
    ...(life.because === undefined ? [] : [fact('why again', life.because)]),
    ...(life.resolvedAt === undefined ? [] : [fact('gone', `seen ${moment(life.resolvedAt)}`)]),
    ...(how === undefined ? [] : [fact('how', how)]),
    ...(end ? [fact(endWords(end, evidence), attributedWords(end))] : []),
    ...(end ? lookUpLines(end.logId) : []),
    fact(
      'now',
      statusWords[status] +
        (status === 'open' && reminds(life) ? '; people are reminded of it' : ''),
    ),
    ...(life.owed ?? []).map(({ channel, kind }) => fact('not yet told', `${kind}, to ${channel}`)),
  ];
}

const statusWords: Readonly<Record<Finding['status'], string>> = {
  open: 'open',
  acknowledged: 'acknowledged; somebody has it',
  accepted: 'accepted; it is known and meant',
  suppressed: 'suppressed for a time',
  inherited: 'inherited; it was there before anyone was watching, and nobody has decided about it',
  resolved: 'resolved; it is no longer so',
};

function evidenceLines({ evidence }: Finding): string[] {
  const { attribution: _who, endedBy: _end, ...rest } = evidence;
  return Object.entries(rest).map(([name, value]) => fact(name, inWords(value)));
}

function fact(name: string, value: string): string {
  return `  ${forTerminal(name, 60)}: ${forTerminal(value, 2000)}`;
}

/** A line's indent is kept for what follows it; what is to be copied, an id, an address or a command, is never broken. */
function renderLines(lines: readonly string[], columns: number): string {
  return `${lines.flatMap((line) => (isCopied(line) ? [line] : paragraph(line, columns))).join('\n')}\n`;
}

function isCopied(line: string): boolean {
  return line === '' || /^(See | {4}auth0 api get )/.test(line) || !line.trim().includes(' ');
}

function paragraph(line: string, columns: number): string[] {
  const mark = /^ *(\d+\. )?/.exec(line)?.[0] ?? '';
  const indent = ' '.repeat(mark.length);
  return wrap(line.slice(mark.length), readable(columns) - mark.length).map(
    (text, at) => `${at === 0 ? mark : indent}${text}`,
  );
}
