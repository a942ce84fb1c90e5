import * as z from 'zod';

const finding = z.string().min(1).max(2_000).meta({ description: 'Key of the finding' });
const by = z.string().trim().min(1).max(200).meta({ description: 'Who decides' });
const owner = z.string().trim().min(1).max(200).meta({ description: 'Who answers for it' });
const reason = z.string().trim().min(1).max(500).meta({ description: 'Why' });
const rule = z.string().min(1).max(100);
const suppression = z.string().min(1);
const subject = z
  .string()
  .min(1)
  .max(1_000)
  .meta({ description: 'Subjects, with * for any run of characters' });
const until = z.iso.datetime().meta({ description: 'When it ends, at most 90 days from now' });

/** What a person decides about findings: the same from the command line and from a payload. */
export const Action = z.union([
  z.strictObject({
    kind: z.literal('acknowledge'),
    finding,
    by,
    reason: reason.optional(),
  }),
  z.strictObject({ kind: z.literal('accept'), finding, by, owner, reason }),
  z.strictObject({ kind: z.literal('suppress'), finding, by, owner, reason, until }),
  z.strictObject({ kind: z.literal('suppress'), rule, subject, by, owner, reason, until }),
  z.strictObject({ kind: z.literal('unsuppress'), finding, by, reason }),
  z.strictObject({ kind: z.literal('unsuppress'), suppression, by, reason }),
  z
    .strictObject({ kind: z.literal('reopen'), finding, by, reason })
    .meta({ description: 'Takes back an acknowledgement or an acceptance' }),
]);

export type Action = z.infer<typeof Action>;

/** Texts that people give for an action, by the name of the field, and what each may be. */
export const actionTexts = { finding, suppression, rule, subject, by, owner, reason } as const;

/** What each kind of action needs, for whoever sent something else. */
export const actionForms = `Its "kind" is acknowledge (with "finding" and "by"; "reason" if you like), accept ("finding", "by", "owner", "reason"), suppress (as accept, and "until" as an ISO 8601 moment in UTC; "rule" and "subject" in place of "finding" for a pattern), unsuppress ("finding" or "suppression", "by", "reason") or reopen ("finding", "by", "reason"). Names have at most 200 characters, reasons 500.`;
