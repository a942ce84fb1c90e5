/**
 * A number from 0 up to 1 that depends on nothing but its key: the same start meets the same luck in every scenario, so
 * what differs between two is what was changed.
 */
export function luck(...key: readonly (string | number)[]): number {
  const text = key.join(' ');
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}

/** A factor around 1, seldom far from it, and further above than below, as times over a network are. */
export function noise(spread: number, ...key: readonly (string | number)[]): number {
  const length = Math.sqrt(-2 * Math.log(1 - luck('length', ...key)));
  return Math.exp(spread * length * Math.cos(2 * Math.PI * luck('angle', ...key)));
}
