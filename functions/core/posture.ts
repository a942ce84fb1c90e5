import { ageWords } from './age.ts';
import { daysUntil, deadlines, isPast, type Deadline } from './deadlines.ts';
import type { Finding } from './finding.ts';
import { countSeverities, countWords, listCommand, moment, placeOf, plural } from './message.ts';
import { compareSeverity, compareText } from './order.ts';
import type { Head } from './ports.ts';
import type { PostureSummary } from './posture-summary.ts';
import { dcrWords, toggleWords, unreadSentences } from './render-run.ts';
import type { RunRecord } from './run.ts';
import type { Tenant } from './tenant.ts';

/** What is stored of a tenant, to see how it stands. */
export interface PostureFacts {
  readonly tenant: Pick<Tenant, 'id' | 'environment' | 'stack'>;
  readonly findings: readonly Finding[];
  /** Newest first; the more of them, the older a complete read may be and still be found. */
  readonly runs: readonly RunRecord[];
  readonly head: Head | null;
  /** A last complete read before this is too long ago; null where the schedule is not known. */
  readonly oldestAllowed: Date | null;
  readonly now: Date;
}

/** Findings named; the rest are counted. */
const shownWorst = 5;
const shownRules = 5;

/** How a tenant stands, from what is stored of it. What nobody could read is said to be unknown, never fine. */
export function postureOf(facts: PostureFacts): PostureSummary {
  const { tenant, now } = facts;
  const place = { ...placeOf(tenant), at: now.toISOString() };
  const [newest] = facts.runs;
  if (!newest) {
    return { ...place, headline: neverRead, lines: [...sinceLines(facts), ...deadlineLines(now)] };
  }
  return {
    ...place,
    headline: overdueHeadline(facts) ?? `${standing(facts)}; ${age(facts)}`,
    lines: [
      ...overdueLines(facts),
      ...readLines(facts, newest),
      ...findingLines(facts),
      `The toggle "Create Permissive Third-Party Clients by Default" is ${toggleWords(newest.toggle)}.`,
      dcrLine(facts.runs, newest),
      ...unknownLines(newest),
      ...deadlineLines(now),
    ],
  };
}

const neverRead = 'never read: nothing is known of this tenant';

function sinceLines({ head, tenant }: PostureFacts): string[] {
  const since = head?.expectedSince;
  const expected = since ? `A read has been expected since ${moment(since)}. ` : '';
  return [
    `${expected}There is no record of a run: neither passed nor failed. Run \`npx strictwatch watch --tenant ${tenant.id}\`, or invoke the deployed watch function, and see what it says.`,
  ];
}

/** How it stood when it was read is no news of how it stands. */
function overdueHeadline(facts: PostureFacts): string | null {
  const since = overdueSince(facts);
  if (since === null) return null;
  const ago = ageWords((facts.now.getTime() - Date.parse(since)) / 1000);
  return `not known: not read whole since ${moment(since)}, ${ago} ago; known until then: ${standing(facts)}`;
}

function overdueLines(facts: PostureFacts): string[] {
  if (overdueSince(facts) === null) return [];
  return [
    `It is overdue by its schedule: what follows is how it stood, not how it stands. \`npx strictwatch invoke --tenant ${facts.tenant.id}\` reads it where it is deployed, \`npx strictwatch watch --tenant ${facts.tenant.id}\` from here.`,
  ];
}

/** ISO 8601 of a last complete read that is too long ago, else null. */
function overdueSince(facts: PostureFacts): string | null {
  const complete = lastComplete(facts);
  if (complete === null || facts.oldestAllowed === null) return null;
  return Date.parse(complete) < facts.oldestAllowed.getTime() ? complete : null;
}

/** Without a complete read no count of findings is the whole of it. */
function standing(facts: PostureFacts): string {
  const open = withStatus(facts.findings, 'open').sort(worstFirst);
  const inherited = withStatus(facts.findings, 'inherited').length;
  const undecided = inherited > 0 ? `, ${inherited} undecided` : '';
  const [worst] = open;
  if (worst) return `${plural(open.length, 'open finding')}, worst ${worst.severity}${undecided}`;
  return `${facts.runs[0]?.complete ? 'no open findings' : 'no open findings known'}${undecided}`;
}

function age(facts: PostureFacts): string {
  const complete = lastComplete(facts);
  if (complete === null) return `NOT read whole in the last ${plural(facts.runs.length, 'run')}`;
  const ago = ageWords((facts.now.getTime() - Date.parse(complete)) / 1000);
  return facts.runs[0]?.complete ? `last read ${ago} ago` : `NOT read whole for ${ago}`;
}

function readLines(facts: PostureFacts, newest: RunRecord): string[] {
  const complete = lastComplete(facts);
  const first = facts.head?.firstComplete;
  const since = first ? `Watched since ${first.slice(0, 10)}. ` : '';
  const whole = complete
    ? `Last read whole at ${moment(complete)}${newest.complete ? appWords(newest) : ''}.`
    : 'No run on record read it whole.';
  if (newest.complete) return [`${since}${whole}`];
  return [
    `${since}${whole} The run at ${moment(newest.startedAt)} could not read what is required, so findings may be missing here.`,
  ];
}

function appWords({ sections }: RunRecord): string {
  return sections.apps.ok ? `, ${plural(sections.apps.count, 'app')}` : '';
}

function findingLines({ findings, tenant }: PostureFacts): string[] {
  const open = withStatus(findings, 'open');
  const inherited = withStatus(findings, 'inherited');
  const worst = [...open, ...inherited].sort(worstFirst).slice(0, shownWorst);
  const left = open.length + inherited.length - worst.length;
  return [
    ...counted(open, 'Open'),
    ...counted(inherited, 'There before anyone watched, and nobody has decided about them'),
    ...decidedLines(findings),
    ...worst.map(worstLine),
    ...(left > 0 ? [`And ${left} more. List them: \`${listCommand(placeOf(tenant))}\``] : []),
  ];
}

function counted(findings: readonly Finding[], what: string): string[] {
  if (findings.length === 0) return [];
  return [`${what}: ${countWords(countSeverities(findings.map(({ severity }) => severity)))}.`];
}

function decidedLines(findings: readonly Finding[]): string[] {
  const words = (['acknowledged', 'accepted', 'suppressed'] as const).flatMap((status) => {
    const count = withStatus(findings, status).length;
    return count > 0 ? [`${count} ${status}`] : [];
  });
  return words.length > 0 ? [`Decided, and still so: ${words.join(', ')}.`] : [];
}

function worstLine({ severity, status, since, message }: Finding): string {
  const what = status === 'inherited' ? 'undecided since' : 'open since';
  return `${severity.toUpperCase()}, ${what} ${since.slice(0, 10)}: ${message}`;
}

/** What was read last is told with its date when the newest run could not read it. */
function dcrLine(runs: readonly RunRecord[], newest: RunRecord): string {
  const now = `Dynamic client registration (DCR) is ${dcrWords(newest.dcr)}`;
  if (newest.dcr.enabled !== null) return `${now}.`;
  const known = runs.find(({ dcr }) => dcr.enabled !== null);
  return known ? `${now}; at ${moment(known.startedAt)} it was ${dcrWords(known.dcr)}.` : `${now}.`;
}

function unknownLines({ sections, unknown }: RunRecord): string[] {
  const unread = unreadSentences(sections);
  if (unknown.length === 0) return unread;
  const shown = unknown.slice(0, shownRules).map(({ rule }) => rule);
  const left = unknown.length - shown.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return [
    ...unread,
    `${plural(unknown.length, 'rule')} could not judge, which is neither passed nor failed: ${shown.join(', ')}${more}.`,
  ];
}

function deadlineLines(now: Date): string[] {
  const { strictByDefault, rulesAndHooksEnd } = deadlines;
  const ahead = isPast(rulesAndHooksEnd, now) ? [] : [rulesAndHooksEnd];
  return [strictByDefault, ...ahead].map((deadline) => deadlineLine(deadline, now));
}

function deadlineLine(deadline: Deadline, now: Date): string {
  const days = daysUntil(deadline, now);
  const when =
    days === 0 ? 'Today' : `${plural(Math.abs(days), 'day')} ${days > 0 ? 'to' : 'after'}`;
  return `${when}${days === 0 ? `, ${deadline.on}` : ` ${deadline.on}`}: ${deadline.what}`;
}

/** ISO 8601, when the last run began that read the tenant whole; it may lie behind the runs looked at. */
function lastComplete({ runs, head }: PostureFacts): string | null {
  return runs.find(({ complete }) => complete)?.startedAt ?? head?.lastComplete ?? null;
}

function withStatus(findings: readonly Finding[], status: Finding['status']): Finding[] {
  return findings.filter((finding) => finding.status === status);
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    Number(b.status === 'open') - Number(a.status === 'open') ||
    compareText(a.since, b.since) ||
    compareText(a.key, b.key)
  );
}
