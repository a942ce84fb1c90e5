import type { Actor, LogEntry, LogReading } from '../../functions/core/log-entry.ts';
import { emptyMemory, type LogMemory } from '../../functions/core/log-memory.ts';
import { remember, type Remembered } from '../../functions/core/remember.ts';
import type { App, Section, Sections } from '../../functions/core/snapshot.ts';
import { sample } from '../../functions/core/sample.ts';
import type { ToggleReading } from '../../functions/core/toggle-evidence.ts';

/** Synthetic entries and readings for tests of what is remembered. */

export const day = (on: string, at = '09:00:00.000') => `2026-11-${on}T${at}Z`;

const pipeline: Actor = {
  kind: 'app',
  id: 'pipeline',
  name: 'Partner onboarding',
  email: null,
  ip: '203.0.113.7',
  userAgent: 'Go-http-client/1.1',
  tool: null,
  channel: 'api',
};

export const stranger: Actor = {
  kind: 'anyone',
  id: null,
  name: null,
  email: null,
  ip: '198.51.100.1',
  userAgent: 'curl/8.5.0',
  tool: 'curl',
  channel: 'dcr',
};

/** A third-party app created without a mode, answered permissive, unless the parts say otherwise. */
export function created(
  id: string,
  at: string,
  parts: Partial<Omit<LogEntry, 'creation' | 'actor'>> & {
    readonly creation?: Partial<LogEntry['creation']>;
    readonly actor?: Partial<Actor>;
  } = {},
): LogEntry {
  return {
    id,
    at,
    operation: 'app-created',
    app: `app-${id}`,
    appName: `Partner ${id}`,
    ...parts,
    actor: { ...pipeline, ...parts.actor },
    creation: {
      firstParty: false,
      asked: 'unstated',
      answered: 'permissive',
      callbacks: ['https://partner.example/callback'],
      ...parts.creation,
    },
  };
}

export function registered(id: string, at: string, parts: Parameters<typeof created>[2] = {}) {
  return created(id, at, {
    operation: 'app-registered',
    ...parts,
    actor: { ...stranger, ...parts.actor },
  });
}

export function logsOf(entries: readonly LogEntry[], gap: LogReading['gap'] = null): LogReading {
  const caughtUpAt = day('23');
  return {
    entries,
    position: { cursor: null, newest: null, caughtUpAt, oldest: null, oldestAskedAt: caughtUpAt },
    gap,
  };
}

export interface ReadParts {
  readonly entries?: readonly LogEntry[];
  readonly events?: readonly LogEntry[];
  readonly gap?: LogReading['gap'];
  readonly apps?: readonly App[];
  readonly known?: readonly string[];
  readonly unread?: readonly ('apps' | 'logs')[];
  readonly toggle?: Partial<ToggleReading>;
  readonly at?: string;
}

export function readOf(parts: ReadParts): Remembered {
  const { entries = [], apps = [], at = day('23'), unread = [] } = parts;
  const { sections } = sample({ apps, logs: logsOf(entries, parts.gap) });
  const lost: Section<never> = { ok: false, reason: 'missing scope', cause: 'scope' };
  const read: Sections = {
    ...sections,
    ...(unread.includes('apps') && { apps: lost }),
    ...(unread.includes('logs') && { logs: lost }),
  };
  return {
    reading: {
      snapshot: { version: 1, tenant: 'acme', takenAt: at, sections: read },
      toggle: { apiField: null, probe: null, litter: [], probeName: null, ...parts.toggle },
    },
    events: parts.events ?? [],
    knownApps: new Set(parts.known ?? ['own']),
    now: new Date(at),
  };
}

/** The memory after these reads, one after the other, of a tenant nobody had read before. */
export function after(...reads: readonly ReadParts[]): LogMemory {
  return reads.reduce((memory, parts) => remember(memory, readOf(parts)), emptyMemory);
}
