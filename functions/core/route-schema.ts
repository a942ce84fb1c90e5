import * as z from 'zod';
import { environmentVariable } from './environment-variable.ts';
import { atLeast, severities } from './severity.ts';

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from "00:00" to "23:59"');

const fields = z.strictObject({
  minSeverity: z.enum(severities).default('low').meta({
    description: 'Tells of findings of this severity and worse',
  }),
  maxSeverity: z.enum(severities).optional().meta({
    description: 'Tells of nothing worse than this, which another route then must',
  }),
  rules: z.array(z.string().min(1)).min(1).optional().meta({
    description: 'Only findings of these rules; "app-*" means all whose id begins with "app-"',
  }),
  environments: z.array(z.string().min(1)).min(1).optional().meta({
    description: 'Only tenants of these environments',
  }),
  owners: z.array(z.string().min(1)).min(1).optional().meta({
    description: 'Owners of suppressions that are told here that one is about to end',
  }),
  quietHours: z.strictObject({ from: clock, to: clock }).optional().meta({
    description:
      "Holds back reminders, and findings of severity low and info, in the time zone of the tenant's schedule; never what is critical",
  }),
  digest: z.strictObject({ at: clock }).optional().meta({
    description: 'Gathers findings of severity low and info until this time of day',
  }),
  escalateAfterHours: z.number().gt(0).max(168).optional().meta({
    description:
      'A second route: told only of critical findings that nobody acknowledged for so many hours',
  }),
  slack: z
    .union([
      z.strictObject({ webhookEnv: environmentVariable }),
      z.strictObject({ webhookSecretId: z.string().min(1) }),
    ])
    .optional(),
  sns: z.literal(true).optional(),
});

type Fields = z.infer<typeof fields>;

/** What a second route has no use for, since it tells of nothing but what is critical, and of that at once. */
const notOfSecond = ['quietHours', 'digest', 'owners'] as const;

/** Where messages go. What could never tell anyone, or would never do what it says, is refused. */
export const Route = fields
  .refine(({ slack, sns }) => slack !== undefined || sns !== undefined, {
    message: 'needs "slack", "sns" or both: a route without a channel tells nobody',
  })
  .refine(hasSeverities, {
    path: ['maxSeverity'],
    message:
      'must not be below `minSeverity`, which is "low" where it is not set: such a route tells nobody',
  })
  .refine(({ quietHours }) => quietHours?.from !== quietHours?.to || quietHours === undefined, {
    path: ['quietHours'],
    message: 'must not end when they begin: nobody could say whether that is no time or all day',
  })
  .refine(({ quietHours, minSeverity }) => quietHours === undefined || minSeverity !== 'critical', {
    path: ['quietHours'],
    message:
      'hold nothing back that is critical, and this route tells of nothing else: take them out',
  })
  .refine(gathersSomething, {
    path: ['digest'],
    message:
      'gathers findings of severity low and info, and this route tells of none: lower `minSeverity`, or take it out',
  })
  .refine(
    ({ escalateAfterHours, maxSeverity = 'critical' }) => {
      return escalateAfterHours === undefined || maxSeverity === 'critical';
    },
    {
      path: ['maxSeverity'],
      message: 'must be "critical" or not set on a second route, which tells of nothing else',
    },
  )
  .refine(
    (route) =>
      route.escalateAfterHours === undefined ||
      notOfSecond.every((key) => route[key] === undefined),
    {
      path: ['escalateAfterHours'],
      message: `makes it a second route, which tells only of critical findings, and those at once: give ${notOfSecond.join(', ')} to a route of its own`,
    },
  );

export type Route = z.infer<typeof Route>;

function hasSeverities({ minSeverity, maxSeverity = 'critical' }: Fields): boolean {
  return atLeast(maxSeverity, minSeverity);
}

function gathersSomething({ digest, minSeverity }: Fields): boolean {
  return digest === undefined || atLeast('low', minSeverity);
}
