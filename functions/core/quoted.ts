/** A name in quotes, which it cannot hold itself: what is ours ends where a tenant's or a stranger's begins. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', "'")}"`;
}
