import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { dynaliteTable, openDynalite } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { smallRun } from '../adapters/dynamo/small-run.ts';
import { tamperWith, type Tamper } from '../adapters/tamper.ts';
import { deskFor, simulated, type Desk } from './run.ts';

const first = '2026-11-01T09:00:00Z';
const second = '2026-11-02T09:00:00Z';

async function watched(ids: readonly string[]): Promise<Desk> {
  const tenants = await Promise.all(ids.map(async (id) => [id, await simulated()] as const));
  const desk = deskFor(Object.fromEntries(tenants));
  for (const now of [first, second]) await desk.run(['watch', '--now', now]);
  return desk;
}

/** Watched as above; for tests that only look. */
let two: Desk;
let one: Desk;

beforeAll(async () => {
  two = await watched(['acme', 'other']);
  one = await watched(['acme']);
});

/** Works on the database while no command has the data folder open. */
async function inTheStore(
  desk: Desk,
  work: (client: DynamoDBClient) => Promise<void>,
): Promise<void> {
  const database = await openDynalite(join(desk.dir, 'data'));
  try {
    await work(database.client);
  } finally {
    await database.close();
  }
}

/** Works on the stored items of a tenant, past the store. */
function behindTheStore(desk: Desk, work: (tamper: Tamper) => Promise<void>): Promise<void> {
  return inTheStore(desk, (client) => work(tamperWith(client, 'acme')));
}

async function documentOf(desk: Desk, ...args: string[]) {
  const { code, out, err } = await desk.run(['verify', '--json', ...args]);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  const { version, tenants } = JSON.parse(out) as {
    version: number;
    tenants: readonly Record<string, unknown>[];
  };
  expect(version).toBe(1);
  return { code, err, tenants };
}

describe('exit codes', () => {
  test('0 where all is proven, and says what and how far that goes', async () => {
    const { code, out, err } = await two.run(['verify']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^acme: proven\n {2}2 linked records: 1 of 2026-11-01T09.* to 2 of 2026-11-02T09/,
    );
    expect(out).toMatch(/Hash of the last: [0-9a-f]{64}/);
    expect(out).toMatch(/judged \(snapshot [0-9a-f]{64}\) is what the store says was there/);
    expect(out).toContain('\nother: proven\n');
    expect(out).toContain('hold it against a hash filed elsewhere');
  });

  test('2 where it is not, with what is broken, for this tenant alone', async () => {
    const desk = await watched(['acme', 'other']);
    await behindTheStore(desk, async (behind) => {
      const item = await behind.item('RUN#');
      await behind.edit(item, (run) => ({ ...run, startedAt: '\u202e<script>' }));
    });
    const { code, out, err } = await desk.run(['verify']);
    expect([code, err]).toEqual([2, '']);
    expect(out).toMatch(/^acme: NOT PROVEN\n/);
    expect(out).toContain('one of the two was altered.');
    expect(out).toContain('\nother: proven\n');
    expect(out).not.toContain('\u202e');
    expect((await desk.run(['verify', '--tenant', 'other'])).code).toBe(0);
  });

  test('2 where nothing was left to prove', async () => {
    const early = await one.run(['verify', '--at', '2026-10-01']);
    expect(early.code).toBe(2);
    expect(early.out).toContain('read the tenant whole by 2026-10-01T23:59:59.999Z');
  });

  test.each([
    ['--hash', 'abc', /^--hash "abc" is not a hash\. Give the 64 hexadecimal digits/],
    ['--at', 'yesterday', /^--at "yesterday" is not a moment/],
  ])('1 for %s %s', async (option, value, message) => {
    const desk = deskFor({});
    const { code, out, err } = await desk.run(['verify', option, value]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
  });

  test('1 where there is no store, which says what to do', async () => {
    const desk = deskFor({ acme: await simulated() });
    const { code, err } = await desk.run(['verify']);
    expect(code).toBe(1);
    expect(err).toContain('npx strictwatch watch');
  });
});

test('--json has the same as a document', async () => {
  const { code, err, tenants } = await documentOf(one, '--at', '2026-11-01');
  expect([code, err]).toEqual([0, '']);
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(tenants).toEqual([
    {
      tenant: 'acme',
      proven: true,
      records: 2,
      first: { sequence: 1, startedAt: '2026-11-01T09:00:00.000Z', hash },
      last: { sequence: 2, startedAt: '2026-11-02T09:00:00.000Z', hash },
      unlinked: 0,
      problems: [],
      notes: [],
      lacking: [],
      snapshots: [2, 1].map((sequence) => ({
        sequence,
        startedAt: `2026-11-0${sequence}T09:00:00.000Z`,
        snapshot: hash,
        result: 'same',
      })),
    },
  ]);
});

describe('--hash', () => {
  test('finds the record it is of, in any case and with spaces around', async () => {
    const { tenants } = await documentOf(one);
    const { hash } = (tenants[0] ?? {})['first'] as { hash: string };
    const { code, out } = await one.run(['verify', '--hash', ` ${hash.toUpperCase()} `]);
    expect(code).toBe(0);
    expect(out).toContain('The hash asked for is that of record 1 of 2026-11-01T09:00:00.000Z.');
    expect(out).toContain('Nothing up to the record with that hash was changed');
    const found = (await documentOf(one, '--hash', hash)).tenants[0]?.['found'];
    expect(found).toEqual({ sequence: 1, startedAt: '2026-11-01T09:00:00.000Z', hash });
  });

  test('2 where no record has it', async () => {
    const { code, out } = await one.run(['verify', '--hash', '0'.repeat(64)]);
    expect(code).toBe(2);
    expect(out).toContain('acme: proven\n');
    expect(out).toContain('No record has that hash.');
    const { tenants } = await documentOf(one, '--hash', '0'.repeat(64));
    expect(tenants[0]).toMatchObject({ proven: true, found: null });
  });
});

test('many notes and problems are counted, and listed whole as JSON', async () => {
  const desk = deskFor({ acme: await simulated() });
  // A clock that runs backwards: each record is of before the one it follows.
  await inTheStore(desk, async (client) => {
    const store = createStore({ client, table: dynaliteTable });
    for (let hour = 23; hour >= 0; hour--) {
      const at = `2026-11-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
      await smallRun(store, 'acme', { at, apps: [], audience: 'https://api.acme.example' });
    }
  });
  const { tenants } = await documentOf(desk);
  expect(tenants[0]?.['notes']).toHaveLength(23);
  expect((await desk.run(['verify'])).out).toContain('And 3 more notes: --json lists all.');

  await behindTheStore(desk, async (behind) => {
    for (const item of await behind.items('RUN#'))
      await behind.edit(item, (run) => ({ ...run, told: 99 }));
  });
  const { out } = await desk.run(['verify']);
  expect(out.split('one of the two was altered.')).toHaveLength(21);
  expect(out).toContain('And 4 more problems: --json lists all.');
  expect((await documentOf(desk)).tenants[0]?.['problems']).toHaveLength(24);
});
