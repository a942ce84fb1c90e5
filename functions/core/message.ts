import type { Announcement } from './finding.ts';
import { severities, type Severity } from './severity.ts';
import type { Tenant } from './tenant.ts';

export interface SeverityCount {
  readonly severity: Severity;
  readonly count: number;
}

/** One finding as people are told of it. Every string may hold hostile text: renderers escape it. */
export interface Told {
  readonly key: string;
  readonly transition: number;
  readonly announcement: Announcement;
  readonly severity: Severity;
  readonly rule: string;
  readonly subject: string;
  readonly title: string;
  readonly message: string;
  /** Evidence worth a line each. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** What to do, in order; empty for a resolved finding. */
  readonly fix: readonly string[];
  /** The app or setting in the Auth0 Dashboard, where there is an address for it. */
  readonly link: string | null;
  /** ISO 8601. */
  readonly firstSeen: string;
  /** Acknowledges it; not set where nobody need to, or where the finding's key is not safe to type. */
  readonly take?: string;
  /** How it stays hidden; only where a suppression ends soon. */
  readonly goOn?: readonly NextStep[];
}

/** A command of ours, safe to type, and what it is for. */
export interface NextStep {
  readonly what: string;
  readonly command: string;
}

/** What a reader may type next about a finding. */
export function nextSteps({ take, goOn = [] }: Pick<Told, 'take' | 'goOn'>): readonly NextStep[] {
  return take === undefined ? goOn : [{ what: 'Take it', command: take }, ...goOn];
}

/** What an adoption found, in numbers and the worst of it. */
export interface AdoptionSummary {
  readonly total: number;
  readonly bySeverity: readonly SeverityCount[];
  /** Rules that found something, sorted: what subscribers filter by must not miss what is only counted. */
  readonly rules?: readonly string[];
  readonly worst: readonly Told[];
  /** Rules that could not judge, with the reason. */
  readonly unknown: readonly { readonly rule: string; readonly reason: string }[];
  readonly appCount: number | null;
}

/** All that one run tells one channel about one tenant: never more than one message. */
export interface Message {
  readonly tenant: string;
  readonly environment: string;
  /** The stack of the deployed monitor that sends it; not set on a laptop. */
  readonly stack?: string;
  /** ISO 8601. */
  readonly at: string;
  /** Set on a digest: what was gathered until its time of day. */
  readonly digest?: boolean;
  readonly adoption: AdoptionSummary | null;
  /** Worst first, at most {@link shownInFull}. */
  readonly told: readonly Told[];
  /** What was left out beyond that, as counts, and how to list it. */
  readonly rest: {
    readonly count: number;
    readonly bySeverity: readonly SeverityCount[];
    /** Those of them that are over; none where it is not set. */
    readonly resolved?: readonly SeverityCount[];
    readonly command: string;
    /** Sorted, each once; for subscribers that filter, as in {@link AdoptionSummary}. */
    readonly rules?: readonly string[];
    readonly announcements?: readonly Announcement[];
  } | null;
}

/** Findings shown in full in one message; the rest are counted. */
export const shownInFull = 10;

/** Findings of an adoption named in its summary; the rest are counted. */
export const worstShown = 5;

/** Where a message is from; every string but the stack may be hostile. */
export type Place = Pick<Message, 'tenant' | 'environment' | 'stack'>;

export function placeOf({
  id,
  environment,
  stack,
}: Pick<Tenant, 'id' | 'environment'> & { readonly stack?: string | undefined }): Place {
  return { tenant: id, environment, ...(stack !== undefined && { stack }) };
}

/** Lists all findings of the tenant, wherever the monitor keeps them. */
export function listCommand(place: Omit<Place, 'environment'>): string {
  return tenantCommand('findings', place);
}

/** A key with anything else could be more than one word to a shell, or be rewritten or cut where it is shown. */
const typeable = /^[\w/-]{1,150}$/;

/** Tells the others that somebody has the finding; null where its key is not safe to type. */
export function takeCommand(key: string, place: Pick<Place, 'stack'>): string | null {
  return keyCommand('acknowledge', key, place);
}

/** A command about one finding; null where its key is not safe to type. */
export function keyCommand(
  verb: string,
  key: string,
  { stack }: Pick<Place, 'stack'>,
): string | null {
  return typeable.test(key) ? `npx strictwatch ${verb} ${key}${ofStack(stack)}` : null;
}

/** A command about what the tenant has stored, wherever the monitor keeps it. */
export function tenantCommand(
  words: string,
  { tenant, stack }: Omit<Place, 'environment'>,
): string {
  return `npx strictwatch ${words} --tenant ${tenant}${ofStack(stack)}`;
}

export function reportCommand(place: Omit<Place, 'environment'>): string {
  return tenantCommand('report', place);
}

function ofStack(stack: string | undefined): string {
  return stack === undefined ? '' : ` --stack ${stack}`;
}

/** Counts worst first; a severity that does not occur is left out. */
export function countSeverities(found: Iterable<Severity>): SeverityCount[] {
  const counts = new Map<Severity, number>();
  for (const severity of found) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return severities.flatMap((severity) => {
    const count = counts.get(severity);
    return count ? [{ severity, count }] : [];
  });
}

export function addCounts(
  some: readonly SeverityCount[],
  more: readonly SeverityCount[],
): SeverityCount[] {
  return severities.flatMap((severity) => {
    let count = 0;
    for (const one of [...some, ...more]) if (one.severity === severity) count += one.count;
    return count > 0 ? [{ severity, count }] : [];
  });
}

/** Rules that could not judge for the same reason, such as one missing scope, together. */
export function byReason(
  unknown: AdoptionSummary['unknown'],
): { readonly reason: string; readonly rules: readonly string[] }[] {
  const groups = Map.groupBy(unknown, ({ reason }) => reason);
  return [...groups].map(([reason, of]) => ({ reason, rules: of.map(({ rule }) => rule) }));
}

/** Such as "1 critical, 3 high". */
export function countWords(counts: readonly SeverityCount[]): string {
  return counts.map(({ severity, count }) => `${count} ${severity}`).join(', ');
}

/** What the message is about, in a few words without text from the tenant. */
export function headline({ digest, adoption, told, rest }: Message): string {
  const parts: string[] = [];
  if (adoption) parts.push(adoptionHeadline(adoption));
  const over = told.filter(({ announcement }) => announcement === 'resolved').length;
  const standing = told.filter(({ announcement }) => announcement !== 'resolved');
  if (standing.length > 0) parts.push(countWords(countSeverities(standing.map((t) => t.severity))));
  if (over > 0) parts.push(`${over} resolved`);
  if (rest) parts.push(`${rest.count} more`);
  return `${digest ? 'digest: ' : ''}${parts.join(', ') || 'nothing new'}`;
}

/** The sentences an adoption begins with. It adopts a tenant, or a tenant's findings of an added rule. */
export function adoptionWords({ total, bySeverity, appCount }: AdoptionSummary): string {
  const apps =
    appCount === null ? 'The apps could not be read.' : `${plural(appCount, 'app')} read.`;
  const begin = `From now on, changes are told here. ${apps}`;
  if (total === 0) return `${begin} Nothing was found by the rules that could judge.`;
  const were = total === 1 ? '1 finding was' : `${total} findings were`;
  return (
    `${begin} ${were} there before anyone was watching: ${countWords(bySeverity)}. ` +
    'Nobody has decided about them yet, and nobody is reminded of them.'
  );
}

/** True when an earlier finding in the list says the same about what to do. */
export function repeatsFix(told: readonly Told[], index: number): boolean {
  const one = told[index];
  if (!one || one.fix.length === 0) return false;
  return told
    .slice(0, index)
    .some((other) => other.rule === one.rule && other.fix.join('\n') === one.fix.join('\n'));
}

export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** "2026-11-23 09:00 UTC" of an ISO 8601 instant; any other text stays as it is. */
export function moment(iso: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*Z$/.exec(iso);
  return parts ? `${parts[1]} ${parts[2]} UTC` : iso;
}

function adoptionHeadline({ total }: AdoptionSummary): string {
  return total === 0 ? 'adopted, nothing found' : `adopted, ${plural(total, 'finding')}`;
}
