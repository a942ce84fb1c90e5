import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { dynaliteTable } from '../../../functions/adapters/dynalite.ts';
import type { Actor } from '../../../functions/core/log-entry.ts';
import type { LogMemory } from '../../../functions/core/log-memory.ts';
import { app } from '../../../functions/core/sample.ts';
import { after, created, day, registered } from '../../core/remember-samples.ts';
import { useDatabase } from '../database.ts';
import { change, logs } from '../store-sample.ts';

const { client, newTenant, storeOn } = useDatabase();

let state = 1;

/** Text that compresses badly, three bytes a character. */
function noise(length: number): string {
  const letters = new Uint16Array(length);
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    letters[at] = 0x4e00 + ((state >>> 8) % 0x5000);
  }
  return Buffer.from(letters.buffer).toString('utf16le');
}

function anybody(id: string): Partial<Actor> {
  const [name, email, ip] = [noise(2_000), noise(320), noise(64)];
  return { kind: 'user', id, name, email, ip, userAgent: noise(300), tool: noise(100) };
}

function many<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

/** Of a tenant whose every list is full of the longest text that comes through. */
function fullMemory(): LogMemory {
  const minute = (at: number) => new Date(Date.parse(day('22')) + at * 30_000).toISOString();
  const people = many(110, () => anybody(noise(300)));
  const named = () => ({ app: noise(300), appName: noise(1_000) });
  const made = many(2_500, (at) =>
    created(noise(200), minute(at), { ...named(), actor: people[at % 110] ?? {} }),
  );
  const strangers = many(2_100, (at) =>
    registered(noise(200), minute(at), {
      ...named(),
      actor: { ip: noise(64) },
      creation: { callbacks: many(5, () => `https://${noise(100)}.example`) },
    }),
  );
  const events = many(600, (at) =>
    created(noise(200), new Date(Date.parse(day('23')) - at * 1_000).toISOString(), {
      ...named(),
      operation: 'app-updated',
      actor: people[at % 110] ?? {},
    }),
  );
  const notice = created(noise(200), day('22'), {
    operation: 'deprecation-notice',
    notice: noise(2_000),
  });
  const apps = many(600, () => app({ id: noise(300), name: noise(500) }));
  return after({ entries: [...made, ...strangers, notice], events, apps });
}

async function sizes(tenant: string): Promise<Record<string, number>> {
  const { Items = [] } = await client().send(
    new QueryCommand({
      TableName: dynaliteTable,
      KeyConditionExpression: 'tenant = :tenant AND begins_with(#item, :prefix)',
      ExpressionAttributeNames: { '#item': 'item' },
      ExpressionAttributeValues: { ':tenant': { S: tenant }, ':prefix': { S: 'LOGS#' } },
    }),
  );
  return Object.fromEntries(
    Items.map(({ item, data }) => [item?.S ?? '', data?.B?.length ?? data?.S?.length ?? 0]),
  );
}

it('a memory that is full of the longest text fits, and keeps the best of each list', async () => {
  const tenant = newTenant();
  const memory = fullMemory();
  expect([memory.callers, memory.awaited, memory.handled].map(({ length }) => length)).toEqual([
    100, 500, 500,
  ]);
  const session = await storeOn().begin(tenant);
  await session.load();
  await session.save(change({ logs: { ...logs, memory } }));
  await session.end();
  const stored = await sizes(tenant);
  expect(Object.keys(stored)).toHaveLength(3);
  for (const size of Object.values(stored)) expect(size).toBeLessThanOrEqual(300 * 1024);
  expect(stored['LOGS#MEMORY']).toBeGreaterThan(100 * 1024);

  const kept = (await storeOn().logs(tenant)).memory;
  for (const list of ['callers', 'awaited', 'recent', 'registrations'] as const) {
    expect(kept[list].length, list).toBeGreaterThan(0);
    expect(kept[list]).toEqual(memory[list].slice(0, kept[list].length));
  }
  expect(kept.handled.length).toBeGreaterThan(0);
  expect(kept.handled).toEqual(memory.handled.slice(-kept.handled.length));
}, 20_000);
