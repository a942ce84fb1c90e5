import { compareText } from './order.ts';
import type { AnyRule, Observation } from './rule.ts';

/** What is added to evidence about the case, and is not the case: it comes late, and changes without it. */
const added: ReadonlySet<string> = new Set(['attribution', 'endedBy', 'looksLike']);

/**
 * What an acceptance covers, as texts for people that stay the same while the case does; each once.
 * @param found as observed, or as the store has it: then without its grade
 */
export function breadthOf({ breadth }: Pick<AnyRule, 'breadth'>, found: Observation): string[] {
  return [...new Set(breadth ? breadth(found) : scalarsListedIn(found.evidence))];
}

/** The texts that an acceptance with these digests does not cover: none while the case has not widened. */
export function widened(
  breadth: readonly string[],
  covers: readonly string[],
  digest: (text: string) => string,
): string[] {
  const covered = new Set(covers);
  return breadth.filter((text) => !covered.has(digest(text)));
}

/**
 * A text for each item of a list in evidence, which may hold anything: it may come from the store.
 * @param field the field that names an item, where items are objects; those without it are left out
 */
export function listedIn(list: unknown, what: string, field?: string): string[] {
  if (!Array.isArray(list)) return [];
  const items: readonly unknown[] = list;
  const names = field === undefined ? items : items.flatMap((item) => fieldOf(item, field));
  return names.map((name) => `${what} ${JSON.stringify(name)}`);
}

/** The field of evidence that stands for what its list leaves out; messages do not show it. */
const left = 'digestOfOthers';

/** Evidence for what a list in it leaves out, whatever its order; none where it leaves out nothing. */
export function othersOf(
  texts: readonly string[],
  digest: (value: unknown) => string,
): Readonly<Record<string, string>> {
  return texts.length > 0 ? { [left]: digest(texts.toSorted(compareText)) } : {};
}

/** A text for what a list in the evidence leaves out, another one with each change of it. */
export function othersIn(evidence: Observation['evidence'], things: string): string[] {
  const digest = evidence[left];
  return typeof digest === 'string' ? [`other ${things} (${digest})`] : [];
}

/** Each number up to a count: a case that has grown covers one more, and one that has shrunk none. */
export function numbered(count: unknown, things: string): string[] {
  if (typeof count !== 'number') return [];
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, at) => `${at + 1} ${things}`);
}

/** Each power of two up to a count: a case that has grown to twice its size covers more. */
export function doublings(count: unknown, things: string): string[] {
  if (typeof count !== 'number' || count < 1) return [];
  const times = Math.floor(Math.log2(count)) + 1;
  return Array.from({ length: times }, (_, at) => `at least ${2 ** at} ${things}`);
}

/** Every scalar inside a list of the evidence, with its path. */
function scalarsListedIn(evidence: Observation['evidence']): string[] {
  const fields = Object.entries(evidence).filter(([name]) => !added.has(name));
  return fields.flatMap(([name, value]) => [...scalarsOf(value, name, false)]);
}

function* scalarsOf(value: unknown, path: string, isListed: boolean): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* scalarsOf(item, path, true);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value))
      yield* scalarsOf(field, `${path}.${name}`, isListed);
  } else if (isListed && value !== undefined) {
    yield `${path} ${JSON.stringify(value)}`;
  }
}

function fieldOf(item: unknown, field: string): unknown[] {
  if (typeof item !== 'object' || item === null) return [];
  const value: unknown = Object.entries(item).find(([name]) => name === field)?.[1];
  return value === undefined ? [] : [value];
}
