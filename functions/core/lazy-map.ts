/**
 * The values of `base`, each made into another when it is asked for, and those of `more` as they are: of 100,000, no
 * more need to be in memory than are being looked at. The two have no key in common.
 */
export function lazyMap<K, A extends B, B>(
  base: ReadonlyMap<K, A>,
  make: (key: K, value: A) => B,
  more: ReadonlyMap<K, B>,
): ReadonlyMap<K, B> {
  function get(key: K): B | undefined {
    const value = base.get(key);
    return value === undefined ? more.get(key) : make(key, value);
  }
  function* keys(): MapIterator<K> {
    yield* base.keys();
    yield* more.keys();
  }
  function* entries(): MapIterator<[K, B]> {
    for (const [key, value] of base) yield [key, make(key, value)];
    yield* more;
  }
  function* values(): MapIterator<B> {
    for (const [, value] of entries()) yield value;
  }
  const map: ReadonlyMap<K, B> = {
    size: base.size + more.size,
    has: (key) => base.has(key) || more.has(key),
    get,
    keys,
    values,
    entries,
    [Symbol.iterator]: entries,
    forEach(see) {
      for (const [key, value] of entries()) see(value, key, map);
    },
  };
  return map;
}
