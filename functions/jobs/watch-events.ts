import { BusyError, DeliveryError } from '../core/errors.ts';
import type { EventNote, TenantEvents } from '../core/event-batch.ts';
import type { LogEntry } from '../core/log-entry.ts';
import type { Store } from '../core/ports.ts';
import type { Tenant } from '../core/tenant.ts';

/** What a batch of events needs from outside. */
export interface EventPorts {
  readonly store: Pick<Store, 'logs'>;
  /** Drops what tells of nothing that is watched. */
  readonly entriesOf: (raw: readonly unknown[], tenant: Tenant) => LogEntry[];
  /**
   * A run of `watch` on the tenant, within these milliseconds.
   * @throws {BusyError} when another run holds the tenant
   * @throws {DeliveryError} when a channel did not accept, after all else was done
   */
  readonly run: (
    tenant: Tenant,
    events: readonly LogEntry[],
    remaining: () => number,
  ) => Promise<unknown>;
  /** Milliseconds the invocation still has. */
  readonly remaining: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Is told as it happens. */
  readonly note: (tenant: Tenant, note: EventNote) => void;
}

/** How long to wait for other runs: a run takes seconds, and one that died holds its tenant for a minute. */
export const longestWait = 120_000;
export const pause = 1_000;
/** With less time than this a run would begin only to be cut off, or could tell nobody. */
export const leastTime = 120_000;

/**
 * Runs `watch` once for each tenant that events came for, one after the other; none gets the time that others
 * still need. Tenants that another run holds are waited for, since that run may have read too early.
 * @returns ids of the messages that are to come again
 */
export async function watchEvents(
  ports: EventPorts,
  groups: readonly TenantEvents[],
): Promise<string[]> {
  const again: string[] = [];
  let waiting = groups;
  for (let waited = 0; ; waited += pause) {
    const busy: TenantEvents[] = [];
    for (const [index, group] of waiting.entries()) {
      const fate = await handle(ports, group, fairShare(ports.remaining, waiting.length - index));
      if (fate === 'busy') busy.push(group);
      if (fate === 'again') again.push(...group.messages);
    }
    if (busy.length === 0) return again;
    if (waited >= longestWait || ports.remaining() < leastTime + pause) {
      for (const group of busy) noteBusy(ports, group);
      return [...again, ...busy.flatMap(({ messages }) => messages)];
    }
    await ports.sleep(pause);
    waiting = busy;
  }
}

type Fate = 'done' | 'busy' | 'again';

async function handle(
  ports: EventPorts,
  group: TenantEvents,
  remaining: () => number,
): Promise<Fate> {
  const { tenant, raw } = group;
  if (ports.remaining() < leastTime) {
    const because = 'The time of this invocation is used up: these events come again.';
    ports.note(tenant, { kind: 'late', events: raw.length, because });
    return 'again';
  }
  try {
    const events = ports.entriesOf(raw, tenant);
    const because = await reasonToSkip(ports, tenant, events);
    if (because === null) await ports.run(tenant, events, remaining);
    else ports.note(tenant, { kind: 'skipped', events: raw.length, because });
    return 'done';
  } catch (error) {
    if (error instanceof BusyError) return 'busy';
    ports.note(tenant, { kind: 'failed', error });
    // What is undelivered is stored as owed: the next run sends it, and the same events would add nothing.
    return error instanceof DeliveryError ? 'done' : 'again';
  }
}

async function reasonToSkip(
  { store }: EventPorts,
  { id }: Tenant,
  events: readonly LogEntry[],
): Promise<string | null> {
  if (events.length === 0) return 'The events tell of nothing that is watched.';
  const { memory } = await store.logs(id);
  const handled = new Set(memory.handled);
  return events.every((entry) => handled.has(entry.id))
    ? 'An earlier run has handled these events.'
    : null;
}

/** What is left for the first of so many, when each is to have as much, and none too little. */
function fairShare(remaining: () => number, tenants: number): () => number {
  const left = remaining();
  const ofOthers = Math.min(left - left / tenants, left - leastTime);
  return () => remaining() - ofOthers;
}

function noteBusy(ports: EventPorts, { tenant, raw }: TenantEvents): void {
  const because = 'Another run still holds the tenant: these events come again.';
  ports.note(tenant, { kind: 'busy', events: raw.length, because });
}
