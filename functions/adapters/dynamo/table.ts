import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type ConsumedCapacity,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../core/errors.ts';
import type { Cost } from '../../core/ports.ts';
import { expressionOf, type Expression } from './expression.ts';
import { storeFailure } from './failures.ts';
import { fromAttributes, numberOf, toAttributes, type Item, type Key } from './item.ts';
import { chunks, inParallel } from './parallel.ts';

/** Items of one partition in key order: those that begin with `prefix`, or lie between two keys. */
export interface Range {
  readonly tenant: string;
  readonly prefix?: string;
  readonly between?: { readonly from: string; readonly to: string };
  readonly descending?: boolean;
  /** Items a page; the caller stops reading when it has what it wants. */
  readonly pageSize?: number;
}

/** DynamoDB's commands as the store needs them: consistent, metered, failures explained. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** Pages of items that have not expired. */
  pages(range: Range): AsyncGenerator<readonly Item[]>;
  getMany(keys: readonly Key[]): Promise<Item[]>;
  put(item: Item, condition?: Expression): Promise<void>;
  update(key: Key, change: Expression, condition: Expression): Promise<Item>;
  remove(key: Key, condition: Expression): Promise<void>;
  /** Puts without condition, in no order. */
  putMany(items: readonly Item[]): Promise<void>;
  removeMany(keys: readonly Key[]): Promise<void>;
  cost(): Cost;
  /** The same table and meter, asking `guard` before each write. */
  guarded(guard: () => Promise<void>): Table;
}

interface Meter {
  readUnits: number;
  writeUnits: number;
}

interface Options {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly now: () => number;
}

// DynamoDB's own limit is 400 KB with names and keys: source, "Service, account, and table quotas".
const largestItem = 395 * 1024;
const batchAttempts = 10;

export function openTable(options: Options): Table {
  return tableWith(options, { readUnits: 0, writeUnits: 0 }, async () => {});
}

function tableWith(options: Options, meter: Meter, guard: () => Promise<void>): Table {
  const { client, name, now } = options;
  const common = { TableName: name, ReturnConsumedCapacity: 'TOTAL' } as const;

  async function attempt<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw storeFailure(error, name);
    }
  }

  function alive(item: Item): boolean {
    const expires = numberOf(item, 'expires');
    return expires === 0 || expires * 1000 > now();
  }

  async function get(key: Key): Promise<Item | undefined> {
    const answer = await attempt(() =>
      client.send(new GetItemCommand({ ...common, Key: toAttributes(key), ConsistentRead: true })),
    );
    meter.readUnits += unitsOf(answer.ConsumedCapacity);
    return answer.Item && fromAttributes(answer.Item);
  }

  async function* pages(range: Range): AsyncGenerator<readonly Item[]> {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const answer = await attempt(() =>
        client.send(
          new QueryCommand({
            ...common,
            ...rangeExpression(range),
            ConsistentRead: true,
            ScanIndexForward: range.descending !== true,
            Limit: range.pageSize,
            ExclusiveStartKey: start,
          }),
        ),
      );
      meter.readUnits += unitsOf(answer.ConsumedCapacity);
      yield (answer.Items ?? []).map(fromAttributes).filter(alive);
      start = answer.LastEvaluatedKey;
    } while (start);
  }

  async function getBatch(keys: readonly Key[]): Promise<Item[]> {
    const found: Item[] = [];
    let left = keys.map(toAttributes);
    for (let tries = 0; left.length > 0; tries++) {
      await backOff(tries, name);
      const request = { [name]: { Keys: left, ConsistentRead: true } };
      const answer = await attempt(() =>
        client.send(
          new BatchGetItemCommand({ RequestItems: request, ReturnConsumedCapacity: 'TOTAL' }),
        ),
      );
      meter.readUnits += sumOf(answer.ConsumedCapacity);
      const got = (answer.Responses?.[name] ?? []).map(fromAttributes);
      found.push(...got.filter(alive));
      left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      // A large answer comes in several parts; only an answer without progress is a reason to wait.
      if (got.length > 0) tries = -1;
    }
    return found;
  }

  async function writeBatch(requests: readonly WriteRequest[]): Promise<void> {
    let left = [...requests];
    for (let tries = 0; left.length > 0; tries++) {
      await backOff(tries, name);
      await guard();
      const request = { [name]: left };
      const answer = await attempt(() =>
        client.send(
          new BatchWriteItemCommand({ RequestItems: request, ReturnConsumedCapacity: 'TOTAL' }),
        ),
      );
      meter.writeUnits += sumOf(answer.ConsumedCapacity);
      left = answer.UnprocessedItems?.[name] ?? [];
    }
  }

  async function writeMany(requests: readonly WriteRequest[]): Promise<void> {
    await inParallel(chunks(requests, 25), 4, writeBatch);
  }

  return {
    get,
    pages,
    async getMany(keys) {
      return (await inParallel(chunks(keys, 100), 4, getBatch)).flat();
    },
    async put(item, condition) {
      assertSize(item);
      await guard();
      const answer = await attempt(() =>
        client.send(
          new PutItemCommand({
            ...common,
            Item: toAttributes(item),
            ...(condition && expressionOf({ ConditionExpression: condition })),
          }),
        ),
      );
      meter.writeUnits += unitsOf(answer.ConsumedCapacity);
    },
    async update(key, change, condition) {
      await guard();
      const answer = await attempt(() =>
        client.send(
          new UpdateItemCommand({
            ...common,
            Key: toAttributes(key),
            ReturnValues: 'ALL_NEW',
            ...expressionOf({ UpdateExpression: change, ConditionExpression: condition }),
          }),
        ),
      );
      meter.writeUnits += unitsOf(answer.ConsumedCapacity);
      return fromAttributes(answer.Attributes ?? {});
    },
    async remove(key, condition) {
      await guard();
      const answer = await attempt(() =>
        client.send(
          new DeleteItemCommand({
            ...common,
            Key: toAttributes(key),
            ...expressionOf({ ConditionExpression: condition }),
          }),
        ),
      );
      meter.writeUnits += unitsOf(answer.ConsumedCapacity);
    },
    async putMany(items) {
      for (const item of items) assertSize(item);
      await writeMany(items.map((item) => ({ PutRequest: { Item: toAttributes(item) } })));
    },
    async removeMany(keys) {
      await writeMany(keys.map((key) => ({ DeleteRequest: { Key: toAttributes(key) } })));
    },
    cost: () => ({ ...meter }),
    guarded: (guard) => tableWith(options, meter, guard),
  };
}

function rangeExpression({ tenant, prefix, between }: Range) {
  const whole = { text: '#tenant = :tenant', values: { tenant } };
  if (between)
    return expressionOf({
      KeyConditionExpression: {
        text: `${whole.text} AND #item BETWEEN :from AND :to`,
        values: { tenant, ...between },
      },
    });
  if (prefix === undefined) return expressionOf({ KeyConditionExpression: whole });
  return expressionOf({
    KeyConditionExpression: {
      text: `${whole.text} AND begins_with(#item, :prefix)`,
      values: { tenant, prefix },
    },
  });
}

/** Waits longer each time; unprocessed items are how a batch says it was throttled. */
async function backOff(tries: number, table: string): Promise<void> {
  if (tries === 0) return;
  if (tries >= batchAttempts)
    throw new StoreError(
      `DynamoDB kept putting off work on the table "${table}". What is written so far is safe; the next run goes on from there.`,
    );
  await sleep(Math.random() * Math.min(5000, 50 * 2 ** tries));
}

function assertSize(item: Item): void {
  const size = Object.entries(item).reduce((sum, [name, value]) => {
    return sum + name.length + (typeof value === 'number' ? 21 : Buffer.byteLength(value));
  }, 0);
  if (size > largestItem)
    throw new StoreError(
      `The item ${String(item['item']).slice(0, 80)} would take ${size} bytes, more than DynamoDB keeps in one item. Nothing of it was written; please report this.`,
    );
}

function unitsOf(capacity: ConsumedCapacity | undefined): number {
  return capacity?.CapacityUnits ?? 0;
}

function sumOf(capacities: readonly ConsumedCapacity[] | undefined): number {
  return (capacities ?? []).reduce((sum, capacity) => sum + unitsOf(capacity), 0);
}
