import { visible } from '../escape.ts';
import type { Posture, PostureFinding } from '../posture/schema.ts';
import { decisionWords } from './decision-words.ts';
import { dashboardLinkOf, lastSeen, subjectKind, subjectName } from './finding-parts.ts';
import { classOf, ocsfVersion, product, type Activity } from './ocsf-class.ts';
import { complianceOf } from './ocsf-compliance.ts';

const severities = {
  critical: [5, 'Critical'],
  high: [4, 'High'],
  medium: [3, 'Medium'],
  low: [2, 'Low'],
  info: [1, 'Informational'],
} as const;

const states = {
  open: { id: 1, caption: 'New' },
  inherited: {
    id: 1,
    caption: 'New',
    detail: 'It was there before anyone watched, and nobody has decided about it.',
  },
  acknowledged: { id: 2, caption: 'In Progress' },
  accepted: {
    id: 3,
    caption: 'Suppressed',
    detail:
      'Accepted: it is known and meant. The schema has no state for an accepted risk; this is the one that asks nobody to act.',
  },
  suppressed: { id: 3, caption: 'Suppressed' },
  resolved: { id: 4, caption: 'Resolved' },
} as const satisfies Record<
  PostureFinding['status'],
  { readonly id: number; readonly caption: string; readonly detail?: string }
>;

const resourceTypes = {
  app: 'Auth0 application',
  api: 'Auth0 API',
  caller: 'Auth0 user',
  part: 'Part of an Auth0 tenant',
} as const;

/** A finding as a Compliance Finding; what is undefined in it is not set. Times are milliseconds since 1970. */
export function ocsfEvent(posture: Posture, finding: PostureFinding) {
  const activity = activityOf(posture, finding);
  const [severityId, severity] = severities[finding.severity];
  const status: { id: number; caption: string; detail?: string } = states[finding.status];
  return {
    ...classOf(activity),
    time: timeOf(posture, finding, activity),
    severity_id: severityId,
    severity,
    status_id: status.id,
    status: status.caption,
    status_code: finding.status,
    status_detail: status.detail,
    comment: shownOrNone(decisionWords(finding)),
    message: visible(finding.message),
    metadata: metadataOf(posture, finding, activity),
    finding_info: infoOf(posture, finding),
    compliance: complianceOf(posture, finding),
    resources: [resourceOf(posture, finding)],
    evidences: [{ data: finding.evidence }],
    remediation: remediationOf(posture, finding),
    unmapped: unmappedOf(posture, finding),
  };
}

/** Only its first life creates it: one that comes back was there before. */
function activityOf({ period }: Posture, { status, firstSeen }: PostureFinding): Activity {
  if (status === 'resolved') return 'close';
  return Date.parse(firstSeen) >= Date.parse(period.since) ? 'create' : 'update';
}

function timeOf(
  posture: Posture,
  { firstSeen, resolvedAt }: PostureFinding,
  activity: Activity,
): number {
  const moments = { create: firstSeen, update: posture.at, close: resolvedAt ?? posture.at };
  return Date.parse(moments[activity]);
}

/** Its uid is of what one report says: the next may say another thing of the same transition. */
function metadataOf(
  { tenant, at }: Posture,
  { key, transition, rule }: PostureFinding,
  activity: Activity,
) {
  return {
    version: ocsfVersion,
    product,
    uid: `${key}@${transition}/${activity}/${at}`,
    tenant_uid: tenant.id,
    event_code: rule,
    labels: [`environment:${visible(tenant.environment)}`],
  };
}

function infoOf(posture: Posture, finding: PostureFinding) {
  const { key, rule, message, firstSeen } = finding;
  const title = posture.rules[rule]?.title ?? rule;
  return {
    uid: key,
    title,
    desc: visible(message),
    types: [rule],
    analytic: { type_id: 1, type: 'Rule', uid: rule, name: title },
    first_seen_time: Date.parse(firstSeen),
    last_seen_time: lastSeen(posture, finding) ?? undefined,
    created_time: Date.parse(firstSeen),
    modified_time: modifiedOf(finding),
    src_url: dashboardLinkOf(finding) ?? undefined,
  };
}

/** The last of: its life began, somebody decided, it ended. */
function modifiedOf({ since, decision, resolvedAt }: PostureFinding): number {
  const moments = [since, decision?.at, resolvedAt].filter((moment) => moment !== undefined);
  return Math.max(...moments.map((moment) => Date.parse(moment)));
}

function resourceOf({ tenant }: Posture, finding: PostureFinding) {
  const { subject, decision } = finding;
  return {
    uid: subject,
    name: subjectName(finding),
    type: resourceTypes[subjectKind(finding)],
    namespace: tenant.domain ?? tenant.id,
    role_id: 3,
    role: 'Affected',
    owner: decision?.owner === undefined ? undefined : { name: visible(decision.owner) },
  };
}

/** Nothing is left to do about what is resolved. */
function remediationOf({ rules }: Posture, { rule, status }: PostureFinding) {
  const { fix = [], see = [] } = rules[rule] ?? {};
  if (status === 'resolved' || fix.length === 0) return undefined;
  return { desc: fix.join('\n'), references: see.length > 0 ? see : undefined };
}

/** What the class has no attribute for. */
function unmappedOf({ tenant, verdict }: Posture, finding: PostureFinding) {
  const { status, transition, since, stage, because, end, decision } = finding;
  const { environment, stack } = tenant;
  const life = { status, transition, since, stage, because, end, decision };
  return { environment, stack, tenant_verdict: verdict.state, ...life };
}

function shownOrNone(words: string | null): string | undefined {
  return words === null ? undefined : visible(words);
}
