/** Hides findings of a rule, by subject, until it ends: somebody answers for it and said why. */
export interface Suppression {
  /** Stable: findings name the suppression that hides them by it. */
  readonly id: string;
  readonly rule: string;
  /** A subject, with `*` for any run of characters. */
  readonly subject: string;
  readonly by: string;
  readonly owner: string;
  readonly reason: string;
  /** ISO 8601, from when on it holds. */
  readonly at: string;
  /** ISO 8601, when it ends. */
  readonly until: string;
  /** Set when somebody ended it early. */
  readonly lifted?: { readonly by: string; readonly at: string; readonly reason: string };
}

/** The longest a suppression may last. */
export const mostDays = 90;

export const dayMs = 86_400_000;

/** The last moment at which a suppression made now may end: whole days in UTC, as people write them. */
export function latestEnd(from: Date): Date {
  const day = new Date(from.getTime() + mostDays * dayMs).toISOString().slice(0, 10);
  return new Date(`${day}T23:59:59.999Z`);
}

export function isActive({ at, until, lifted }: Suppression, now: Date): boolean {
  const moment = now.getTime();
  return !lifted && Date.parse(at) <= moment && moment < Date.parse(until);
}

/** The suppression that hides a finding, the one that lasts longest where there are several. */
export function suppressionOf(
  suppressions: readonly Suppression[],
  { rule, subject }: { readonly rule: string; readonly subject: string },
  now: Date,
): Suppression | null {
  let longest: Suppression | null = null;
  for (const one of suppressions) {
    if (one.rule !== rule || !isActive(one, now) || !matches(one.subject, subject)) continue;
    if (!longest || Date.parse(one.until) > Date.parse(longest.until)) longest = one;
  }
  return longest;
}

/** Whether the pattern covers the subject; only `*` means something. Linear in the subject, whatever the pattern. */
export function matches(pattern: string, subject: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return subject === pattern;
  if (!subject.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = subject.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return subject.length - last.length >= from && subject.endsWith(last);
}
