import { randomUUID } from 'node:crypto';
import { BusyError, StoreError } from '../../core/errors.ts';
import { isConditionFailure } from './failures.ts';
import { numberOf, textOf, type Item } from './item.ts';
import { leaseKey } from './keys.ts';
import type { Table } from './table.ts';

/** How long a run that was killed blocks the next one. */
export const leaseMs = 60_000;
const renewEveryMs = 25_000;
/** Time a write may still take after it was allowed. */
const marginMs = 10_000;

/** One run's hold on a tenant. */
export interface Lease {
  /** Counts up with each holder of the tenant; never goes back. */
  readonly fence: number;
  /** Resolves while the tenant is ours. @throws {StoreError} when another run took over */
  hold(): Promise<void>;
  release(): Promise<void>;
}

/** @throws {BusyError} while another run holds the tenant */
export async function takeLease(table: Table, tenant: string, now: () => number): Promise<Lease> {
  const owner = randomUUID();
  const taken = await claim(table, tenant, owner, now);
  return keepLease(table, tenant, now, {
    owner,
    fence: numberOf(taken, 'fence'),
    until: numberOf(taken, 'until'),
  });
}

/** One conditional write, so that of many runs that try at once exactly one gets it. */
async function claim(table: Table, tenant: string, owner: string, now: () => number) {
  try {
    return await table.update(
      leaseKey(tenant),
      {
        text: 'SET #owner = :owner, #until = :until ADD #fence :one',
        values: { owner, until: now() + leaseMs, one: 1 },
      },
      { text: 'attribute_not_exists(#until) OR #until <= :now', values: { now: now() } },
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    const held = await table.get(leaseKey(tenant));
    // A retry whose first attempt went through finds its own lease.
    if (held && textOf(held, 'owner') === owner) return held;
    throw busy(tenant, held, now());
  }
}

function busy(tenant: string, held: Item | undefined, now: number): BusyError {
  const seconds = Math.max(1, Math.ceil((numberOf(held, 'until') - now) / 1000));
  return new BusyError(
    `Another run is working on ${tenant}. Try again when it has ended; if it was killed, it lets go within ${seconds} s.`,
  );
}

interface Held {
  readonly owner: string;
  readonly fence: number;
  readonly until: number;
}

function keepLease(table: Table, tenant: string, now: () => number, held: Held): Lease {
  const { owner, fence } = held;
  const stillOurs = { text: '#owner = :owner AND #fence = :fence', values: { owner, fence } };
  let { until } = held;
  let failure: unknown;
  let lost = false;

  async function renew(): Promise<void> {
    const next = now() + leaseMs;
    try {
      const change = { text: 'SET #until = :until', values: { until: next } };
      await table.update(leaseKey(tenant), change, stillOurs);
      until = next;
      failure = undefined;
    } catch (error) {
      failure = error;
      lost ||= isConditionFailure(error);
    }
  }

  // A renewal that fails is kept in `failure` and thrown by the next write that depends on it.
  const timer = setInterval(() => void renew(), renewEveryMs).unref();

  return {
    fence,
    async hold() {
      if (!lost && now() > until - marginMs) await renew();
      if (lost) throw takenOver(tenant, failure);
      if (now() > until - marginMs) throw failure;
    },
    async release() {
      clearInterval(timer);
      if (lost) return;
      try {
        const change = { text: 'SET #until = :until', values: { until: 0 } };
        await table.update(leaseKey(tenant), change, stillOurs);
      } catch (error) {
        // Another run holds the tenant by now, so there is nothing of ours to give back.
        if (!isConditionFailure(error)) throw error;
      } finally {
        lost = true;
      }
    },
  };
}

function takenOver(tenant: string, cause: unknown): StoreError {
  return new StoreError(
    `Another run took over ${tenant}, because this one did not show signs of life for ${leaseMs / 1000} s. This run writes nothing more; the other goes on from what is stored.`,
    { cause },
  );
}
