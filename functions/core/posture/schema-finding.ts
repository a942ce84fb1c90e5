import * as z from 'zod';
import { ends, statuses } from '../finding.ts';
import { count, instant, seconds, severity } from './schema-terms.ts';
import { changeKinds } from './terms.ts';

/** What somebody decided, and who answers for it. */
const PostureDecision = z.strictObject({
  by: z.string(),
  at: instant,
  reason: z.string().optional(),
  owner: z.string().optional(),
  until: instant.optional(),
});

/** A finding as it stood; its rule's title and fix are in `rules` of the posture. */
export const PostureFinding = z.strictObject({
  key: z.string(),
  rule: z.string(),
  severity,
  status: z.enum(statuses),
  subject: z.string(),
  message: z.string(),
  evidence: z.record(z.string(), z.unknown()).readonly(),
  transition: count,
  firstSeen: instant,
  since: instant.meta({ description: 'When this life of it began' }),
  resolvedAt: instant.optional(),
  end: z.enum(ends).optional(),
  stage: z.string().optional(),
  because: z.string().optional(),
  decision: PostureDecision.optional(),
  link: z.string().nullable().meta({ description: 'Its page in the Auth0 Dashboard' }),
});

export const Change = z.strictObject({
  what: z.enum(changeKinds).meta({
    description:
      '`ended`: a suppression ended or was lifted, or an acceptance became void; `adopted`: it was there before anyone watched',
  }),
  at: instant,
  key: z.string().nullable().meta({ description: 'Of the finding; null for a pattern' }),
  rule: z.string(),
  subject: z.string().meta({ description: 'For a pattern, the pattern' }),
  severity: severity.nullable(),
  message: z.string(),
  by: z.string().optional(),
  owner: z.string().optional(),
  reason: z.string().optional(),
  until: instant.optional(),
  end: z.enum(ends).optional(),
});

/** Findings of one severity by how long they have stood: less than a day, a week, 30 days, or longer. */
export const AgeRow = z.strictObject({
  severity,
  underDay: count,
  underWeek: count,
  underMonth: count,
  older: count,
});

export const Open = z.strictObject({
  open: count,
  undecided: count.meta({ description: 'Inherited, and nobody has decided' }),
  acknowledged: count,
  accepted: count,
  suppressed: count,
  byAge: z.array(AgeRow).readonly().meta({ description: 'Open and acknowledged' }),
  undecidedByAge: z.array(AgeRow).readonly(),
});

export const Time = z
  .strictObject({ count, medianSeconds: seconds, longestSeconds: seconds })
  .nullable()
  .meta({ description: 'null when there was none' });

export const RuleView = z.strictObject({
  title: z.string(),
  fix: z.array(z.string()).readonly(),
  see: z.array(z.string()).readonly(),
  controls: z.array(z.strictObject({ framework: z.string(), id: z.string() })).readonly(),
});

export type PostureFinding = z.infer<typeof PostureFinding>;
export type PostureChange = z.infer<typeof Change>;
export type ChangeKind = (typeof changeKinds)[number];
export type AgeRow = z.infer<typeof AgeRow>;
