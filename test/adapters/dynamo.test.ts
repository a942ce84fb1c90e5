import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { setImmediate } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dynaliteTable } from '../../functions/adapters/dynalite.ts';
import { createStore, openDynamo } from '../../functions/adapters/dynamo.ts';
import { storeFailure } from '../../functions/adapters/dynamo/failures.ts';
import { shardOf } from '../../functions/adapters/dynamo/repack.ts';
import { StoreError } from '../../functions/core/errors.ts';
import { emptyMemory } from '../../functions/core/log-memory.ts';
import type { AppRow, Change } from '../../functions/core/ports.ts';
import { app } from '../../functions/core/sample.ts';
import { countWrites, requestsIn, sendOf, withSend } from './crash.ts';
import { useDatabase } from './database.ts';
import {
  base,
  change,
  head,
  logs,
  manyRows,
  owing,
  quiet,
  row,
  rowsBy,
  runRecord,
} from './store-sample.ts';

const { client, itemsOf, newTenant, storeOn } = useDatabase();

async function save(tenant: string, parts: Partial<Change>): Promise<void> {
  const session = await storeOn().begin(tenant);
  await session.save(change(parts));
  await session.end();
}

describe('a damaged store', () => {
  async function overwrite(tenant: string, item: string, data: Uint8Array | string): Promise<void> {
    const Key = { tenant: { S: tenant }, item: { S: item } };
    const { Item } = await client().send(new GetItemCommand({ TableName: dynaliteTable, Key }));
    const value = typeof data === 'string' ? { S: data } : { B: data };
    await client().send(
      new PutItemCommand({ TableName: dynaliteTable, Item: { ...Item, ...Key, data: value } }),
    );
  }

  async function damage(prefix: string, data: Uint8Array | string | null): Promise<string> {
    const tenant = newTenant();
    await save(tenant, {
      findingRows: rowsBy([row('app1')]),
      apps: [app({ id: 'app1' })],
      words: new Map([['app-permissive app1', { message: 'm', evidence: {} }]]),
      logs,
    });
    const [item = ''] = await itemsOf(tenant, prefix);
    const Key = { tenant: { S: tenant }, item: { S: item } };
    if (data) await overwrite(tenant, item, data);
    else await client().send(new DeleteItemCommand({ TableName: dynaliteTable, Key }));
    return tenant;
  }

  const store = () => storeOn();
  async function load(tenant: string) {
    return (await store().beginDry(tenant)).load();
  }

  it.each([
    ['a shard that is garbage', 'ROWS#', Buffer.from('garbage')],
    ['a shard that is not what it should be', 'ROWS#', deflateSync('{"version":1}')],
    ['a shard that is gone', 'ROWS#', null],
    ['a head that is garbage', 'HEAD', Buffer.from('garbage')],
    ['a head that is not what it should be', 'HEAD', '{"version":1,"generation":1,"shards":1}'],
  ])('with %s is not taken for an empty one', async (_, prefix, data) => {
    const tenant = await damage(prefix, data);
    await expect(load(tenant)).rejects.toThrow(StoreError);
    await expect(load(tenant)).rejects.toThrow(/damaged.*backup/);
    await expect(store().findings(tenant)).rejects.toThrow(StoreError);
  });

  it.each([
    ['a memory that is garbage', 'LOGS#MEMORY', Buffer.from('garbage')],
    ['a memory that is not what it should be', 'LOGS#MEMORY', '{"version":1,"memory":{}}'],
    ['registrations that are not', 'LOGS#REGISTRATIONS', '{"version":1,"registrations":[1]}'],
    ['a position that is not one', 'LOGS#POSITION', '{"version":1,"position":3}'],
  ])('with %s does not begin the logs anew', async (_, item, data) => {
    const tenant = await damage(item, data);
    await expect(load(tenant)).rejects.toThrow(new RegExp(`${item} .*damaged.*backup`));
    await expect(store().logs(tenant)).rejects.toThrow(/damaged/);
  });

  it('whose memory of the logs is of a newer version asks for an upgrade', async () => {
    const tenant = await damage('LOGS#MEMORY', '{"version":2,"anything":true}');
    await expect(load(tenant)).rejects.toThrow(/newer Strictwatch.*Upgrade/);
  });

  it('without a memory of the logs has none', async () => {
    const { memory } = await store().logs(await damage('LOGS#MEMORY', null));
    expect(memory).toEqual({ ...emptyMemory, registrations: logs.memory.registrations });
  });

  it('whose shard does not add up is refused', async () => {
    const shard = { version: 1, names: 'a\nb', without: [], prints: ['x'], bases: [], groups: [] };
    const tenant = await damage('ROWS#', deflateSync(JSON.stringify(shard)));
    await expect(load(tenant)).rejects.toThrow(/damaged/);
  });

  it('with a shard that was cut short is refused', async () => {
    const tenant = newTenant();
    await save(tenant, manyRows(50));
    const [item = ''] = await itemsOf(tenant, 'ROWS#');
    const Key = { tenant: { S: tenant }, item: { S: item } };
    const got = await client().send(new GetItemCommand({ TableName: dynaliteTable, Key }));
    await overwrite(tenant, item, got.Item?.['data']?.B?.subarray(0, 900) ?? '');
    await expect(load(tenant)).rejects.toThrow(/damaged/);
  });

  it('written by a newer version asks for an upgrade', async () => {
    const tenant = await damage('HEAD', '{"version":2,"anything":true}');
    await expect(load(tenant)).rejects.toThrow(/newer Strictwatch.*Upgrade/);
    await expect(store().head(tenant)).rejects.toThrow(/newer Strictwatch/);
  });

  it('says so when words or an app cannot be read', async () => {
    await expect(store().findings(await damage('WORDS#', '{"message":1}'))).rejects.toThrow(
      /finding text WORDS#app-permissive#app1 .*damaged/,
    );
    const appsAt = store().appsAt(await damage('APP#', '{'), '2027-01-01T00:00:00.000Z');
    await expect(appsAt).rejects.toThrow(/damaged/);
  });

  it('keeps fields it does not know', async () => {
    const tenant = newTenant();
    const later = { ...head, laterField: { a: 1 } };
    const life = { ...quiet, laterField: 2 };
    const [one] = logs.memory.callers;
    const callers = one ? [{ ...one, laterField: 3 }] : [];
    const memory = { ...logs.memory, laterField: 4, callers };
    const position = { ...logs.position, laterField: 5 };
    const laterLogs = { position, memory };
    await save(tenant, { head: later, findingRows: rowsBy([row('app1', life)]), logs: laterLogs });
    const known = await load(tenant);
    expect(known.logs).toEqual(laterLogs);
    expect(known.head).toEqual(later);
    expect(known.findings.get('app-permissive app1')?.life).toEqual(life);
  });
});

describe('a manifest that outgrows its shards', () => {
  it('leaves no shards of the old generation behind', async () => {
    const tenant = newTenant();
    await save(tenant, { appRows: new Map([['app1', { print: 'aaaaaaaa' }]]) });
    expect(await itemsOf(tenant, 'ROWS#')).toEqual(['ROWS#00000001#00000']);
    await save(tenant, manyRows(5000));
    const items = await itemsOf(tenant, 'ROWS#');
    expect(items.length).toBeGreaterThan(1);
    expect(new Set(items.map((item) => item.slice(0, 13)))).toEqual(new Set(['ROWS#00000002']));
  });

  it('has one shard again when its rows are gone', async () => {
    const tenant = newTenant();
    const { appRows } = manyRows(5000);
    await save(tenant, { appRows });
    await save(tenant, { appRows: new Map([...appRows.keys()].map((id) => [id, null])) });
    expect(await itemsOf(tenant, 'ROWS#')).toEqual(['ROWS#00000002#00000']);
  });

  it('can be read while it is replaced', async () => {
    const tenant = newTenant();
    const many = manyRows(5000);
    await save(tenant, { appRows: new Map([['app1', { print: 'aaaaaaaa' }]]) });
    const send = sendOf(client());
    let first = true;
    const overtaken = withSend(client(), async (command) => {
      const answer = (await send(command)) as { Items?: { item: { S: string } }[] };
      if (!(command instanceof QueryCommand) || !first) return answer;
      first = false;
      await save(tenant, many);
      // As if the head had been on a page read before the other run's save, and the shards on one after it.
      return { ...answer, Items: answer.Items?.filter(({ item }) => !item.S.startsWith('ROWS#')) };
    });
    const known = await (await storeOn(overtaken).beginDry(tenant)).load();
    expect(known.findings).toEqual(many.findingRows);
  });

  it('has the shards its rows are looked for in, for ever', () => {
    const names = ['', 'app1', 'ZjIxNzY0ZTUtYzE1YS00', 'https://api.example/', 'ä😀'];
    expect(names.map((name) => shardOf(name, 1024))).toEqual([973, 271, 491, 869, 26]);
  });

  it('keeps its rows when one of them is very large', async () => {
    const tenant = newTenant();
    const many = manyRows(800);
    const callbacks = [...many.appRows.keys()].flatMap((id) => [
      `https://${id}.example/${id.toLowerCase()}`,
    ]);
    const wide = new Map<string, AppRow>();
    for (const id of [...many.appRows.keys()].slice(0, 20))
      wide.set(id, { print: 'aaaaaaaa', base: { ...base, callbacks } });
    await save(tenant, { ...many, appRows: new Map([...many.appRows, ...wide]) });
    const known = await (await storeOn().beginDry(tenant)).load();
    expect(known.apps).toEqual(new Map([...many.appRows, ...wide]));
  });
});

describe('a write whose answer was lost', () => {
  /** Sends every put and update twice, as the SDK does when the first answer does not arrive. */
  function repeating(client: DynamoDBClient): DynamoDBClient {
    const send = sendOf(client);
    return withSend(client, async (command) => {
      if (command instanceof PutItemCommand || command instanceof UpdateItemCommand)
        await send(command);
      return send(command);
    });
  }

  it('and was therefore sent again is not taken for another run', async () => {
    const tenant = newTenant();
    const store = storeOn(repeating(client()));
    const session = await store.begin(tenant);
    await session.save(change({ findingRows: rowsBy([row('app1')]) }));
    await session.settle(rowsBy([row('app1', owing)]), null);
    await session.end();
    const known = await (await storeOn().beginDry(tenant)).load();
    expect(known.findings).toEqual(rowsBy([row('app1', owing)]));
  });
});

describe('a lease', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is renewed while its run lives, and not after', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const tenant = newTenant();
    let time = Date.now();
    const counting = countWrites(client());
    const session = await storeOn(counting.client, () => time).begin(tenant);
    for (const writes of [2, 3, 4]) {
      time += 25_000;
      vi.advanceTimersByTime(25_000);
      await vi.waitFor(async () => {
        const { Item } = await client().send(
          new GetItemCommand({
            TableName: dynaliteTable,
            Key: { tenant: { S: tenant }, item: { S: 'LEASE' } },
            ConsistentRead: true,
          }),
        );
        expect(Item?.['until']).toEqual({ N: String(time + 60_000) });
      });
      expect(counting.count()).toBe(writes);
    }
    await session.end();
    vi.advanceTimersByTime(100_000);
    await setImmediate();
    expect(counting.count()).toBe(5);
  });
});

describe('failures of DynamoDB', () => {
  function named(name: string, parts: object = {}): Error {
    return Object.assign(new Error('said by AWS'), { name, ...parts });
  }

  it.each([
    [named('ResourceNotFoundException'), /"tbl" does not exist.*deploy/],
    [named('ExpiredTokenException'), /Renew/],
    [named('ProvisionedThroughputExceededException'), /throttling.*next run/],
    [named('Error', { code: 'ECONNREFUSED' }), /cannot be reached \(ECONNREFUSED\)/],
    [named('TimeoutError'), /cannot be reached/],
    [named('Whatever'), /could not be used \(Whatever\)/],
  ])('say what to do: %s', (error, message) => {
    const failure = storeFailure(error, 'tbl', 'readUnits');
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ message: expect.stringMatching(message), cause: error });
  });

  it('name the rights to write only where it was a write', () => {
    const denied = named('AccessDeniedException');
    expect(storeFailure(denied, 'tbl', 'readUnits')).toMatchObject({
      message:
        'These AWS credentials may not read the table "tbl". Give their role GetItem, Query and BatchGetItem on it.',
    });
    expect(storeFailure(denied, 'tbl', 'writeUnits')).toMatchObject({
      message: expect.stringMatching(/may not write to the table "tbl".*PutItem.*BatchWriteItem/),
    });
  });

  it('reach the caller from a table that does not exist', async () => {
    const store = createStore({ client: client(), table: 'absent' });
    await expect(store.begin('acme')).rejects.toThrow(/table "absent" does not exist/);
  });

  it('reach the caller from an address where nothing listens', async () => {
    const client = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      credentials: { accessKeyId: 'synthetic', secretAccessKey: 'synthetic' },
      maxAttempts: 1,
    });
    await expect(storeOn(client).begin('acme')).rejects.toThrow(/cannot be reached/);
  });

  it('are waited out by the client for a while', async () => {
    const client = openDynamo('http://127.0.0.1:9');
    expect(await client.config.maxAttempts()).toBe(8);
    client.destroy();
  });

  it('that put off part of a batch are waited for', async () => {
    const tenant = newTenant();
    const send = sendOf(client());
    let held = 0;
    const slow = withSend(client(), async (command) => {
      const requests = command instanceof BatchWriteItemCommand ? requestsIn(command) : [];
      if (requests.length < 2) return send(command);
      held += 1;
      const [first, ...rest] = requests;
      const some = { RequestItems: { [dynaliteTable]: first ? [first] : [] } };
      const answer = (await send(new BatchWriteItemCommand(some))) as object;
      return { ...answer, UnprocessedItems: { [dynaliteTable]: rest } };
    });
    const session = await storeOn(slow).begin(tenant);
    const words = new Map(
      ['a', 'b', 'c'].map((id) => [`rule ${id}`, { message: id, evidence: {} }]),
    );
    await session.save(change({ words }));
    await session.end();
    expect(held).toBe(2);
    expect(await (await storeOn().beginDry(tenant)).storedWords([...words.keys()])).toEqual(words);
  });
});

describe('a large tenant', () => {
  it('costs a hundredth of a read unit an app when nothing changed, and two for a change', async () => {
    const tenant = newTenant();
    const many = manyRows(20_000);
    await save(tenant, many);
    const session = await storeOn().begin(tenant);
    await session.load();
    await session.save(change());
    await session.record(runRecord(tenant, '2026-11-23T10:00:00.000Z'));
    await session.end();
    // The bound for 100,000 apps is 1,000 and 10.
    expect(session.cost().readUnits).toBeLessThanOrEqual(200);
    expect(session.cost().writeUnits).toBeLessThanOrEqual(10);
  });
});
