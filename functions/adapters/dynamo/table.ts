import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../core/errors.ts';
import type { Cost } from '../../core/ports.ts';
import { getAll, writeAll } from './batches.ts';
import { expressionOf, type Expression } from './expression.ts';
import { fromAttributes, numberOf, textOf, toAttributes, type Item, type Key } from './item.ts';
import { openMeter, type Meter } from './meter.ts';

/** Items of one partition in key order: those that begin with `prefix`, or lie between two keys. */
export interface Range {
  readonly tenant: string;
  readonly prefix?: string;
  readonly between?: { readonly from: string; readonly to: string };
  readonly descending?: boolean;
  /** Items a page; the caller stops reading when it has what it wants. */
  readonly pageSize?: number;
}

/** DynamoDB's commands as the store needs them: consistent, metered, failures explained, expired items left out. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  pages(range: Range): AsyncGenerator<readonly Item[]>;
  getMany(keys: readonly Key[]): Promise<Item[]>;
  put(item: Item, condition?: Expression): Promise<void>;
  /** Returns the item as it is then. */
  update(key: Key, change: Expression, condition: Expression): Promise<Item>;
  remove(key: Key, condition: Expression): Promise<void>;
  /** Puts without condition, in no order. */
  putMany(items: readonly Item[]): Promise<void>;
  removeMany(keys: readonly Key[]): Promise<void>;
  cost(): Cost;
  /** The same table and meter, asking `guard` before each write. */
  guarded(guard: () => Promise<void>): Table;
}

interface Options {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly now: () => number;
}

interface Opened extends Options {
  readonly meter: Meter;
  readonly guard: () => Promise<void>;
}

// DynamoDB's own limit is 400 KB with names and keys: its documentation, "Service, account, and table quotas".
const largestItem = 395 * 1024;

export function openTable(options: Options): Table {
  return tableOf({ ...options, meter: openMeter(options.name), guard: async () => {} });
}

function tableOf(opened: Opened): Table {
  const { client, name, meter, guard } = opened;
  const common = { TableName: name, ReturnConsumedCapacity: 'TOTAL' } as const;

  return {
    async get(key) {
      const input = { ...common, Key: toAttributes(key), ConsistentRead: true };
      const { Item } = await meter.read(() => client.send(new GetItemCommand(input)));
      return Item && fromAttributes(Item);
    },
    pages: (range) => readPages(opened, range),
    async getMany(keys) {
      return alive(await getAll(opened, keys), opened);
    },
    async put(item, condition) {
      assertSize(item);
      await guard();
      const when = condition && expressionOf({ ConditionExpression: condition });
      const input = { ...common, Item: toAttributes(item), ...when };
      await meter.write(() => client.send(new PutItemCommand(input)));
    },
    async update(key, change, condition) {
      await guard();
      const input = {
        ...common,
        ...expressionOf({ UpdateExpression: change, ConditionExpression: condition }),
        Key: toAttributes(key),
        ReturnValues: 'ALL_NEW',
      } as const;
      const { Attributes } = await meter.write(() => client.send(new UpdateItemCommand(input)));
      return fromAttributes(Attributes ?? {});
    },
    async remove(key, condition) {
      await guard();
      const when = expressionOf({ ConditionExpression: condition });
      const input = { ...common, ...when, Key: toAttributes(key) };
      await meter.write(() => client.send(new DeleteItemCommand(input)));
    },
    async putMany(items) {
      for (const item of items) assertSize(item);
      const requests = items.map((item) => ({ PutRequest: { Item: toAttributes(item) } }));
      await writeAll(opened, requests);
    },
    async removeMany(keys) {
      const requests = keys.map((key) => ({ DeleteRequest: { Key: toAttributes(key) } }));
      await writeAll(opened, requests);
    },
    cost: () => meter.cost(),
    guarded: (guard) => tableOf({ ...opened, guard }),
  };
}

async function* readPages(opened: Opened, range: Range): AsyncGenerator<readonly Item[]> {
  const { client, name, meter } = opened;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const command = new QueryCommand({
      TableName: name,
      ...expressionOf({ KeyConditionExpression: conditionOf(range) }),
      ConsistentRead: true,
      ScanIndexForward: range.descending !== true,
      Limit: range.pageSize,
      ExclusiveStartKey: start,
      ReturnConsumedCapacity: 'TOTAL',
    });
    const answer = await meter.read(() => client.send(command));
    yield alive((answer.Items ?? []).map(fromAttributes), opened);
    start = answer.LastEvaluatedKey;
  } while (start);
}

/** AWS deletes expired items some days late, and a laptop's database never does. */
function alive(items: readonly Item[], { now }: Options): Item[] {
  return items.filter((item) => {
    const expires = numberOf(item, 'expires');
    return expires === 0 || expires * 1000 > now();
  });
}

function conditionOf({ tenant, prefix, between }: Range): Expression {
  const whole = '#tenant = :tenant';
  if (between)
    return { text: `${whole} AND #item BETWEEN :from AND :to`, values: { tenant, ...between } };
  if (prefix === undefined) return { text: whole, values: { tenant } };
  return { text: `${whole} AND begins_with(#item, :prefix)`, values: { tenant, prefix } };
}

/** By construction no item comes near the limit; if one does, say which, rather than what AWS says. */
function assertSize(item: Item): void {
  const size = Object.entries(item).reduce((sum, [name, value]) => {
    return sum + name.length + (typeof value === 'number' ? 21 : Buffer.byteLength(value));
  }, 0);
  if (size > largestItem)
    throw new StoreError(
      `The item ${textOf(item, 'item').slice(0, 80)} would take ${size} bytes, more than DynamoDB keeps in one item. It was not written. Please report this, with what is so large in the tenant.`,
    );
}
