/** Things in a stable order, some of them computed when asked for, so that 100,000 apps cost no memory. */
export interface Collection<T> {
  /** Positions 0 to `count - 1` hold `make(position)` unless `kept` says otherwise. */
  readonly source: Source<T>;
  /** Overrides by position; null is a hole left by a removal. */
  readonly kept: Map<number, T | null>;
  first: number;
  last: number;
  /** Totals by filter, until the next change. */
  readonly totals: Map<string, number>;
}

export interface Source<T> {
  readonly count: number;
  make(position: number): T;
}

export interface Filter<T> {
  /** Names the filter, for the cache of totals. */
  readonly key: string;
  keeps(value: T): boolean;
}

export const everything: Filter<unknown> = { key: '', keeps: () => true };

export function collect<T>(values: Iterable<T> = []): Collection<T> {
  const collection = compute<T>({ count: 0, make: () => fail() });
  for (const value of values) insert(collection, value);
  return collection;
}

function fail(): never {
  throw new RangeError('an empty source was asked for a value');
}

export function compute<T>(source: Source<T>): Collection<T> {
  return { source, kept: new Map(), first: 0, last: source.count - 1, totals: new Map() };
}

/** Auth0 does not say where a new app stands in a listing, so a test can have either end. */
export function insert<T>(
  collection: Collection<T>,
  value: T,
  place: 'first' | 'last' = 'last',
): number {
  const position = place === 'last' ? collection.last + 1 : collection.first - 1;
  collection.first = Math.min(collection.first, position);
  collection.last = Math.max(collection.last, position);
  replace(collection, position, value);
  return position;
}

export function replace<T>(collection: Collection<T>, position: number, value: T | null): void {
  collection.kept.set(position, value);
  collection.totals.clear();
}

export function valueAt<T>(collection: Collection<T>, position: number): T | null {
  const kept = collection.kept.get(position);
  if (kept !== undefined) return kept;
  const computed = position >= 0 && position < collection.source.count;
  return computed ? collection.source.make(position) : null;
}

export function* entries<T>(
  collection: Collection<T>,
  from = collection.first,
): Generator<[number, T]> {
  for (
    let position = Math.max(from, collection.first);
    position <= collection.last;
    position += 1
  ) {
    const value = valueAt(collection, position);
    if (value !== null) yield [position, value];
  }
}

export function* values<T>(collection: Collection<T>): Generator<T> {
  for (const [, value] of entries(collection)) yield value;
}

export function positionWhere<T>(
  collection: Collection<T>,
  matches: (value: T) => boolean,
): number | null {
  for (const [position, value] of entries(collection)) if (matches(value)) return position;
  return null;
}

export function total<T>(collection: Collection<T>, filter: Filter<T>): number {
  const cached = collection.totals.get(filter.key);
  if (cached !== undefined) return cached;
  let count = 0;
  for (const value of values(collection)) if (filter.keeps(value)) count += 1;
  collection.totals.set(filter.key, count);
  return count;
}

/** Recomputed at each request, as Auth0's offset pages are: a change in between repeats or skips items. */
export function pageAt<T>(
  collection: Collection<T>,
  filter: Filter<T>,
  start: number,
  size: number,
): T[] {
  const page: T[] = [];
  let skipped = 0;
  for (const value of values(collection)) {
    if (page.length >= size) break;
    if (!filter.keeps(value)) continue;
    if (skipped < start) skipped += 1;
    else page.push(value);
  }
  return page;
}

/** A page from a position on, and where the next one begins; null after the last. */
export function pageFrom<T>(
  collection: Collection<T>,
  filter: Filter<T>,
  from: number | undefined,
  size: number,
): { page: T[]; next: number | null } {
  const page: T[] = [];
  for (const [position, value] of entries(collection, from)) {
    if (!filter.keeps(value)) continue;
    if (page.length >= size) return { page, next: position };
    page.push(value);
  }
  return { page, next: null };
}
