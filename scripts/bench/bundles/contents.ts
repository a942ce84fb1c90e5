/** A package or a folder of ours, and how many bytes of a bundle come from it. */
export interface Share {
  readonly of: string;
  readonly bytes: number;
}

/** What takes most of a bundle, largest first: code of others by package, ours by folder. */
export function largestOf(contents: Readonly<Record<string, number>>, most = 10): Share[] {
  const shares = new Map<string, number>();
  for (const [path, bytes] of Object.entries(contents)) {
    const of = packageOf(path) ?? folderOf(path);
    shares.set(of, (shares.get(of) ?? 0) + bytes);
  }
  return [...shares]
    .map(([of, bytes]) => ({ of, bytes }))
    .sort((a, b) => b.bytes - a.bytes || (a.of < b.of ? -1 : 1))
    .slice(0, most);
}

/** A package may hold others; the innermost is whose code it is. */
function packageOf(path: string): string | undefined {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
