import * as fc from 'fast-check';
import { compose, type ToTell } from '../../functions/core/compose.ts';
import { announcements, statuses, type Finding } from '../../functions/core/finding.ts';
import type { Message } from '../../functions/core/message.ts';
import type { AnyRule } from '../../functions/core/rule.ts';
import { severities } from '../../functions/core/severity.ts';
import { nameOf } from '../../functions/core/wording.ts';
import rule from '../../functions/rules/app-permissive.ts';
import { hostileName, hostileText } from './hostile.ts';

const at = '2026-11-23T09:00:00.000Z';

/** All an attacker may have chosen of a finding; synthetic. */
const parts = fc.record({
  name: hostileName,
  subject: hostileText,
  owner: hostileName,
  callback: hostileText,
  answered: hostileText,
  key: hostileText,
  reason: hostileText,
});

/** Evidence of every kind there is: single values, lists, records, a change, who did it. */
const evidence = parts.map(({ name, subject, owner, callback, answered, key, reason }) => ({
  name,
  looksLike: `your app "${owner}" (${subject}): it has the same name`,
  callbacks: [callback, name],
  [key]: { [answered]: callback },
  before: answered,
  after: { mode: name },
  attribution: {
    by: {
      kind: 'app',
      id: subject,
      name: owner,
      email: reason,
      ip: callback,
      userAgent: answered,
      tool: null,
    },
    channel: 'api',
    at,
    logId: key,
    did: 'app-created',
  },
}));

const life = {
  severity: 'high',
  transition: 1,
  firstSeen: at,
  since: at,
} as const;

/** A stored finding about an app that an attacker registered. */
export const hostileFinding: fc.Arbitrary<Finding> = fc
  .record({ parts, evidence, status: fc.constantFrom(...statuses) })
  .map(({ parts: { name, subject }, evidence, status }) => ({
    ...life,
    key: `acme-prod/app-permissive/${subject}`,
    tenant: 'acme-prod',
    rule: 'app-permissive',
    subject,
    message: `third-party ${nameOf({ id: subject, name })} is in permissive mode`,
    evidence,
    status,
  }));

/** The rule with steps that are hostile too, as no rule of ours is. */
export const hostileRule: fc.Arbitrary<AnyRule> = fc
  .array(hostileText, { maxLength: 4 })
  .map((fix) => ({ ...rule, docs: { ...rule.docs, fix } }));

/** A message as runs compose it of such findings. */
export function hostileMessage(rules: fc.Arbitrary<AnyRule>): fc.Arbitrary<Message> {
  return fc
    .record({
      findings: fc.array(hostileFinding, { minLength: 1, maxLength: 4 }),
      announcement: fc.constantFrom(...announcements),
      severity: fc.constantFrom(...severities),
      environment: hostileName,
      rule: rules,
    })
    .map(({ findings, announcement, severity, environment, rule }) =>
      compose({
        tenant: { id: 'acme-prod', environment, domain: 'acme.eu.auth0.com' },
        told: findings.map((finding): ToTell => {
          const { subject, message, evidence } = finding;
          return {
            rule: finding.rule,
            subject,
            life: { ...life, severity, status: 'open' },
            words: { message, evidence },
            announcement,
            transition: 1,
          };
        }),
        adoption: null,
        rules: [rule],
        at: new Date(at),
      }),
    );
}
