import * as fc from 'fast-check';
import { announcements } from '../../functions/core/finding.ts';
import type { AdoptionSummary, Message, Told } from '../../functions/core/message.ts';
import { severities } from '../../functions/core/severity.ts';
import { hostileText, longHostileText } from './hostile.ts';

/** A finding as told, ordinary in all that is not given. */
export function told(parts: Partial<Told> = {}): Told {
  return {
    key: 'acme-prod/app-permissive/tpc_1a2b',
    transition: 1,
    announcement: 'opened',
    severity: 'high',
    rule: 'app-permissive',
    subject: 'tpc_1a2b',
    title: 'A third-party app is in permissive mode',
    message: 'The app "Partner Portal" is in permissive mode.',
    facts: [
      { name: 'origin', value: 'regular' },
      { name: 'created by', value: 'ci-pipeline' },
    ],
    fix: ['Create the app again in strict mode.', 'Delete the old app.'],
    link: 'https://manage.auth0.com/dashboard/eu/acme/applications/tpc_1a2b/settings',
    firstSeen: '2026-11-20T09:00:00.000Z',
    ...parts,
  };
}

export function message(parts: Partial<Message> = {}): Message {
  return {
    tenant: 'acme-prod',
    environment: 'production',
    at: '2026-11-23T09:00:00.000Z',
    adoption: null,
    told: [],
    rest: null,
    ...parts,
  };
}

export function adoption(parts: Partial<AdoptionSummary> = {}): AdoptionSummary {
  return { total: 0, bySeverity: [], worst: [], unknown: [], appCount: 42, ...parts };
}

const text = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 1, arbitrary: longHostileText },
);
const severity = fc.constantFrom(...severities);

const anyTold: fc.Arbitrary<Told> = fc.record({
  key: text,
  transition: fc.nat(),
  announcement: fc.constantFrom(...announcements),
  severity,
  rule: text,
  subject: text,
  title: text,
  message: text,
  facts: fc.array(fc.record({ name: text, value: text }), { maxLength: 9 }),
  fix: fc.array(text, { maxLength: 9 }),
  link: fc.oneof(
    fc.constant(null),
    text,
    fc.constant('https://manage.auth0.com/dashboard/eu/acme/tenant/advanced'),
    text.map((end) => `https://manage.auth0.com/dashboard/${end}`),
  ),
  firstSeen: fc.oneof(text, fc.constant('2026-11-20T09:00:00.000Z')),
});

const counts = fc.uniqueArray(fc.record({ severity, count: fc.nat() }), {
  selector: ({ severity }) => severity,
});

/** Any message at all, its texts hostile and some of them very long. */
export const anyMessage: fc.Arbitrary<Message> = fc.record({
  tenant: text,
  environment: text,
  at: text,
  adoption: fc.option(
    fc.record({
      total: fc.nat(),
      bySeverity: counts,
      worst: fc.array(anyTold, { maxLength: 7 }),
      unknown: fc.array(fc.record({ rule: text, reason: text }), { maxLength: 30 }),
      appCount: fc.option(fc.nat()),
    }),
  ),
  told: fc.array(anyTold, { maxLength: 14 }),
  rest: fc.option(fc.record({ count: fc.nat(), bySeverity: counts, command: text })),
});
