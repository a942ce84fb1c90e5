import type { Status } from '../../functions/core/finding.ts';
import type { Seen } from './known-rules.ts';
import type { Deed } from './schedule.ts';

/** A finding as it must be, and what people must hear of it, in order. */
export interface Expected {
  readonly rule: string;
  readonly subject: string;
  status: Status;
  /** Milliseconds since 1970, when the suppression ends that hides it. */
  until: number;
  /** Set where it is hidden with others. */
  pattern: Pattern | null;
  /** How it is, and how it was accepted. */
  as: string | undefined;
  acceptedAs: string | undefined;
  /** It has been open, or over: not only there before anyone watched. */
  hasMoved: boolean;
  readonly hear: string[];
}

/** A suppression of all findings of a rule. */
export interface Pattern {
  readonly rule: string;
  readonly from: number;
  readonly until: number;
  lifted: boolean;
}

/** What must be so, after all that took effect so far. */
export interface Lives {
  /** By rule and subject. */
  readonly findings: Map<string, Expected>;
  readonly patterns: Pattern[];
}

/** After a read of one rule that was stored. `adopts`: the rule has never judged before. */
export function seenAt(
  { findings, patterns }: Lives,
  { rule, seen, adopts, now }: { rule: string; seen: Seen; adopts: boolean; now: number },
): void {
  const active = activeOf(patterns, rule, now);
  for (const subject of seen.present) {
    const id = `${rule} ${subject}`;
    const before = findings.get(id);
    const finding = before ?? unborn(rule, subject);
    findings.set(id, finding);
    finding.as = seen.as;
    if (before && before.status !== 'resolved') stand(finding, active, now);
    else if (active || isMuted(finding, now))
      hide(finding, isMuted(finding, now) ? undefined : active);
    else if (adopts) finding.status = 'inherited';
    else open(finding, before ? 'reopened' : 'opened');
  }
  for (const finding of findings.values()) {
    const { subject, status } = finding;
    if (finding.rule !== rule || status === 'resolved') continue;
    if (seen.present.includes(subject) || seen.undecided.includes(subject)) continue;
    if (status === 'open' || status === 'acknowledged') finding.hear.push('resolved');
    finding.status = 'resolved';
    finding.hasMoved = true;
  }
}

/** After a person's decision took effect on what holds for all findings of a rule. */
export function patternedAt({ patterns }: Lives, deed: Deed, now: number): void {
  if (deed.kind === 'suppress-all') {
    const until = now + deed.days * dayMs;
    patterns.push({ rule: deed.rule, from: now, until, lifted: false });
  }
  if (deed.kind !== 'unsuppress-all') return;
  const pattern = patterns.find(({ from }) => from === deed.from);
  if (pattern) pattern.lifted = true;
}

/** After it took effect on the findings. */
export function decidedAt({ findings, patterns }: Lives, deed: Deed, now: number): void {
  if (deed.kind === 'suppress-all') {
    const pattern = patterns.find((one) => one.rule === deed.rule && one.from === now);
    for (const finding of findings.values())
      if (finding.rule === deed.rule && hidable.includes(finding.status)) hide(finding, pattern);
    return;
  }
  if (deed.kind === 'unsuppress-all') {
    for (const finding of findings.values())
      if (finding.pattern?.from === deed.from && finding.status === 'suppressed')
        stand(finding, activeOf(patterns, finding.rule, now), now);
    return;
  }
  const finding = findings.get(`${deed.rule} ${deed.subject}`);
  if (!finding) return;
  const active = activeOf(patterns, finding.rule, now);
  if (deed.kind === 'acknowledge') finding.status = 'acknowledged';
  if (deed.kind === 'accept') {
    finding.status = 'accepted';
    finding.until = 0;
    finding.acceptedAs = finding.as;
  }
  if (deed.kind === 'suppress') {
    Object.assign(finding, { status: 'suppressed', until: now + deed.days * dayMs, pattern: null });
  }
  if (deed.kind === 'reopen') {
    finding.status = finding.hasMoved ? 'open' : 'inherited';
    if (active) hide(finding, active);
  }
  if (deed.kind !== 'unsuppress') return;
  finding.until = 0;
  if (finding.status === 'suppressed') stand(finding, active, now);
}

export const dayMs = 86_400_000;
const hidable: readonly Status[] = ['open', 'inherited', 'acknowledged'];

function unborn(rule: string, subject: string): Expected {
  const none = {
    until: 0,
    pattern: null,
    as: undefined,
    acceptedAs: undefined,
    hasMoved: false,
  };
  return { rule, subject, status: 'resolved', ...none, hear: [] };
}

function activeOf(patterns: readonly Pattern[], rule: string, now: number): Pattern | undefined {
  return patterns
    .filter((one) => one.rule === rule && isActive(one, now))
    .sort((a, b) => b.until - a.until)[0];
}

function isActive({ from, until, lifted }: Pattern, now: number): boolean {
  return !lifted && from <= now && now < until;
}

/** Somebody hid this finding alone: also when it comes back. */
function isMuted({ until, pattern }: Expected, now: number): boolean {
  return pattern === null && now < until;
}

/** It is still so. */
function stand(finding: Expected, active: Pattern | undefined, now: number): void {
  const { status, as, acceptedAs } = finding;
  // What is stricter than what was accepted is no more than that.
  if (status === 'accepted' && as !== acceptedAs && as !== 'strict') {
    if (active) hide(finding, active);
    else open(finding, 'reopened');
  }
  if (finding.status === 'suppressed') {
    const { pattern } = finding;
    if (pattern ? isActive(pattern, now) : now < finding.until) return;
    if (active) hide(finding, active);
    else open(finding, 'suppression-ended');
  } else if (active && hidable.includes(finding.status)) hide(finding, active);
}

/** Without a pattern it stays hidden as it was. */
function hide(finding: Expected, pattern: Pattern | undefined): void {
  finding.status = 'suppressed';
  if (!pattern) return;
  finding.pattern = pattern;
  finding.until = pattern.until;
}

function open(finding: Expected, kind: string): void {
  Object.assign(finding, { status: 'open', until: 0, pattern: null, hasMoved: true });
  finding.hear.push(kind);
}
