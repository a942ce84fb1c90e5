/** A change the vendor makes on a date. Rules and messages take dates from here and nowhere else. */
export interface Deadline {
  /** ISO 8601 day, taken as 00:00 UTC. */
  readonly on: string;
  readonly what: string;
  readonly source: string;
}

const migrationGuide =
  'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-to-enhanced-security-third-party-applications';

export const deadlines = {
  strictByDefault: {
    on: '2026-10-23',
    what: 'Apps created through the Management API without a mode become strict, and the toggle that held the old default is switched off.',
    source: migrationGuide,
  },
  eligibility: {
    on: '2026-04-23',
    what: 'Only customers who used third-party apps before this day can still create permissive ones.',
    source: migrationGuide,
  },
  rulesAndHooksEnd: {
    on: '2026-11-18',
    what: 'Rules and Hooks stop running and are removed.',
    source: 'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations',
  },
} as const satisfies Record<string, Deadline>;

export function isPast(deadline: Deadline, now: Date): boolean {
  return now.getTime() >= Date.parse(`${deadline.on}T00:00:00Z`);
}

/** Whole days from now to the day of the deadline, both in UTC; negative when it is past. */
export function daysUntil(deadline: Deadline, now: Date): number {
  const today = Date.parse(now.toISOString().slice(0, 10));
  return Math.round((Date.parse(deadline.on) - today) / 86_400_000);
}
