import * as z from 'zod';
import { Readiness } from '../readiness/schema.ts';
import { Change, Open, PostureFinding, RuleView, Time } from './schema-finding.ts';
import {
  Apps,
  Dcr,
  DeadlineView,
  DefaultPermissions,
  Evidence,
  Freshness,
  NewPermissive,
  PostureTenant,
  ToggleState,
  Unread,
  Verdict,
} from './schema-state.ts';
import { count, instant, seconds, severity } from './schema-terms.ts';
import { changeKinds } from './terms.ts';

export type { AgeRow, ChangeKind, PostureChange, PostureFinding } from './schema-finding.ts';
export type { NewPermissive, PostureVerdict, TrendPoint } from './schema-state.ts';

/** How one tenant stood at a moment. Text in it may be hostile: each rendering escapes it. */
export const Posture = z.strictObject({
  version: z.literal(1),
  tenant: PostureTenant,
  at: instant.meta({ description: 'The moment it tells of' }),
  isPast: z.boolean().meta({ description: 'Put together from history for an earlier moment' }),
  period: z.strictObject({
    since: instant,
    basis: z.enum(['last-report', 'asked', 'week', 'first-read', 'missed']),
  }),
  verdict: Verdict,
  freshness: Freshness,
  changes: z.strictObject({
    counts: z.record(z.enum(changeKinds), count),
    rows: z.array(Change).readonly().meta({ description: 'By kind, then worst, then newest' }),
  }),
  apps: Apps,
  newPermissive: z.array(NewPermissive).readonly(),
  dcr: Dcr,
  toggle: ToggleState,
  deadlines: z.array(DeadlineView).readonly(),
  defaultPermissions: DefaultPermissions,
  readiness: Readiness,
  open: Open,
  times: z.strictObject({
    since: instant.meta({ description: 'What was acknowledged or resolved from then on counts' }),
    acknowledge: Time,
    resolve: Time,
  }),
  unread: z.array(Unread).readonly(),
  unjudged: z.array(z.strictObject({ rule: z.string(), reason: z.string() })).readonly(),
  findings: z
    .array(PostureFinding)
    .readonly()
    .meta({ description: 'Those not resolved, and those resolved in the period; worst first' }),
  rules: z.record(z.string(), RuleView).meta({ description: 'Of the findings, by id' }),
  notes: z.array(z.string()).readonly().meta({ description: 'What this posture cannot say' }),
  evidence: Evidence,
});

/** One tenant's row of the overview. */
export const OverviewRow = z.strictObject({
  tenant: PostureTenant,
  verdict: Verdict,
  worst: severity.nullable().meta({ description: 'Of its open findings' }),
  open: count.nullable().meta({ description: 'null where what is stored cannot be read' }),
  undecided: count.nullable(),
  permissive: count.nullable().meta({ description: 'Third-party apps; null when not known' }),
  dcr: Dcr,
  toggle: ToggleState,
  changes: count.nullable().meta({ description: 'Opened and reopened in the period' }),
  lastComplete: instant.nullable(),
  ageSeconds: seconds.nullable(),
});

/** The document of `report --format json`. */
export const Report = z.strictObject({
  version: z.literal(1),
  generatedAt: instant,
  at: instant,
  overview: z.array(OverviewRow).readonly().meta({ description: 'Every tenant, worst first' }),
  postures: z.array(Posture).readonly().meta({
    description:
      'In the order of the overview; of a large fleet only its worst, without those with very many findings',
  }),
});

export type Posture = z.infer<typeof Posture>;
export type OverviewRow = z.infer<typeof OverviewRow>;
export type Report = z.infer<typeof Report>;
