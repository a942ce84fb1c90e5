import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTables } from '../../../functions/adapters/dynalite/tables.ts';
import {
  dynaliteTable,
  openDynalite,
  type Dynalite,
} from '../../../functions/adapters/dynalite.ts';
import { randomId } from '../store-sample.ts';

// LevelDB writes what it holds in memory (4 MiB) to a file of level 0, and merges the fourth of them with the first
// three into level 1, of which a file goes to level 2 when there are more than 10 MiB. 21 values of this size make
// such a file. After one from an earlier run and three of these, level 1 has 12.6 MB if every version is kept, else
// one version. In two files of 2 MiB each, the newest version was in the first, which went to level 2.
const large = randomId(1, 199_700);
const writes = 3 * 21;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'strictwatch-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function put(database: Dynalite, item: string, rev: number, data: string): Promise<void> {
  const Item = {
    tenant: { S: 'acme' },
    item: { S: item },
    rev: { N: String(rev) },
    data: { S: data },
  };
  await database.client.send(new PutItemCommand({ TableName: dynaliteTable, Item }));
}

async function readRev(database: Dynalite, item: string): Promise<number> {
  const Key = { tenant: { S: 'acme' }, item: { S: item } };
  const answer = await database.client.send(
    new GetItemCommand({ TableName: dynaliteTable, Key, ConsistentRead: true }),
  );
  return Number(answer.Item?.rev?.N);
}

async function query(database: Dynalite, Limit?: number): Promise<void> {
  await database.client.send(
    new QueryCommand({
      TableName: dynaliteTable,
      KeyConditionExpression: 'tenant = :tenant',
      ExpressionAttributeValues: { ':tenant': { S: 'acme' } },
      Limit,
    }),
  );
}

/** LevelDB has merged level 0, and has had time to move a file of level 1. */
async function merged(database: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await readFile(join(database, 'LOG'), 'utf8')).toContain('Compacted 4@0'),
    { timeout: 10_000, interval: 20 },
  );
  await wait(300);
}

/** Bytes in LevelDB's table files. */
async function tableBytes(database: string): Promise<number> {
  const names = await readdir(database);
  const tables = names.filter((name) => name.endsWith('.ldb'));
  const stats = await Promise.all(tables.map((name) => stat(join(database, name))));
  return stats.reduce((bytes, { size }) => bytes + size, 0);
}

describe('a large item that is overwritten again and again', () => {
  it.each([
    ['a query that read all', undefined],
    ['a query that read some', 1],
  ])('is read as written last and kept once, after %s', async (_, limit) => {
    const earlier = await openDynalite(dir);
    await put(earlier, 'HEAD', 0, '');
    await put(earlier, 'LEASE', 0, '');
    await earlier.close();

    const database = await openDynalite(dir);
    await query(database, limit);
    for (let rev = 1; rev <= writes; rev++) {
      await put(database, 'HEAD', rev, large);
      await put(database, 'LEASE', rev, '');
    }
    await merged(join(dir, 'db'));

    expect(await readRev(database, 'HEAD')).toBe(writes);
    expect(await tableBytes(join(dir, 'db'))).toBeLessThan(2 * large.length);
    await database.close();
  });

  it('is read as written last while something else is being read', async () => {
    const earlier = await openTables(dir);
    await earlier.db.put('HEAD', { rev: 0 });
    await earlier.db.put('LEASE', { rev: 0 });
    await earlier.db.close();

    const { db } = await openTables(dir);
    const reading = db.values();
    await reading.next();
    for (let rev = 1; rev <= writes; rev++) {
      await db.put('HEAD', { rev, large });
      await db.put('LEASE', { rev });
    }
    await merged(dir);

    expect(await db.get('HEAD')).toEqual({ rev: writes, large });
    await reading.close();
    await db.close();
  });
});
