import { dashboardLink } from '../dashboard.ts';
import type { Decision } from '../decision.ts';
import { statuses, type Finding } from '../finding.ts';
import { compareSeverity, compareText } from '../order.ts';
import type { AnyRule } from '../rule.ts';
import { isWithin, type Span } from './changes.ts';
import type { Posture, PostureFinding } from './schema.ts';

/** Those that stand, worst first, then those that were resolved in the time. */
export function viewFindings(
  findings: readonly Finding[],
  span: Span,
  domain: string | undefined,
): PostureFinding[] {
  return findings
    .filter(({ status, resolvedAt }) => status !== 'resolved' || isEndIn(span, resolvedAt))
    .sort(worstFirst)
    .map((finding) => viewOf(finding, domain));
}

/** What the rules say that the findings are of; of one this version does not know, its id. */
export function viewRules(ids: Iterable<string>, rules: readonly AnyRule[]): Posture['rules'] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const views = [...new Set(ids)].sort(compareText).map((id) => {
    const { title = id, docs, controls = [] } = known.get(id) ?? {};
    const cited = controls.map(({ framework, id }) => ({ framework, id }));
    return [id, { title, fix: docs?.fix ?? [], see: docs?.see ?? [], controls: cited }];
  });
  return Object.fromEntries(views) as Posture['rules'];
}

function isEndIn(span: Span, resolvedAt: string | undefined): boolean {
  return resolvedAt !== undefined && isWithin(span, resolvedAt);
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
    compareSeverity(a.severity, b.severity) ||
    rank(a) - rank(b) ||
    compareText(a.since, b.since) ||
    compareText(a.key, b.key)
  );
}

/** What nobody has decided about comes before what somebody has. */
const ranks = ['open', 'inherited', ...statuses];

function rank({ status }: Finding): number {
  return ranks.indexOf(status);
}

function viewOf(finding: Finding, domain: string | undefined): PostureFinding {
  const { key, rule, severity, status, subject, message, evidence, transition } = finding;
  const { firstSeen, since, resolvedAt, end, stage, because, decision } = finding;
  return {
    key,
    rule,
    severity,
    status,
    subject,
    message,
    evidence,
    transition,
    firstSeen,
    since,
    ...(resolvedAt !== undefined && { resolvedAt }),
    ...(end && { end }),
    ...(stage !== undefined && { stage }),
    ...(because !== undefined && { because }),
    ...(decision && { decision: viewDecision(decision) }),
    link: domain === undefined ? null : dashboardLink({ domain }, rule, subject),
  };
}

function viewDecision({ by, at, reason, owner, until }: Decision): PostureFinding['decision'] {
  return {
    by,
    at,
    ...(reason !== undefined && { reason }),
    ...(owner !== undefined && { owner }),
    ...(until !== undefined && { until }),
  };
}
