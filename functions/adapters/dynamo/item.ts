import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The three kinds of attribute the store uses. */
export type Value = string | number | Uint8Array;

/** An item as the store sees it, without DynamoDB's type tags. */
export type Item = Readonly<Record<string, Value>>;

/** The table's key: partition `tenant`, sort `item`. */
export interface Key {
  readonly tenant: string;
  readonly item: string;
}

export function toAttributes(item: object): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item as Item).map(([name, value]) => [name, toAttribute(value)]),
  );
}

export function fromAttributes(attributes: Readonly<Record<string, AttributeValue>>): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, fromAttribute(attribute)]),
  );
}

export function keyOf(item: Item): Key {
  return { tenant: textOf(item, 'tenant'), item: textOf(item, 'item') };
}

export function textOf(item: Item, name: string): string {
  const value = item[name];
  return typeof value === 'string' ? value : '';
}

/** A number of an item, or 0 when it has none by this name. */
export function numberOf(item: Item | undefined, name: string): number {
  const value = item?.[name];
  return typeof value === 'number' ? value : 0;
}

function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  return { B: value };
}

function fromAttribute({ S, N, B }: AttributeValue): Value {
  return B ?? (N === undefined ? (S ?? '') : Number(N));
}
