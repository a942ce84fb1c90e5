import { ageWords } from '../age.ts';
import {
  countSeverities,
  countWords,
  listCommand,
  moment,
  placeOf,
  plural,
  tenantCommand,
} from '../message.ts';
import { dcrWords } from '../dcr-words.ts';
import { cut } from '../sns-shorten.ts';
import { toggleName, toggleWords } from '../toggle-words.ts';
import { changeLine } from './change-words.ts';
import { newPermissiveLines, permissiveLines, readinessLine } from './permissive-words.ts';
import type { PostureSummary } from './posture-summary.ts';
import type { Posture, PostureFinding } from './schema.ts';
import { unreadLines } from './unread-words.ts';

/** Findings named; the rest are counted. */
const shownWorst = 3;
const shownNotes = 3;
/** UTF-16 units of a line: a name may be as long as a tenant likes. */
const longestLine = 1_000;

/** How a tenant stands, in what a lead needs to know before opening the report. */
export function summaryOf(posture: Posture): PostureSummary {
  const { tenant, at, isPast, verdict } = posture;
  const lines = [
    ...(isPast ? ['This is how it stood then, put together from what was stored.'] : []),
    ...(posture.freshness.newestRun === null ? unknownLines(posture) : knownLines(posture)),
    ...deadlineLines(posture),
    ...posture.notes.slice(0, shownNotes),
  ];
  return {
    ...placeOf(tenant),
    at,
    headline: verdict.sentence,
    lines: lines.map((line) => cut(line, longestLine)),
  };
}

function unknownLines({ tenant }: Posture): string[] {
  const isDeployed = tenant.stack !== undefined;
  const run = tenantCommand(isDeployed ? 'invoke' : 'watch', placeOf(tenant));
  const other = isDeployed ? '' : ', or invoke the deployed watch function,';
  return [
    `There is no record of a run: neither passed nor failed. Run \`${run}\`${other} and see what it says.`,
  ];
}

function knownLines(posture: Posture): string[] {
  return [
    readLine(posture),
    ...openLines(posture),
    ...worstLines(posture),
    changeLine(posture),
    ...newPermissiveLines(posture),
    ...permissiveLines(posture),
    ...readinessLine(posture),
    stateLine(`The ${toggleName} is ${toggleWords(posture.toggle)}`, posture.toggle.ageSeconds),
    stateLine(
      `Dynamic client registration (DCR) is ${dcrWords(posture.dcr)}`,
      posture.dcr.ageSeconds,
    ),
    ...unreadLines(posture),
    ...evidenceLines(posture),
  ];
}

function readLine({ tenant, freshness, apps }: Posture): string {
  const { lastComplete, ageSeconds, isOverdue, runs, incompleteRuns } = freshness;
  if (lastComplete === null) return 'No run on record read it whole, so findings may be missing.';
  const ago = ageSeconds === null ? '' : ` ${ageWords(ageSeconds)} before`;
  const whole = `Last read whole${ago}, at ${moment(lastComplete)}`;
  if (isOverdue) {
    return `Overdue by its schedule: what follows is how it stood, not how it stands. ${whole}. \`${tenantCommand('invoke', placeOf(tenant))}\` reads it where it is deployed.`;
  }
  const counted = apps.known
    ? `: ${plural(apps.total, 'app')}, ${apps.thirdParty} of them third-party`
    : '';
  const missed =
    incompleteRuns > 0 ? ` ${incompleteRuns} of ${plural(runs, 'run')} did not read it whole.` : '';
  return `${whole}${counted}.${missed}`;
}

function openLines({ findings, open }: Posture): string[] {
  const decided = (['acknowledged', 'accepted', 'suppressed'] as const)
    .filter((status) => open[status] > 0)
    .map((status) => `${open[status]} ${status}`);
  return [
    ...counted(withStatus(findings, 'open'), 'Open'),
    ...counted(
      withStatus(findings, 'inherited'),
      'There before anyone watched, and nobody has decided about them',
    ),
    ...(decided.length > 0 ? [`Decided, and still so: ${decided.join(', ')}.`] : []),
  ];
}

function counted(findings: readonly PostureFinding[], what: string): string[] {
  if (findings.length === 0) return [];
  return [`${what}: ${countWords(countSeverities(findings.map(({ severity }) => severity)))}.`];
}

/** What is not told already as a new permissive app. */
function worstLines({ findings, newPermissive, tenant }: Posture): string[] {
  const told = new Set(newPermissive.map(({ key }) => key));
  const standing = [...withStatus(findings, 'open'), ...withStatus(findings, 'inherited')].filter(
    ({ key }) => !told.has(key),
  );
  const left = standing.length - shownWorst;
  return [
    ...standing.slice(0, shownWorst).map(worstLine),
    ...(left > 0 ? [`And ${left} more. List them: \`${listCommand(placeOf(tenant))}\``] : []),
  ];
}

function worstLine({ severity, status, since, message }: PostureFinding): string {
  const what = status === 'inherited' ? 'undecided since' : 'open since';
  return `${severity.toUpperCase()}, ${what} ${since.slice(0, 10)}: ${message}`;
}

function withStatus(
  findings: readonly PostureFinding[],
  status: PostureFinding['status'],
): PostureFinding[] {
  return findings.filter((finding) => finding.status === status);
}

/** What is older than this is told with its age. */
const freshSeconds = 7_200;

function stateLine(words: string, ageSeconds: number | null): string {
  const isOld = ageSeconds !== null && ageSeconds >= freshSeconds;
  return isOld ? `${words}; ${ageWords(ageSeconds)} old.` : `${words}.`;
}

/** Those ahead, and the one the product is about. */
function deadlineLines({ deadlines }: Posture): string[] {
  return deadlines
    .filter(({ id, days }) => days >= 0 || id === 'strictByDefault')
    .map(({ on, days, what }) => {
      if (days === 0) return `Today, ${on}: ${what}`;
      return `${plural(Math.abs(days), 'day')} ${days > 0 ? 'to' : 'after'} ${on}: ${what}`;
    });
}

function evidenceLines({ evidence, tenant }: Posture): string[] {
  if (!evidence) return [];
  const { sequence, record } = evidence;
  return [
    `Run record ${sequence}, SHA-256 ${record}; \`${tenantCommand('verify', placeOf(tenant))}\` proves the chain.`,
  ];
}
