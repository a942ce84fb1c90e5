import { emptyMemory } from '../../../functions/core/log-memory.ts';
import { createCollect, type Auth0Credentials } from '../../../functions/adapters/auth0/collect.ts';
import type { Timing } from '../../../functions/adapters/auth0/timing.ts';
import type { Collect, ReadRequest, Reading } from '../../../functions/core/ports.ts';
import type { SectionName, Sections } from '../../../functions/core/snapshot.ts';
import { parseTenant, type Tenant } from '../../../functions/core/tenant.ts';
import type { ScriptedTenant } from './server.ts';

/** Synthetic. */
export const secret: Auth0Credentials = { clientId: 'monitor', clientSecret: 'synthetic-secret' };

export function tenantAt(
  url: string,
  parts: Partial<Parameters<typeof parseTenant>[0]> = {},
): Tenant {
  return parseTenant({
    id: 'acme-prod',
    domain: 'acme.eu.auth0.com',
    baseUrl: url,
    credentials: { secretId: 'acme' },
    rateShare: 0.5,
    ...parts,
  });
}

export function requestFor(url: string, parts: Partial<ReadRequest> = {}): ReadRequest {
  return {
    tenant: tenantAt(url),
    now: new Date('2026-11-01T09:00:00.000Z'),
    knownApps: new Set(),
    resume: null,
    logs: { position: null, memory: emptyMemory },
    mayProbe: false,
    timeLeft: () => Infinity,
    progress: () => undefined,
    ...parts,
  };
}

/** A clock that moves only when everybody sleeps, to the next who wakes; it remembers the sleeps. */
export interface FakeTime extends Timing {
  readonly slept: number[];
}

export function fakeTime(parts: Partial<Timing> = {}): FakeTime {
  const slept: number[] = [];
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let at = Date.now();
  return {
    slept,
    now: () => at,
    sleep,
    random: () => 0,
    attemptMs: 5_000,
    marginMs: 1_000,
    longestWaitMs: 15 * 60_000,
    ...parts,
  };

  function sleep(ms: number): Promise<void> {
    slept.push(ms);
    return new Promise((wake) => {
      sleepers.push({ until: at + ms, wake });
      setImmediate(wakeNext);
    });
  }

  function wakeNext(): void {
    sleepers.sort((a, b) => a.until - b.until);
    const next = sleepers.shift();
    at = Math.max(at, next?.until ?? at);
    next?.wake();
  }
}

/** Collects with what earlier reads left in the request. */
export function collectGiven(collect: Collect): (request: ReadRequest) => Promise<Reading> {
  return (request) => collect(request, async () => request);
}

export function collectAs(
  credentials: Auth0Credentials | (() => Promise<Auth0Credentials>) = secret,
  time: Timing = fakeTime(),
): (request: ReadRequest) => Promise<Reading> {
  const credentialsOf = typeof credentials === 'function' ? credentials : async () => credentials;
  return collectGiven(createCollect(credentialsOf, time));
}

export function read(
  server: ScriptedTenant,
  parts: Partial<ReadRequest> = {},
  time: Timing = fakeTime(),
): Promise<Reading> {
  return collectAs(secret, time)(requestFor(server.url, parts));
}

/** The value of a section that must have been read. */
export function valueOf<K extends SectionName>(
  reading: Reading,
  name: K,
): Extract<Sections[K], { ok: true }>['value'] {
  const section = reading.snapshot.sections[name] as Sections[SectionName];
  if (!section.ok) throw new Error(`${name} not read: ${section.reason}`);
  return section.value as Extract<Sections[K], { ok: true }>['value'];
}

/** Cause and reason of a section that must not have been read. */
export function failureOf(reading: Reading, name: SectionName): { cause: string; reason: string } {
  const section = reading.snapshot.sections[name];
  if (section.ok) throw new Error(`${name} was read`);
  return { cause: section.cause, reason: section.reason };
}

export function idsOf(reading: Reading): string[] {
  return valueOf(reading, 'apps').map(({ id }) => id);
}
