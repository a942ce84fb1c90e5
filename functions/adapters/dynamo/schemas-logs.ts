import * as z from 'zod';
import { ActingChannelSchema, actorFields } from '../../core/actor-schema.ts';
import { operations, type Actor, type LogEntry, type LogPosition } from '../../core/log-entry.ts';
import type { KnownSetting, LogMemory, ReadTimes } from '../../core/log-memory.ts';
import type { ToggleEvidence, ToggleProof } from '../../core/toggle-evidence.ts';

// Loose objects, as in `schemas.ts`: what a later version added must survive a read and a write here.

const text = z.string().nullable();

const StoredActor = z.looseObject({
  ...actorFields,
  channel: ActingChannelSchema,
}) satisfies z.ZodType<Actor>;

const StoredProof = z.looseObject({
  state: z.enum(['on', 'off']),
  asOf: z.string(),
  logId: z.string().exactOptional(),
  app: z.string().exactOptional(),
  appName: z.string().exactOptional(),
  actor: StoredActor.exactOptional(),
  field: z.string().exactOptional(),
}) satisfies z.ZodType<ToggleProof>;

const StoredNotice = z.looseObject({ asOf: z.string(), text: z.string(), logId: z.string() });

const StoredToggle = z.looseObject({
  log: StoredProof.nullable(),
  logBefore: StoredProof.nullable(),
  probe: StoredProof.nullable(),
  notice: StoredNotice.nullable(),
  probeTriedAt: z.string().exactOptional(),
}) satisfies z.ZodType<Omit<ToggleEvidence, 'apiField'>>;

const StoredCaller = z.looseObject({
  id: z.string(),
  kind: z.enum(['user', 'app']),
  name: text,
  ip: text,
  userAgent: text,
  tool: text,
  apps: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      at: z.string(),
      mode: z.enum(['strict', 'permissive', 'unknown']),
      logId: z.string(),
    }),
  ),
  more: z.int(),
  stated: text,
}) satisfies z.ZodType<LogMemory['callers'][number]>;

const StoredRegistration = z.looseObject({
  app: z.string(),
  at: z.string(),
  name: z.string(),
  hosts: z.array(z.string()),
  traits: z.string(),
  ip: z.string().exactOptional(),
  undated: z.literal(true).exactOptional(),
}) satisfies z.ZodType<LogMemory['registrations'][number]>;

const StoredAwaited = z.looseObject({
  app: z.string(),
  since: z.string(),
  searches: z.int(),
  searchedAt: z.string().exactOptional(),
}) satisfies z.ZodType<LogMemory['awaited'][number]>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const StoredEntry = z.looseObject({
  id: z.string(),
  at: z.string(),
  operation: z.enum(operations),
  actor: StoredActor,
  app: z.string().exactOptional(),
  appName: z.string().exactOptional(),
  settings: z.record(z.string(), scalar).exactOptional(),
  changed: z.array(z.string()).exactOptional(),
  audience: z.string().exactOptional(),
  defaultFor: z.string().exactOptional(),
  api: z.string().exactOptional(),
}) satisfies z.ZodType<LogEntry>;

const StoredSetting = z.looseObject({
  path: z.string(),
  value: scalar,
  since: z.string(),
}) satisfies z.ZodType<KnownSetting>;

const StoredPosition = z.looseObject({
  cursor: text,
  newest: text,
  caughtUpAt: z.string(),
  oldest: text,
  oldestAskedAt: z.string(),
}) satisfies z.ZodType<LogPosition>;

/** The items of a tenant's logs as stored. The api field is asked every run, so it lies with the position. */
export interface LogRecords {
  readonly MEMORY: {
    readonly version: 1;
    readonly memory: Omit<LogMemory, 'toggle' | 'registrations'> & {
      readonly toggle: Omit<ToggleEvidence, 'apiField'>;
    };
  };
  readonly REGISTRATIONS: { readonly version: 1 } & Pick<LogMemory, 'registrations'>;
  readonly POSITION: {
    readonly version: 1;
    readonly position: LogPosition | null;
    readonly apiField: ToggleProof | null;
    readonly readAt?: ReadTimes;
  };
}

export const logRecords = {
  MEMORY: z.looseObject({
    version: z.literal(1),
    memory: z.looseObject({
      toggle: StoredToggle,
      callers: z.array(StoredCaller),
      awaited: z.array(StoredAwaited),
      handled: z.array(z.string()),
      gaps: z.array(z.looseObject({ from: z.string(), to: z.string(), reason: z.string() })),
      probeName: text,
      recent: z.array(StoredEntry).default([]),
      settings: z.array(StoredSetting).default([]),
    }),
  }),
  REGISTRATIONS: z.looseObject({
    version: z.literal(1),
    registrations: z.array(StoredRegistration),
  }),
  POSITION: z.looseObject({
    version: z.literal(1),
    position: StoredPosition.nullable(),
    apiField: StoredProof.nullable(),
    readAt: z.record(z.string(), z.string()).exactOptional(),
  }),
} as const satisfies { readonly [P in keyof LogRecords]: z.ZodType<LogRecords[P]> };
