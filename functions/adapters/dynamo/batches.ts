import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../core/errors.ts';
import { fromAttributes, toAttributes, type Item, type Key } from './item.ts';
import type { Meter } from './meter.ts';
import { chunks, inParallel } from './parallel.ts';

/** The table that batches go to. */
export interface Batches {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly meter: Meter;
  /** Asked before each write. */
  readonly guard: () => Promise<void>;
}

// DynamoDB's limits for one batch: 100 keys read, 25 items written.
const keysPerRead = 100;
const itemsPerWrite = 25;
const width = 4;
const attempts = 10;

/** Items by key, in no order; what is not there is left out. */
export async function getAll(batches: Batches, keys: readonly Key[]): Promise<Item[]> {
  const parts = await inParallel(chunks(keys, keysPerRead), width, (some) =>
    getBatch(batches, some),
  );
  return parts.flat();
}

/** Puts or deletes without condition, in no order. */
export async function writeAll(batches: Batches, requests: readonly WriteRequest[]): Promise<void> {
  await inParallel(chunks(requests, itemsPerWrite), width, (some) => writeBatch(batches, some));
}

async function getBatch({ client, name, meter }: Batches, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  let left = keys.map(toAttributes);
  for (let tries = 0; left.length > 0; tries++) {
    await backOff(tries, name);
    const command = new BatchGetItemCommand({
      RequestItems: { [name]: { Keys: left, ConsistentRead: true } },
      ReturnConsumedCapacity: 'TOTAL',
    });
    const answer = await meter.read(() => client.send(command));
    const got = answer.Responses?.[name] ?? [];
    found.push(...got.map(fromAttributes));
    left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    // A large answer comes in several parts; only one without progress is a reason to wait.
    if (got.length > 0) tries = -1;
  }
  return found;
}

async function writeBatch(
  { client, name, meter, guard }: Batches,
  requests: readonly WriteRequest[],
): Promise<void> {
  let left = [...requests];
  for (let tries = 0; left.length > 0; tries++) {
    await backOff(tries, name);
    await guard();
    const command = new BatchWriteItemCommand({
      RequestItems: { [name]: left },
      ReturnConsumedCapacity: 'TOTAL',
    });
    const answer = await meter.write(() => client.send(command));
    left = answer.UnprocessedItems?.[name] ?? [];
  }
}

/** Waits longer each time; unprocessed items are how a batch says that it was throttled. */
async function backOff(tries: number, table: string): Promise<void> {
  if (tries === 0) return;
  if (tries >= attempts)
    throw new StoreError(
      `DynamoDB kept putting off work on the table "${table}". What is written so far is safe; the next run goes on from there.`,
    );
  await sleep(Math.random() * Math.min(5000, 50 * 2 ** tries));
}
