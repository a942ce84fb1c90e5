import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What stands for the placeholders of an expression. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
}

type Operand = (item: Attributes, given: Placeholders) => AttributeValue | undefined;
type Condition = (item: Attributes, given: Placeholders) => boolean;

const conditions = new Map<string, Condition>();

/** Whether the condition holds for the item as it is; an item that is not there has no attributes. */
export function holds(text: string, item: Attributes, given: Placeholders): boolean {
  const known = conditions.get(text) ?? parseCondition(text);
  conditions.set(text, known);
  return known(item, given);
}

/** The item after `SET #a = :a, … ADD #n :n`. */
export function updated(text: string, item: Attributes, given: Placeholders): Attributes {
  const [, set, add] = /^SET (.+?)(?: ADD (.+))?$/.exec(text) ?? misfit(text);
  const next: Record<string, AttributeValue> = { ...item };
  for (const part of (set ?? '').split(', ')) {
    const [, name = '', value = ''] = /^(#\w+) = (:\w+)$/.exec(part) ?? misfit(text);
    next[nameOf(name, given)] = valueOf(value, given);
  }
  if (add === undefined) return next;
  const [, name = '', value = ''] = /^(#\w+) (:\w+)$/.exec(add) ?? misfit(text);
  const attribute = nameOf(name, given);
  const sum = Number(item[attribute]?.N ?? 0) + Number(valueOf(value, given).N);
  return { ...next, [attribute]: { N: String(sum) } };
}

/** Conditions as the store writes them: comparisons and two functions, joined by AND, OR and parentheses. */
function parseCondition(text: string): Condition {
  const tokens = text.match(/[#:]?\w+|<=|<|=|[(),]|\S/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? misfit(text);
  const expect = (token: string) => (next() === token ? token : misfit(text));

  function anyOf(): Condition {
    const parts = [allOf()];
    while (tokens[at] === 'OR') {
      at += 1;
      parts.push(allOf());
    }
    return (item, given) => parts.some((part) => part(item, given));
  }

  function allOf(): Condition {
    const parts = [one()];
    while (tokens[at] === 'AND') {
      at += 1;
      parts.push(one());
    }
    return (item, given) => parts.every((part) => part(item, given));
  }

  function one(): Condition {
    const token = next();
    if (token === '(') {
      const inner = anyOf();
      expect(')');
      return inner;
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      expect('(');
      const operand = operandOf(next(), text);
      expect(')');
      const wanted = token === 'attribute_exists';
      return (item, given) => (operand(item, given) !== undefined) === wanted;
    }
    return compared(operandOf(token, text), next(), operandOf(next(), text), text);
  }

  const whole = anyOf();
  return at === tokens.length ? whole : misfit(text);
}

function compared(left: Operand, sign: string, right: Operand, text: string): Condition {
  if (!['=', '<', '<='].includes(sign)) return misfit(text);
  return (item, given) => {
    const [a, b] = [left(item, given), right(item, given)];
    // What is not there compares with nothing.
    if (a === undefined || b === undefined) return false;
    if (a.N !== undefined && b.N !== undefined) return signed(Number(a.N) - Number(b.N), sign);
    if (a.S === undefined || b.S === undefined) return misfit(text);
    return signed(a.S === b.S ? 0 : a.S < b.S ? -1 : 1, sign);
  };
}

function signed(difference: number, sign: string): boolean {
  if (sign === '=') return difference === 0;
  return sign === '<' ? difference < 0 : difference <= 0;
}

function operandOf(token: string, text: string): Operand {
  if (token.startsWith('#')) return (item, given) => item[nameOf(token, given)];
  if (token.startsWith(':')) return (_item, given) => valueOf(token, given);
  return misfit(text);
}

export function nameOf(token: string, { ExpressionAttributeNames }: Placeholders): string {
  return ExpressionAttributeNames?.[token] ?? misfit(token);
}

export function valueOf(token: string, { ExpressionAttributeValues }: Placeholders) {
  return ExpressionAttributeValues?.[token] ?? misfit(token);
}

/** What this does not know must not pass for what DynamoDB would do. */
export function misfit(text: string): never {
  throw new Error(`the store in memory does not know the expression ${text}`);
}
