import * as z from 'zod';
import { announcements, statuses } from './finding.ts';
import { severities } from './severity.ts';
import { sectionNames } from './snapshot.ts';

const instant = z.iso.datetime();

const SectionResult = z.union([
  z.strictObject({ ok: z.literal(true), count: z.int().min(0) }),
  z.strictObject({ ok: z.literal(false), reason: z.string().min(1) }),
]);

export const FindingResult = z.strictObject({
  key: z.string(),
  rule: z.string(),
  severity: z.enum(severities),
  subject: z.string(),
  status: z.enum(statuses),
  announced: z
    .enum(announcements)
    .nullable()
    .meta({ description: 'What this run told people about it' }),
  message: z.string(),
  evidence: z.record(z.string(), z.unknown()).readonly(),
  firstSeen: instant,
  transition: z.int().min(0),
  stage: z.string().optional(),
});

/** The result of one run on one tenant: what `watch` prints, returns from Lambda and leaves in the store. */
export const RunResult = z.strictObject({
  tenant: z.string(),
  complete: z
    .boolean()
    .meta({ description: 'Every required section (apps, settings) was read whole' }),
  startedAt: instant,
  finishedAt: instant,
  sections: z.strictObject(
    Object.fromEntries(sectionNames.map((name) => [name, SectionResult])) as Record<
      (typeof sectionNames)[number],
      typeof SectionResult
    >,
  ),
  toggle: z.strictObject({
    state: z.enum(['on', 'off', 'expected-off', 'unknown']),
    basis: z.enum(['api-field', 'log', 'probe', 'declared', 'vendor-schedule', 'unknown']),
    asOf: instant.nullable(),
  }),
  dcr: z.strictObject({
    enabled: z.boolean().nullable(),
    mode: z.enum(['strict', 'permissive', 'unset', 'unknown']),
    effective: z.enum(['strict', 'permissive', 'unknown']),
  }),
  findings: z.array(FindingResult).readonly(),
  omitted: z
    .strictObject({
      count: z.int().min(1),
      bySeverity: z
        .array(z.strictObject({ severity: z.enum(severities), count: z.int().min(1) }))
        .readonly(),
      command: z.string(),
    })
    .optional()
    .meta({ description: 'Findings left out because Lambda refuses a larger answer' }),
  calls: z.int().min(0),
  cost: z.strictObject({ readUnits: z.number().min(0), writeUnits: z.number().min(0) }),
});

/** The document of `watch --json`. */
export const WatchOutput = z.strictObject({ version: z.literal(1), runs: z.array(RunResult) });

export type RunResult = z.infer<typeof RunResult>;
export type FindingResult = z.infer<typeof FindingResult>;
export type WatchOutput = z.infer<typeof WatchOutput>;

/** What a run leaves behind: its result with counts in place of the findings, and the rules that could not judge. */
export type RunRecord = Omit<RunResult, 'findings' | 'omitted'> & {
  readonly version: 1;
  readonly findings: Readonly<Partial<Record<(typeof statuses)[number], number>>>;
  readonly unknown: readonly { readonly rule: string; readonly reason: string }[];
  readonly told: number;
  /** SHA-256, hex, of the snapshot it judged; see `Seal`. Not on records of versions before. */
  readonly snapshot?: string;
  /** What binds it to the record before it; set as it is stored. */
  readonly link?: Link;
};

/** A record's place in the chain of a tenant's records. */
export interface Link {
  /** From 1, without a gap. */
  readonly sequence: number;
  /** SHA-256, hex, of the record before; null for the first of the chain. */
  readonly previous: string | null;
  /** ISO 8601 until which this record is kept; the next one says so again. */
  readonly until?: string;
  /** ISO 8601 until which the record before is kept: one that is missing earlier was taken away. */
  readonly previousUntil?: string;
  /** ISO 8601 at which what is stored is what the run judged; not set where that is its start, as it is unless time went back. */
  readonly heldAt?: string;
}
