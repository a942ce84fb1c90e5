import { randomUUID } from 'node:crypto';
import { BusyError, StoreError } from '../../core/errors.ts';
import { isConditionFailure } from './failures.ts';
import { numberOf, textOf, type Item, type Value } from './item.ts';
import { leaseKey } from './keys.ts';
import type { Fenced } from './mutable.ts';
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
  /** @param notes what the next run is to find on the item of the lease: it costs no write of its own */
  release(notes?: Readonly<Record<string, Value>>): Promise<void>;
}

/** The clock of leases, and since when no other process can have taken one (epoch ms), if that is known. */
export interface Clock {
  readonly now: () => number;
  readonly aloneSince: number | undefined;
}

/** @throws {BusyError} while another run holds the tenant */
export async function takeLease(table: Table, tenant: string, clock: Clock): Promise<Lease> {
  const owner = randomUUID();
  const { now } = clock;
  const taken = await claim(table, tenant, owner, clock);
  return keepLease(table, tenant, now, {
    owner,
    fence: numberOf(taken, 'fence'),
    until: numberOf(taken, 'until'),
  });
}

/** One conditional write, so that of many runs that try at once exactly one gets it. */
async function claim(table: Table, tenant: string, owner: string, { now, aloneSince }: Clock) {
  // One that was last renewed before this process was alone belongs to a process that is dead.
  const dead = aloneSince === undefined ? 0 : aloneSince + leaseMs;
  try {
    return await table.update(
      leaseKey(tenant),
      {
        text: 'SET #owner = :owner, #until = :until ADD #fence :one',
        values: { owner, until: now() + leaseMs, one: 1 },
      },
      {
        text: 'attribute_not_exists(#until) OR #until <= :now OR #until < :dead',
        values: { now: now(), dead },
      },
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
    async release(notes = {}) {
      clearInterval(timer);
      if (lost) return;
      const values = { ...notes, until: 0 };
      const set = Object.keys(values).map((name) => `#${name} = :${name}`);
      try {
        const change = { text: `SET ${set.join(', ')}`, values };
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

/**
 * Notes on the item of the lease what is about to be written: the next run will know, even when this one dies.
 * @throws {StoreError} when another run took over
 */
export async function noteBefore(
  { table, fence }: Fenced,
  tenant: string,
  notes: { readonly latest: string; readonly unsettled: string },
): Promise<void> {
  const stillOurs = { text: '#fence = :fence', values: { fence } };
  const text = 'SET #latest = :latest, #unsettled = :unsettled';
  try {
    await table.update(leaseKey(tenant), { text, values: notes }, stillOurs);
  } catch (error) {
    throw isConditionFailure(error) ? takenOver(tenant, error) : error;
  }
}

function takenOver(tenant: string, cause: unknown): StoreError {
  return new StoreError(
    `Another run took over ${tenant}, because this one did not show signs of life for ${leaseMs / 1000} s. This run writes nothing more; the other goes on from what is stored.`,
    { cause },
  );
}
