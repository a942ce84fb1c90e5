import * as z from 'zod';
import { announcements } from './finding.ts';
import { severities } from './severity.ts';

const instant = z.iso.datetime();
const severity = z.enum(severities);
const counts = z
  .array(z.strictObject({ severity, count: z.int().min(0) }))
  .readonly()
  .meta({ description: 'Worst first; a severity that does not occur is left out' });

const about = {
  id: z.string().meta({ description: 'Key of the finding: tenant, rule and subject' }),
  rule: z.string(),
  severity,
  subject: z.string().meta({ description: 'What the finding is about, such as a client_id' }),
  title: z.string().meta({ description: 'What the rule finds' }),
  message: z.string().meta({ description: 'What is wrong, in a sentence or two' }),
  link: z.url().nullable().meta({ description: 'Where the subject is in the Auth0 Dashboard' }),
  firstSeen: instant,
};

const transition = z.int().min(0).meta({
  description:
    'Counts up with each change told of this finding. With the id, what to de-duplicate on',
});

const Finding = z.strictObject({
  ...about,
  transition,
  announcement: z.enum(announcements).meta({ description: 'What is told of the finding' }),
  facts: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .readonly()
    .meta({ description: 'Evidence worth a line each' }),
  fix: z
    .array(z.string())
    .readonly()
    .meta({ description: 'What to do, in order; empty for a resolved finding' }),
});

const Rest = z.strictObject({
  count: z.int().min(0),
  bySeverity: counts,
  resolved: counts.meta({ description: 'Those of them that are over' }),
  command: z.string().meta({ description: 'Lists them' }),
});

const Adoption = z.strictObject({
  total: z.int().min(0),
  bySeverity: counts,
  worst: z.array(z.strictObject({ ...about, transition })).readonly(),
  unknown: z
    .array(z.strictObject({ rule: z.string(), reason: z.string() }))
    .readonly()
    .meta({ description: 'Rules that could not judge: they neither passed nor failed' }),
  appCount: z.int().min(0).nullable().meta({ description: 'null when the apps were not read' }),
});

const Covers = z.strictObject({
  rules: z.array(z.string()).readonly(),
  severities: z.array(severity).readonly(),
  announcements: z.array(z.enum(announcements)).readonly(),
});

const common = {
  version: z.literal(1),
  tenant: z.string(),
  environment: z.string(),
  at: instant,
  shortened: z.boolean().meta({
    description: 'Texts were cut or findings moved to the rest, to fit Amazon SNS',
  }),
  command: z.string().meta({ description: 'Shows all of it, in full' }),
};

/** What one run tells about one tenant. */
export const FindingsEvent = z
  .strictObject({
    type: z.literal('strictwatch.findings'),
    ...common,
    covers: Covers.meta({
      description: 'All the event is about, the rest and the adoption included; for filters',
    }),
    findings: z.array(Finding).readonly().meta({ description: 'Worst first' }),
    rest: Rest.nullable().meta({ description: 'Findings that are counted only' }),
    adoption: Adoption.nullable().meta({
      description: 'What was there before anyone was watching; once a tenant',
    }),
  })
  .meta({ description: 'What one run tells about one tenant' });

const Kept = z.strictObject({
  uri: z.string(),
  link: z.url().meta({ description: 'Asks whoever opens it to sign in' }),
  until: instant.meta({ description: 'When it is deleted' }),
  open: z
    .strictObject({ link: z.url(), until: instant })
    .nullable()
    .meta({ description: 'Opens for whoever has it; null unless the operator asked for it' }),
});

/** A posture, as the report tells it. */
export const PostureEvent = z
  .strictObject({
    type: z.literal('strictwatch.posture'),
    ...common,
    scope: z.enum(['tenant', 'fleet']).meta({
      description: 'Of the fleet, `tenant` is "fleet" and `environment` how many tenants it has',
    }),
    headline: z.string(),
    lines: z.array(z.string()).readonly().meta({ description: 'One statement each' }),
    kept: Kept.nullable().meta({ description: 'Where the report lies; null where it is not kept' }),
  })
  .meta({ description: "A tenant's posture, or that of all tenants, as the report tells it" });

/** A test alert: a person asked whether messages arrive. */
export const TestEvent = z
  .strictObject({
    type: z.literal('strictwatch.test'),
    test: z.literal(true).meta({ description: 'Nothing was found: leave it out' }),
    ...common,
    message: z.string(),
    channel: z.string().meta({ description: 'The channel that is tried' }),
    routes: z.array(z.string()).readonly().meta({ description: 'What is told by it, in words' }),
  })
  .meta({ description: 'A test alert, which tells of no finding; on demand' });

/** What subscribers that are programs receive. */
export const FindingEvent = z
  .discriminatedUnion('type', [FindingsEvent, PostureEvent, TestEvent])
  .meta({
    description:
      'The JSON text that Amazon SNS delivers to queues, functions, web addresses and streams. ' +
      'Strings are as stored, with halves of characters replaced by U+FFFD, and not escaped for any display: ' +
      'names of apps are chosen by whoever registers them, so escape them for the place you show them in.',
  });

export type FindingsEvent = z.infer<typeof FindingsEvent>;
export type PostureEvent = z.infer<typeof PostureEvent>;
export type TestEvent = z.infer<typeof TestEvent>;
export type FindingEvent = z.infer<typeof FindingEvent>;
