import { isAboutApi, isAboutApp, isDashboardLink } from '../dashboard.ts';
import { visible } from '../escape.ts';
import { isKnown } from '../posture/is-known.ts';
import type { Posture, PostureFinding } from '../posture/schema.ts';

/** What a finding is about. `part`: a setting, a section or a channel, as its rule says. */
export type SubjectKind = 'app' | 'api' | 'caller' | 'part';

export function subjectKind({
  rule,
  subject,
}: Pick<PostureFinding, 'rule' | 'subject'>): SubjectKind {
  if (isAboutApp(rule, subject)) return 'app';
  if (isAboutApi(rule)) return 'api';
  return rule === 'creation-relies-on-default' ? 'caller' : 'part';
}

/** The name of the app a finding is about, which is a tenant's text; null where it is about none or none is known. */
export function appName(finding: PostureFinding): string | null {
  const { name } = finding.evidence;
  return subjectKind(finding) === 'app' && typeof name === 'string' ? name : null;
}

/** What a reader sees it is about; never empty. */
export function subjectName(finding: PostureFinding): string {
  const { subject } = finding;
  return visible(appName(finding) ?? '') || visible(subject) || subject;
}

/** Its page in the Auth0 Dashboard; null where it has none, or an address of anywhere else. */
export function dashboardLinkOf({ link }: Pick<PostureFinding, 'link'>): string | null {
  return link !== null && isDashboardLink(link) ? link : null;
}

/** Whether the life it has now began in the period of the report. */
export function isNew({ period }: Pick<Posture, 'period'>, { since }: PostureFinding): boolean {
  return Date.parse(since) >= Date.parse(period.since);
}

/** Keys of the findings to which something happened in the period. */
export function changedKeys({ changes }: Pick<Posture, 'changes'>): ReadonlySet<string> {
  return new Set(changes.rows.flatMap(({ key }) => key ?? []));
}

/** Why nobody can say now whether the finding still holds; null where its rule could judge. */
export function whyUnknown(posture: Posture, { rule }: PostureFinding): string | null {
  const unjudged = posture.unjudged.find((one) => one.rule === rule);
  if (unjudged) return unjudged.reason;
  return isKnown(posture) ? null : posture.verdict.sentence;
}

/**
 * Milliseconds since 1970 of the last moment at which the finding is known to have held: the last whole read where that
 * judged it, else the beginning of its life. Null once it is resolved: only its end is on record then.
 */
export function lastSeen(posture: Posture, finding: PostureFinding): number | null {
  if (finding.status === 'resolved') return null;
  const since = Date.parse(finding.since);
  const { lastComplete } = posture.freshness;
  const isJudged = !posture.unjudged.some(({ rule }) => rule === finding.rule);
  return isJudged && lastComplete !== null ? Math.max(since, Date.parse(lastComplete)) : since;
}

/** Whole days since the life it has now began. */
export function ageDays({ at }: Pick<Posture, 'at'>, { since }: PostureFinding): number {
  return Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 86_400_000));
}
