import { randomUUID } from 'node:crypto';

const begin = 'strictwatch-probe-';

/** The name of all apps a tenant's probes make, so that whatever a crash leaves behind is known by it. */
export function newProbeName(): string {
  return `${begin}${randomUUID()}`;
}

/** Whether a name is one that a probe of some tenant may have. */
export function isProbeShaped(name: string): boolean {
  return name.startsWith(begin) && /^[0-9a-f-]{36}$/.test(name.slice(begin.length));
}

/** Ids as Auth0 makes them, which need no escaping in an address. */
export function isAppId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,100}$/.test(value);
}
