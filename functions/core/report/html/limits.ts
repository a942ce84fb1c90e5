import type { Report } from '../../posture/schema.ts';

/** How much of what may be endless stands on the page; the rest is counted. */
export interface Limits {
  /** Rows of the overview. */
  readonly overview: number;
  /** Tenants with a section of their own; 0 where even one does not fit. */
  readonly tenants: number;
  /** Findings, changes and new apps of a tenant, of each. */
  readonly rows: number;
  /** Apps of a tenant whose readiness is told. */
  readonly apps: number;
  /** Things listed inside a row. */
  readonly items: number;
}

/** In bytes of UTF-8: mail and archives take a page of less without a question. */
export const budget = 1_000_000;

/** Tried in turn until the page fits; the last always does: it has nothing but the overview, in which every text is cut. */
export const steps: readonly Limits[] = [
  { overview: 1000, tenants: 25, rows: 100, apps: 100, items: 20 },
  { overview: 1000, tenants: 25, rows: 50, apps: 50, items: 10 },
  { overview: 1000, tenants: 25, rows: 25, apps: 25, items: 10 },
  { overview: 1000, tenants: 25, rows: 10, apps: 10, items: 5 },
  { overview: 1000, tenants: 10, rows: 10, apps: 10, items: 5 },
  { overview: 1000, tenants: 5, rows: 10, apps: 5, items: 5 },
  { overview: 500, tenants: 5, rows: 10, apps: 5, items: 5 },
  { overview: 200, tenants: 3, rows: 5, apps: 3, items: 3 },
  { overview: 50, tenants: 1, rows: 5, apps: 3, items: 3 },
  { overview: 50, tenants: 0, rows: 0, apps: 0, items: 0 },
];

/** What one row takes at least, in bytes: a test holds that pages are not shrunk for nothing. */
const least = { overview: 600, row: 450, app: 700 };

/** Bytes the page cannot be smaller than, so that no page is made in vain. */
export function leastBytes({ overview, postures }: Report, limits: Limits): number {
  let bytes = Math.min(overview.length, limits.overview) * least.overview;
  for (const { findings, changes, newPermissive, readiness } of postures.slice(0, limits.tenants)) {
    const standing = findings.filter(({ status }) => status !== 'resolved');
    for (const { length } of [standing, changes.rows, newPermissive]) {
      bytes += Math.min(length, limits.rows) * least.row;
    }
    if (readiness.known) bytes += Math.min(readiness.apps.length, limits.apps) * least.app;
  }
  return bytes;
}
