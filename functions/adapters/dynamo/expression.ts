import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toAttributes, type Value } from './item.ts';

/** A condition or change with its values: `#name` is the attribute `name`, `:name` the value `name`. */
export interface Expression {
  readonly text: string;
  readonly values?: Readonly<Record<string, Value>>;
}

type ExpressionField = 'KeyConditionExpression' | 'ConditionExpression' | 'UpdateExpression';

/** Command input for expressions. Every attribute goes by placeholder: `owner`, `until` and `data` are reserved words. */
export function expressionOf(parts: Partial<Record<ExpressionField, Expression>>) {
  const expressions = Object.values(parts);
  const names = expressions.flatMap(({ text }) => text.match(/#\w+/g) ?? []);
  const values = Object.assign({}, ...expressions.map((part) => part.values)) as Record<
    string,
    Value
  >;
  return {
    ...Object.fromEntries(Object.entries(parts).map(([field, { text }]) => [field, text])),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: valuesOf(values) }),
  };
}

function valuesOf(values: Readonly<Record<string, Value>>): Record<string, AttributeValue> {
  const attributes = Object.entries(toAttributes(values));
  return Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value]));
}
