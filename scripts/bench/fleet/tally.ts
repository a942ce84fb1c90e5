import type { Kind } from './troubles.ts';
import type { TenantState } from './tenant.ts';

/** How starts ended. Every one ends in exactly one of these ways. */
export interface Ends {
  /** Runs of `watch` that read their tenant whole. */
  complete: number;
  /** Runs of `watch` that ended well, and said what they could not read. */
  incomplete: number;
  /** Found their tenant held by another run. */
  busy: number;
  /** Found it held by pulse. */
  heldByPulse: number;
  /** Reports and pulses that were done. */
  done: number;
  /** In the queue of failed runs. */
  failed: number;
}

export interface Stale {
  readonly kind: Kind;
  readonly tenants: number;
  /** Minutes after the beginning at which pulse found the first and the last of them. */
  readonly firstMinutes: number;
  readonly lastMinutes: number;
}

/** Seconds. */
export interface Delays {
  readonly half: number;
  readonly most99: number;
  readonly most: number;
}

/** Which of the moments at which a tenant was due were met by a run that read it whole, and how late it began, in ms. */
export function delaysOf(
  { complete }: Pick<TenantState, 'complete'>,
  dues: readonly number[],
  end: number,
): { readonly delays: number[]; readonly missed: number } {
  const begun = complete.toSorted((a, b) => a - b);
  const delays: number[] = [];
  let at = 0;
  for (const [i, due] of dues.entries()) {
    while ((begun[at] ?? Infinity) < due) at += 1;
    const first = begun[at];
    if (first !== undefined && first < (dues[i + 1] ?? end)) delays.push(first - due);
  }
  return { delays, missed: dues.length - delays.length };
}

/** Of delays in ms. */
export function spreadOf(delays: readonly number[]): Delays {
  const sorted = Float64Array.from(delays).sort();
  const at = (share: number) => seconds(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { half: at(0.5), most99: at(0.99), most: at(1) };
}

/** To a tenth. */
export function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** Of the tenants found stale, by kind; `foundMs` is how long after the beginning. */
export function staleOf(
  found: readonly { readonly kind: Kind; readonly foundMs: number }[],
): Stale[] {
  return [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, of]) => {
    const minutes = of.map(({ foundMs }) => Math.round(foundMs / 60_000));
    return {
      kind,
      tenants: of.length,
      firstMinutes: Math.min(...minutes),
      lastMinutes: Math.max(...minutes),
    };
  });
}
