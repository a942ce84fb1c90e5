/** Numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to, and without, `below`. */
  int(below: number): number;
  chance(share: number): boolean;
  pick<const T extends readonly [unknown, ...unknown[]]>(items: T): T[number];
}

/** Mulberry32: small, fast, and good enough to choose what goes wrong. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (share) => next() < share,
    pick: (items) => items[int(items.length)] ?? items[0],
  };
}
