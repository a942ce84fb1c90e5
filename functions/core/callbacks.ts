import { isSecureOrLoopback } from './address.ts';

/** A callback that can hand a user's authorization to somebody else, and why. */
export interface UnsafeCallback {
  readonly callback: string;
  readonly because: string;
}

const scriptSchemes: ReadonlySet<string> = new Set(['javascript:', 'data:', 'vbscript:']);
const webSchemes: ReadonlySet<string> = new Set(['http:', 'https:']);

export function unsafeCallbacks(callbacks: readonly string[]): UnsafeCallback[] {
  return callbacks.flatMap((callback) => {
    const because = unsafeBecause(callback);
    return because === null ? [] : [{ callback, because }];
  });
}

function unsafeBecause(callback: string): string | null {
  if (callback.includes('*')) return 'wildcard';
  const url = URL.parse(callback);
  // What is not an absolute address cannot be redirected to, so it is untidy and not unsafe.
  if (url === null) return null;
  if (scriptSchemes.has(url.protocol)) return 'runs as script or content of its own';
  if (!isSecureOrLoopback(callback) && url.protocol === 'http:') return 'plain http';
  if (!webSchemes.has(url.protocol) && isBare(url)) return 'any address of a custom scheme';
  return null;
}

/** A scheme with neither host nor path: every link of that scheme matches, and any native app may claim it. */
function isBare(url: URL): boolean {
  return url.host === '' && /^\/*$/.test(url.pathname);
}
