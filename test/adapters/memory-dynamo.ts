import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../functions/adapters/dynalite.ts';
import type { Command } from './crash.ts';
import {
  holds,
  misfit,
  nameOf,
  updated,
  valueOf,
  type Attributes,
  type Placeholders,
} from './memory-expression.ts';

/** The name of its one table: the embedded database's, so that a test may run on either. */
export const memoryTable = dynaliteTable;

// Source: DynamoDB's documentation, "Service, account, and table quotas" and the pages of the commands.
const limits = {
  itemBytes: 400 * 1024,
  sortKeyBytes: 1024,
  pageBytes: 1024 * 1024,
  keysPerRead: 100,
  itemsPerWrite: 25,
  batchBytes: 16 * 1024 * 1024,
} as const;

/** Items of one partition, by sort key; `keys` is sorted when it is asked for. */
interface Partition {
  readonly items: Map<string, Attributes>;
  keys: string[] | null;
}

type Partitions = Map<string, Partition>;

/**
 * Stands in for a client of DynamoDB, with one table and only the commands and expressions the store sends; anything
 * else throws. It passes the contract of the store, as dynalite does, in a hundredth of the time.
 */
export function memoryDynamo(): DynamoDBClient {
  const partitions: Partitions = new Map();
  const client = { send: async (command: Command) => answer(partitions, command), destroy() {} };
  return client as unknown as DynamoDBClient;
}

function answer(partitions: Partitions, command: Command): object {
  if (command instanceof GetItemCommand) return get(partitions, command.input);
  if (command instanceof PutItemCommand) return put(partitions, command.input);
  if (command instanceof UpdateItemCommand) return update(partitions, command.input);
  if (command instanceof DeleteItemCommand) return remove(partitions, command.input);
  if (command instanceof QueryCommand) return query(partitions, command.input);
  if (command instanceof BatchGetItemCommand) return getMany(partitions, command.input);
  if (command instanceof BatchWriteItemCommand) return writeMany(partitions, command.input);
  return misfit(command.constructor.name);
}

function get(partitions: Partitions, { TableName, Key }: GetItemCommand['input']) {
  assertTable(TableName);
  const Item = found(partitions, Key);
  return { ...(Item && { Item }), ConsumedCapacity: consumed(readUnits(sizeOf(Item))) };
}

function put(partitions: Partitions, input: PutItemCommand['input']) {
  assertTable(input.TableName);
  const item = input.Item ?? {};
  const before = found(partitions, item);
  assertCondition(input.ConditionExpression, before, input);
  write(partitions, item);
  return { ConsumedCapacity: consumed(writeUnits(before, item)) };
}

function update(partitions: Partitions, input: UpdateItemCommand['input']) {
  assertTable(input.TableName);
  const before = found(partitions, input.Key);
  assertCondition(input.ConditionExpression, before, input);
  const item = updated(input.UpdateExpression ?? '', before ?? input.Key ?? {}, input);
  write(partitions, item);
  return { Attributes: { ...item }, ConsumedCapacity: consumed(writeUnits(before, item)) };
}

function remove(partitions: Partitions, input: DeleteItemCommand['input']) {
  assertTable(input.TableName);
  const before = found(partitions, input.Key);
  assertCondition(input.ConditionExpression, before, input);
  erase(partitions, input.Key);
  return { ConsumedCapacity: consumed(writeUnits(before)) };
}

function query(partitions: Partitions, input: QueryCommand['input']) {
  assertTable(input.TableName);
  const { tenant, matches } = rangeOf(input);
  const partition = partitions.get(tenant);
  const start = input.ExclusiveStartKey?.['item']?.S;
  const keys = partition ? sortedKeys(partition).filter(matches) : [];
  if (input.ScanIndexForward === false) keys.reverse();
  const from = start === undefined ? 0 : keys.indexOf(start) + 1;
  const Items: Attributes[] = [];
  let bytes = 0;
  let at = from;
  for (; at < keys.length && Items.length < (input.Limit ?? Infinity); at++) {
    if (bytes >= limits.pageBytes) break;
    const item = partition?.items.get(keys[at] ?? '') ?? {};
    bytes += sizeOf(item);
    Items.push({ ...item });
  }
  const last = keys[at - 1];
  const isMore = at < keys.length || (input.Limit !== undefined && Items.length === input.Limit);
  return {
    Items,
    Count: Items.length,
    ...(isMore && last !== undefined && { LastEvaluatedKey: keyOf(tenant, last) }),
    ConsumedCapacity: consumed(readUnits(bytes)),
  };
}

function rangeOf(input: QueryCommand['input']) {
  const text = input.KeyConditionExpression ?? '';
  const [, partition = '', rest = ''] =
    /^(#?tenant) = :tenant(?: AND (.+))?$/.exec(text) ?? misfit(text);
  if (partition.startsWith('#') && nameOf(partition, input) !== 'tenant') misfit(text);
  const tenant = valueOf(':tenant', input).S ?? misfit(text);
  return { tenant, matches: matcher(rest, input) };
}

function matcher(text: string, given: Placeholders): (key: string) => boolean {
  if (text === '') return () => true;
  if (nameOf('#item', given) !== 'item') misfit(text);
  const value = (token: string) => valueOf(token, given).S ?? misfit(text);
  if (text === '#item BETWEEN :from AND :to') {
    const [from, to] = [value(':from'), value(':to')];
    return (key) => from <= key && key <= to;
  }
  if (text !== 'begins_with(#item, :prefix)') misfit(text);
  const prefix = value(':prefix');
  return (key) => key.startsWith(prefix);
}

function getMany(partitions: Partitions, { RequestItems = {} }: BatchGetItemCommand['input']) {
  const keys = RequestItems[memoryTable]?.Keys ?? misfit('BatchGetItem of another table');
  assertBatch(keys, limits.keysPerRead);
  const Items: Attributes[] = [];
  let bytes = 0;
  let units = 0;
  let at = 0;
  for (; at < keys.length && bytes < limits.batchBytes; at++) {
    const item = found(partitions, keys[at]);
    units += readUnits(sizeOf(item));
    bytes += sizeOf(item);
    if (item) Items.push(item);
  }
  const Keys = keys.slice(at);
  return {
    Responses: { [memoryTable]: Items },
    UnprocessedKeys: Keys.length > 0 ? { [memoryTable]: { Keys } } : {},
    ConsumedCapacity: [consumed(units)],
  };
}

function writeMany(partitions: Partitions, { RequestItems = {} }: BatchWriteItemCommand['input']) {
  const requests = RequestItems[memoryTable] ?? misfit('BatchWriteItem of another table');
  const keysOf = requests.map(
    ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key,
  );
  assertBatch(keysOf, limits.itemsPerWrite);
  let units = 0;
  for (const { PutRequest, DeleteRequest } of requests) {
    const item = PutRequest?.Item;
    const before = found(partitions, item ?? DeleteRequest?.Key);
    units += writeUnits(before, item);
    if (item) write(partitions, item);
    else erase(partitions, DeleteRequest?.Key);
  }
  return { UnprocessedItems: {}, ConsumedCapacity: [consumed(units)] };
}

function found(partitions: Partitions, key: Attributes | undefined): Attributes | undefined {
  const [tenant, item] = partsOf(key);
  const stored = partitions.get(tenant)?.items.get(item);
  return stored && { ...stored };
}

function write(partitions: Partitions, item: Attributes): void {
  if (sizeOf(item) > limits.itemBytes) invalid('Item size has exceeded the maximum allowed size');
  const [tenant, key] = partsOf(item);
  const partition = partitions.get(tenant) ?? { items: new Map(), keys: null };
  partitions.set(tenant, partition);
  if (!partition.items.has(key)) partition.keys = null;
  partition.items.set(key, { ...item });
}

function erase(partitions: Partitions, key: Attributes | undefined): void {
  const [tenant, item] = partsOf(key);
  const partition = partitions.get(tenant);
  if (partition?.items.delete(item)) partition.keys = null;
}

/** DynamoDB orders by the bytes of UTF-8; the store's keys are ASCII, for which this is the same. */
function sortedKeys(partition: Partition): string[] {
  partition.keys ??= [...partition.items.keys()].sort();
  return [...partition.keys];
}

function keyOf(tenant: string, item: string): Attributes {
  return { tenant: { S: tenant }, item: { S: item } };
}

function partsOf(key: Attributes | undefined): [tenant: string, item: string] {
  const [tenant = '', item = ''] = [key?.['tenant']?.S, key?.['item']?.S];
  if (tenant === '' || item === '') return invalid('The key is missing or empty');
  if (Buffer.byteLength(item) > limits.sortKeyBytes) return invalid('The sort key is too long');
  return [tenant, item];
}

function assertTable(name: string | undefined): void {
  if (name !== memoryTable) misfit(`table ${name}`);
}

function assertBatch(keys: readonly (Attributes | undefined)[], most: number): void {
  if (keys.length === 0 || keys.length > most) invalid(`a batch of ${keys.length}`);
  const texts = new Set(keys.map((key) => partsOf(key).join('\n')));
  if (texts.size < keys.length) invalid('Provided list of item keys contains duplicates');
}

function assertCondition(
  text: string | undefined,
  before: Attributes | undefined,
  given: Placeholders,
): void {
  if (text === undefined || holds(text, before ?? {}, given)) return;
  const message = 'The conditional request failed';
  throw new ConditionalCheckFailedException({ message, $metadata: {} });
}

function invalid(message: string): never {
  throw Object.assign(new Error(message), { name: 'ValidationException' });
}

function consumed(CapacityUnits: number) {
  return { TableName: memoryTable, CapacityUnits };
}

function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096));
}

/** A write costs what the larger of the item before and after it takes. */
function writeUnits(...items: readonly (Attributes | undefined)[]): number {
  return Math.max(1, ...items.map((item) => Math.ceil(sizeOf(item) / 1024)));
}

function sizeOf(item: Attributes | undefined): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item ?? {})) bytes += name.length + valueBytes(value);
  return bytes;
}

function valueBytes({ S, N, B }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  return B ? B.length : Math.ceil((N ?? '').length / 2) + 1;
}
