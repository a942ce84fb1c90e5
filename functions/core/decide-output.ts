import * as z from 'zod';
import { ends } from './finding.ts';
import { FindingResult } from './run.ts';
import { severities } from './severity.ts';

const Decision = z.strictObject({
  by: z.string(),
  at: z.string(),
  reason: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  until: z.string().exactOptional(),
  suppression: z.string().exactOptional(),
  noticed: z.literal(true).exactOptional(),
  covers: z.array(z.string()).readonly().exactOptional(),
  severity: z.enum(severities).exactOptional(),
});

/** A finding as it stands once somebody decided. */
export const DecidedFinding = FindingResult.extend({
  decision: Decision.exactOptional(),
  because: z.string().exactOptional(),
  end: z.enum(ends).exactOptional(),
});

const Suppression = z.strictObject({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  by: z.string(),
  owner: z.string(),
  reason: z.string(),
  at: z.string(),
  until: z.string(),
  lifted: z.strictObject({ by: z.string(), at: z.string(), reason: z.string() }).exactOptional(),
});

/** What came of a decision: what the deployed function answers, and, with a version, what `--json` prints. */
export const DecideReply = z.strictObject({
  tenant: z.string(),
  message: z.string().meta({ description: 'What was done and what happens next, for people' }),
  findings: z
    .array(DecidedFinding)
    .readonly()
    .meta({ description: 'Findings that changed, the worst of them; see omitted' }),
  omitted: z.int().min(1).exactOptional().meta({ description: 'How many more changed' }),
  suppression: Suppression.exactOptional(),
  undelivered: z
    .array(z.string())
    .readonly()
    .meta({ description: 'What channels said that did not accept; the next run tells them' }),
});

export type DecidedFinding = z.infer<typeof DecidedFinding>;
export type DecideReply = z.infer<typeof DecideReply>;
