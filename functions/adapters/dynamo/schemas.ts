import * as z from 'zod';
import type { AppBase, Baseline } from '../../core/baseline.ts';
import type { ChannelHealth } from '../../core/channel-health.ts';
import type { Decision } from '../../core/decision.ts';
import { announcements, ends, statuses, type Life } from '../../core/finding.ts';
import { deeds, type HistoryEvent } from '../../core/history.ts';
import type { Head, ReportMark, Words } from '../../core/ports.ts';
import { severities } from '../../core/severity.ts';
import type { Suppression } from '../../core/suppression.ts';

// Loose objects keep fields they do not know: what a later version added must survive a read and a write here.

const texts = z.array(z.string());
const anything = z.record(z.string(), z.unknown());

const StoredDecision = z.looseObject({
  by: z.string(),
  at: z.string(),
  reason: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  until: z.string().exactOptional(),
  suppression: z.string().exactOptional(),
  noticed: z.literal(true).exactOptional(),
  covers: texts.exactOptional(),
  severity: z.enum(severities).exactOptional(),
}) satisfies z.ZodType<Decision>;

const StoredSuppression = z.looseObject({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  by: z.string(),
  owner: z.string(),
  reason: z.string(),
  at: z.string(),
  until: z.string(),
  lifted: z.looseObject({ by: z.string(), at: z.string(), reason: z.string() }).exactOptional(),
}) satisfies z.ZodType<Suppression>;

const StoredHealth = z.looseObject({
  failingSince: z.string(),
  failedAt: z.string(),
  failures: z.int(),
  retryAt: z.string(),
  reason: z.string(),
}) satisfies z.ZodType<ChannelHealth>;

const StoredLife = z.looseObject({
  status: z.enum(statuses),
  severity: z.enum(severities),
  transition: z.int(),
  firstSeen: z.string(),
  since: z.string(),
  resolvedAt: z.string().exactOptional(),
  reminders: z.int().exactOptional(),
  stage: z.string().exactOptional(),
  unattendedSince: z.string().exactOptional(),
  decision: StoredDecision.exactOptional(),
  because: z.string().exactOptional(),
  end: z.enum(ends).exactOptional(),
  paged: texts.exactOptional(),
  owed: z
    .array(
      z.looseObject({
        channel: z.string(),
        kind: z.enum(announcements),
        transition: z.int(),
        since: z.string().exactOptional(),
        because: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
}) satisfies z.ZodType<Life>;

const StoredBase = z.looseObject({
  firstParty: z.boolean().nullable(),
  securityMode: z.enum(['strict', 'permissive', 'unknown']).nullable(),
  grantTypes: texts,
  callbacks: texts,
  origins: texts,
  apis: texts,
}) satisfies z.ZodType<AppBase>;

const Prints = z.union([z.tuple([z.int().positive(), z.string()]), texts]);

/** One shard of the manifest; see `shard-codec.ts`. */
export const Shard = z.strictObject({
  version: z.literal(1),
  names: z.union([z.string(), texts]),
  without: z.array(z.int()),
  prints: Prints,
  bases: z.array(z.tuple([z.int(), StoredBase])),
  groups: z.array(z.tuple([z.string(), StoredLife, z.array(z.int()), Prints])),
});
export type Shard = z.infer<typeof Shard>;

const coverage = z.looseObject({
  since: z.string(),
  failures: z.int(),
  lost: z.int().exactOptional(),
});
const print = z.string();

function perSection<T extends z.ZodType>(schema: T) {
  return z.looseObject({
    apps: z.exactOptional(schema),
    settings: z.exactOptional(schema),
    grants: z.exactOptional(schema),
    apis: z.exactOptional(schema),
    connections: z.exactOptional(schema),
    login: z.exactOptional(schema),
    pipeline: z.exactOptional(schema),
  });
}

const StoredBaseline = z.looseObject({
  dcr: z
    .looseObject({
      enabled: z.boolean(),
      mode: z.enum(['strict', 'permissive', 'unset', 'unknown']),
      rawMode: z.string().exactOptional(),
    })
    .nullable(),
  settings: anything.nullable(),
  flags: texts.nullable(),
  defaultGrants: z
    .array(
      z.looseObject({
        id: z.string(),
        appId: z.string().nullable(),
        defaultFor: z.string().nullable(),
        audience: z.string(),
        scopes: texts,
        allScopes: z.boolean(),
        subjectType: z.string(),
      }),
    )
    .nullable(),
  toggle: z
    .looseObject({ state: z.enum(['on', 'off']), asOf: z.string(), basis: z.string() })
    .exactOptional(),
  coverage: perSection(coverage),
  eligible: z.looseObject({ since: z.string(), because: z.string() }).nullable(),
}) satisfies z.ZodType<Baseline>;

const StoredHead = z.looseObject({
  baseline: StoredBaseline,
  adopted: texts,
  sections: perSection(print),
  owedSummary: z.looseObject({ channels: texts }).nullable(),
  firstComplete: z.string().nullable(),
  expectedSince: z.string().exactOptional(),
  schedule: z.string().exactOptional(),
  lookedAt: z.string().exactOptional(),
  isStale: z.literal(true).exactOptional(),
  lastComplete: z.string().exactOptional(),
  suppressions: z.array(StoredSuppression).exactOptional(),
  failing: z.record(z.string(), StoredHealth).exactOptional(),
  canarySince: z.string().exactOptional(),
  canaryArrived: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  isOverdue: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Head>;

/** The head as stored: with the generation of the manifest that counts, and how many shards it has. */
export const HeadRecord = z.looseObject({
  version: z.literal(1),
  generation: z.int().positive(),
  shards: z.int().positive(),
  head: StoredHead,
});

export const StoredWords = z.looseObject({
  message: z.string(),
  evidence: anything,
}) satisfies z.ZodType<Words>;

export const StoredEvent = z.looseObject({
  rule: z.string(),
  subject: z.string(),
  at: z.string(),
  what: z.enum([...announcements, ...deeds]),
  transition: z.int(),
  severity: z.enum(severities).exactOptional(),
  stage: z.string().exactOptional(),
  by: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  until: z.string().exactOptional(),
  suppression: z.string().exactOptional(),
  hides: z.looseObject({ rule: z.string(), subject: z.string() }).exactOptional(),
  before: z.looseObject({ since: z.string(), resolvedAt: z.string() }).exactOptional(),
}) satisfies z.ZodType<HistoryEvent>;

/** Enough of an app to know that the item is one; collectors of several versions wrote the rest. */
export const StoredApp = z.looseObject({ id: z.string(), name: z.string() });

export const StoredGrants = z.array(z.looseObject({ id: z.string(), audience: z.string() }));

export const StoredRun = z.looseObject({
  version: z.literal(1),
  tenant: z.string(),
  startedAt: z.string(),
  snapshot: z.string().exactOptional(),
  link: z
    .looseObject({
      sequence: z.int().positive(),
      previous: z.string().nullable(),
      until: z.string().exactOptional(),
      previousUntil: z.string().exactOptional(),
      heldAt: z.string().exactOptional(),
    })
    .exactOptional(),
});

export const StoredMark = z.looseObject({
  at: z.string(),
  since: z.string(),
  isFirst: z.literal(true).exactOptional(),
  isUntold: z.literal(true).exactOptional(),
  told: z.array(z.string()).exactOptional(),
  seen: z.record(z.string(), z.string()).exactOptional(),
  seenBefore: z.record(z.string(), z.string()).exactOptional(),
}) satisfies z.ZodType<ReportMark>;

/** The first part of an unfinished listing also says where to go on. */
export const PartialPart = z.strictObject({
  cursor: z.string(),
  takenAt: z.string(),
  apps: z.array(StoredApp),
});
