import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, type Node, parse } from 'acorn';

/** A module with one thing broken. */
export interface Mutant {
  readonly what: string;
  readonly source: string;
}

const comparisons: ReadonlySet<string> = new Set(['===', '!==', '<', '<=', '>', '>=']);
const predicateTakers: ReadonlySet<string> = new Set(['filter', 'some', 'every', 'find']);

/** `check` emptied, and each condition of the module negated, one at a time. The result is JavaScript. */
export function mutantsOf(typescript: string): Mutant[] {
  const code = stripTypeScriptTypes(typescript);
  const nodes = [...walk(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }))];
  const emptied = nodes.flatMap((node) =>
    bodyOfCheck(node).map((body) => replace(code, body, '{}', 'all of check')),
  );
  const conditions = new Map(
    nodes.flatMap(conditionsIn).map((node) => [`${node.start}-${node.end}`, node]),
  );
  return [...emptied, ...[...conditions.values()].map((node) => negate(code, node))];
}

function bodyOfCheck(node: AnyNode): Node[] {
  if (node.type !== 'Property' || node.value.type !== 'FunctionExpression') return [];
  return node.key.type === 'Identifier' && node.key.name === 'check' ? [node.value.body] : [];
}

/** `??` and `?.` say what absence means and are no conditions. */
function conditionsIn(node: AnyNode): AnyNode[] {
  if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') return [node.test];
  if (node.type === 'LogicalExpression' && node.operator !== '??') return [node.left, node.right];
  if (node.type === 'BinaryExpression' && comparisons.has(node.operator)) return [node];
  return predicatesIn(node);
}

function predicatesIn(node: AnyNode): AnyNode[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { property } = node.callee;
  if (property.type !== 'Identifier' || !predicateTakers.has(property.name)) return [];
  const predicate = node.arguments[0];
  if (predicate?.type === 'ArrowFunctionExpression') return [predicate.body];
  return predicate ? [predicate] : [];
}

function negate(code: string, node: AnyNode): Mutant {
  const text = code.slice(node.start, node.end);
  // A predicate given by name stays a function.
  const isNamedPredicate =
    node.type === 'Identifier' && /\b(filter|some|every|find)\($/.test(code.slice(0, node.start));
  const negated = isNamedPredicate ? `((...all) => !${text}(...all))` : `!(${text})`;
  return replace(code, node, negated, text);
}

function replace(code: string, node: Node, by: string, what: string): Mutant {
  return { what, source: code.slice(0, node.start) + by + code.slice(node.end) };
}

function* walk(value: unknown): Generator<AnyNode> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) yield value as AnyNode;
  for (const child of Object.values(value)) yield* walk(child);
}
