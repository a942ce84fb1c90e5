import * as z from 'zod';
import { statuses } from '../finding.ts';
import { sectionNames } from '../snapshot.ts';
import { count, instant, seconds } from './schema-terms.ts';
import { verdictStates } from './terms.ts';

export const PostureTenant = z.strictObject({
  id: z.string(),
  environment: z.string(),
  domain: z.string().optional().meta({ description: 'Of the Auth0 tenant, where it is known' }),
  stack: z.string().optional().meta({ description: 'The deployed monitor that tells it' }),
});

export const Verdict = z.strictObject({
  state: z.enum(verdictStates).meta({
    description:
      'Worst first. `not-known`: not read whole for longer than its schedule allows, or nothing open where a rule that weighs much could not judge; `act`: findings are open; `decide`: nobody has decided about what was there before; `steady`: neither; `unwatched`: only in the overview of a fleet, of a tenant nobody has looked at for two weeks',
  }),
  sentence: z.string(),
});

export const Freshness = z.strictObject({
  watchedSince: instant.nullable(),
  newestRun: instant.nullable(),
  lastComplete: instant
    .nullable()
    .meta({ description: 'Start of the last run that read it whole' }),
  ageSeconds: seconds.nullable(),
  isOverdue: z
    .boolean()
    .nullable()
    .meta({ description: 'By its schedule; null where the schedule is not known' }),
  runs: count.meta({ description: 'In the period' }),
  incompleteRuns: count,
});

const modes = z.enum(['strict', 'permissive', 'unknown']);
const origins = z.enum(['regular', 'dcr', 'cimd', 'unknown']);

const TrendPoint = z.strictObject({
  at: instant,
  counts: z.strictObject({ strict: count, permissive: count, unknown: count }).nullable().meta({
    description:
      'Third-party apps by mode; null where no run is known to have read the apps in the week before',
  }),
});

export const Apps = z.union([
  z.strictObject({
    known: z.literal(true),
    asOf: instant.meta({ description: 'When all apps were last read' }),
    total: count,
    thirdParty: count,
    byModeAndOrigin: z
      .array(z.strictObject({ mode: modes, origin: origins, count }))
      .readonly()
      .meta({ description: 'Third-party apps; combinations without an app are left out' }),
    trend: z.array(TrendPoint).readonly().meta({ description: 'Weekly, oldest first' }),
  }),
  z.strictObject({ known: z.literal(false), reason: z.string() }),
]);

export const NewPermissive = z.strictObject({
  key: z.string(),
  app: z.string(),
  name: z.string(),
  seen: instant,
  createdAt: instant.optional(),
  origin: origins,
  how: z.enum(['api-explicit', 'api-default', 'dcr', 'unknown']),
  who: z.string().nullable().meta({ description: 'null where it is not attributed' }),
  unattributed: z.string().optional().meta({ description: 'Why it is not' }),
  status: z.enum(statuses),
});

export const Dcr = z.strictObject({
  enabled: z.boolean().nullable(),
  mode: z.enum(['strict', 'permissive', 'unset', 'unknown']),
  effective: z.enum(['strict', 'permissive', 'unknown']),
  basis: z.enum(['settings', 'unknown']),
  asOf: instant.nullable(),
  ageSeconds: seconds.nullable(),
});

export const ToggleState = z.strictObject({
  state: z.enum(['on', 'off', 'expected-off', 'unknown']),
  basis: z.enum(['api-field', 'log', 'probe', 'declared', 'vendor-schedule', 'unknown']),
  asOf: instant.nullable().meta({ description: 'Of the evidence' }),
  ageSeconds: seconds.nullable(),
});

export const DeadlineView = z.strictObject({
  id: z.string(),
  on: z.iso.date(),
  days: z.int().meta({ description: 'To it; negative when it is past' }),
  what: z.string(),
  source: z.string(),
});

export const DefaultPermissions = z.union([
  z.strictObject({
    known: z.literal(true),
    asOf: instant,
    grants: z
      .array(
        z.strictObject({
          audience: z.string(),
          subjectType: z.string(),
          allScopes: z.boolean(),
          scopes: z.array(z.string()).readonly(),
        }),
      )
      .readonly(),
  }),
  z.strictObject({ known: z.literal(false), reason: z.string() }),
]);

export const Unread = z.strictObject({
  section: z.enum(sectionNames),
  reason: z.string(),
  lastRead: instant.nullable().meta({ description: 'null when no run on record read it' }),
  ageSeconds: seconds.nullable(),
});

export const Evidence = z
  .strictObject({
    sequence: z.int().min(1),
    startedAt: instant,
    record: z.string().meta({ description: 'SHA-256 of the last run record, hex' }),
    snapshot: z.string().meta({ description: 'SHA-256 of the snapshot it judged, hex' }),
  })
  .nullable()
  .meta({ description: 'null before the first record of this kind' });

export type PostureVerdict = z.infer<typeof Verdict>;
export type TrendPoint = z.infer<typeof TrendPoint>;
export type NewPermissive = z.infer<typeof NewPermissive>;
