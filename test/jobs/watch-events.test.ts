import { beforeEach, expect, test } from 'vitest';
import { BusyError, DeliveryError, StoreError } from '../../functions/core/errors.ts';
import type { EventNote, TenantEvents } from '../../functions/core/event-batch.ts';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import { emptyMemory } from '../../functions/core/log-memory.ts';
import { parseTenant, type Tenant } from '../../functions/core/tenant.ts';
import {
  leastTime,
  longestWait,
  pause,
  watchEvents,
  type EventPorts,
} from '../../functions/jobs/watch-events.ts';

/** An invocation whose time passes only where the test says so. */
let left: number;
let slept: number;
/** What happened, in order. */
let seen: string[];
let handled: Record<string, string[]>;
/** Errors the next runs of a tenant end with. */
let errors: Record<string, (Error | null)[]>;

beforeEach(() => {
  left = 900_000;
  slept = 0;
  seen = [];
  handled = {};
  errors = {};
});

const busy = new BusyError('Another run is at work.');

function group(id: string, ...logIds: string[]): TenantEvents {
  const tenant = parseTenant({
    id,
    domain: `${id}.eu.auth0.com`,
    credentials: { secretId: id },
  });
  return { tenant, messages: logIds.map((one) => `${id}-${one}`), raw: logIds };
}

const ports: EventPorts = {
  store: {
    async logs(tenant) {
      const ids = handled[tenant] ?? [];
      return { position: null, memory: { ...emptyMemory, handled: ids } };
    },
  },
  // Ids that begin with "x" stand for entries that tell of nothing watched.
  entriesOf: (raw) =>
    (raw as string[]).filter((id) => !id.startsWith('x')).map((id) => ({ id }) as LogEntry),
  async run({ id }: Tenant, events, remaining) {
    const error = errors[id]?.shift() ?? null;
    if (error instanceof BusyError) throw error;
    seen.push(`${id} ran on ${events.map((one) => one.id).join()} in ${remaining() / 1000} s`);
    if (error) throw error;
  },
  remaining: () => left,
  async sleep(milliseconds) {
    slept += milliseconds;
    left -= milliseconds;
  },
  note: ({ id }, note) => void seen.push(`${id} ${noteWords(note)}`),
};

function noteWords(note: EventNote): string {
  return note.kind === 'failed'
    ? `failed: ${String(note.error)}`
    : `${note.kind}: ${note.events}, ${note.because}`;
}

const handle = (...groups: TenantEvents[]) => watchEvents(ports, groups);

test('each tenant is run once on all its events, and none gets the time of the others', async () => {
  expect(await handle(group('a', '1', '2'), group('b', '3'), group('c', '4'))).toEqual([]);
  expect(seen).toEqual(['a ran on 1,2 in 300 s', 'b ran on 3 in 450 s', 'c ran on 4 in 900 s']);
});

test('a tenant that takes all its time leaves the next what is theirs', async () => {
  const slow: EventPorts = {
    ...ports,
    async run(tenant, events, remaining) {
      await ports.run(tenant, events, remaining);
      left -= remaining();
    },
  };
  await watchEvents(slow, [group('a', '1'), group('b', '2'), group('c', '3')]);
  expect(seen.map((line) => line.split(' in ')[1])).toEqual(['300 s', '300 s', '300 s']);
});

test('of many each still gets enough for a run', async () => {
  await handle(...Array.from({ length: 100 }, (_, n) => group(`t${n}`, '1')));
  expect(seen[0]).toBe(`t0 ran on 1 in ${leastTime / 1_000} s`);
  expect(seen.at(-1)).toBe('t99 ran on 1 in 900 s');
});

test('events that an earlier run has handled start none', async () => {
  handled = { a: ['0', '1', '2'] };
  expect(await handle(group('a', '1', '2'))).toEqual([]);
  expect(seen).toEqual(['a skipped: 2, An earlier run has handled these events.']);
});

test('one new event among them is enough, and the run is given all', async () => {
  handled = { a: ['1'], b: ['2'] };
  await handle(group('a', '1', '2'));
  expect(seen).toEqual(['a ran on 1,2 in 900 s']);
});

test('events that tell of nothing watched start none', async () => {
  expect(await handle(group('a', 'x1', 'x2'))).toEqual([]);
  expect(seen).toEqual(['a skipped: 2, The events tell of nothing that is watched.']);
});

test('a run that fails gives back its own messages and no others', async () => {
  errors = { a: [new StoreError('The table is gone.')] };
  expect(await handle(group('a', '1', '2'), group('b', '3'))).toEqual(['a-1', 'a-2']);
  expect(seen).toEqual([
    'a ran on 1,2 in 450 s',
    'a failed: StoreError: The table is gone.',
    'b ran on 3 in 900 s',
  ]);
});

test('so does one whose memory cannot be read', async () => {
  const broken = {
    ...ports,
    store: { logs: () => Promise.reject(new StoreError('The table is gone.')) },
  };
  expect(await watchEvents(broken, [group('a', '1')])).toEqual(['a-1']);
  expect(seen).toEqual(['a failed: StoreError: The table is gone.']);
});

test('what was not delivered is an error, and is owed by the store and not by the queue', async () => {
  errors = { a: [new DeliveryError('Slack is down.')] };
  expect(await handle(group('a', '1'))).toEqual([]);
  expect(seen).toEqual(['a ran on 1 in 900 s', 'a failed: DeliveryError: Slack is down.']);
});

test('a tenant that another run holds is run when that is over, after the others', async () => {
  errors = { a: [busy, busy, busy] };
  expect(await handle(group('a', '1'), group('b', '2'))).toEqual([]);
  expect(seen).toEqual(['b ran on 2 in 900 s', 'a ran on 1 in 897 s']);
  expect(slept).toBe(3 * pause);
});

test('what another run has handled meanwhile starts none', async () => {
  errors = { a: [busy] };
  const waits = {
    ...ports,
    async sleep(milliseconds: number) {
      await ports.sleep(milliseconds);
      handled = { a: ['1'] };
    },
  };
  expect(await watchEvents(waits, [group('a', '1')])).toEqual([]);
  expect(seen).toEqual(['a skipped: 1, An earlier run has handled these events.']);
});

test('after a while its events are given back', async () => {
  errors = { a: Array.from({ length: 1_000 }, () => busy) };
  expect(await handle(group('a', '1'), group('b', '2'))).toEqual(['a-1']);
  expect(seen.at(-1)).toBe(
    'a busy: 1, Another run still holds the tenant: these events come again.',
  );
  expect(slept).toBe(longestWait);
});

test('it is not waited for longer than there is time for a run', async () => {
  left = leastTime + 3 * pause;
  errors = { a: Array.from({ length: 1_000 }, () => busy) };
  expect(await handle(group('a', '1'))).toEqual(['a-1']);
  expect(left).toBe(leastTime);
  expect(seen.at(-1)).toMatch(/^a busy: 1/);
});

test('without time for a run none is begun', async () => {
  left = leastTime - 1;
  expect(await handle(group('a', '1'), group('b', '2'))).toEqual(['a-1', 'b-2']);
  expect(seen[0]).toBe(
    'a late: 1, The time of this invocation is used up: these events come again.',
  );
});

test('a batch of nothing is nothing', async () => {
  expect(await handle()).toEqual([]);
});
