import { isObject } from './answer.ts';
import type { Raw } from './fields.ts';

const longestText = 1_000_000;

/**
 * A body in a log entry, which is an object or its JSON. null when it is not known: absent, cut short, or empty, since
 * nothing that is watched can be asked for with an empty one.
 */
export function bodyIn(value: unknown): Raw | null {
  const body = typeof value === 'string' ? parsed(value) : value;
  return isObject(body) && Object.keys(body).length > 0 ? body : null;
}

function parsed(body: string): unknown {
  if (body.length > longestText) return null;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

type Scalar = string | number | boolean | null;

const most = 100;
const longest = 200;

/** The values a body sets, by path such as `flags.enable_sso`; lists and deeper objects are left out, and secrets are. */
export function scalarsIn(body: Raw): Record<string, Scalar> {
  const found = Object.entries(body).flatMap(([key, value]) =>
    isObject(value)
      ? Object.entries(value).map(([inner, part]) => [`${key}.${inner}`, part] as const)
      : [[key, value] as const],
  );
  const kept = found.filter((pair): pair is readonly [string, Scalar] => isKept(...pair));
  return Object.fromEntries(
    kept
      .slice(0, most)
      .map(([key, value]) => [key, typeof value === 'string' ? value.slice(0, longest) : value]),
  );
}

const secretive = /secret|password|token|credential|private|api_?key/i;

function isKept(key: string, value: unknown): boolean {
  if (key.length > longest) return false;
  // An address among settings is somebody's, and nothing that is watched.
  if (typeof value === 'string') return !secretive.test(key) && !value.includes('@');
  return value === null || typeof value === 'boolean' || typeof value === 'number';
}
