import { listedIn, numbered, othersIn, othersOf } from '../core/breadth.ts';
import { deadlines } from '../core/deadlines.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';
import { untilOrSince } from '../core/wording.ts';

const rule = { id: 'rul_1', name: 'add roles' };
const exchange = { id: 'hok_1', name: 'add claims', trigger: 'credentials-exchange' };
const end = deadlines.rulesAndHooksEnd;

/** Enough to recognise them; the count says how many there are. */
const shown = 20;

export default defineRule({
  id: 'pipeline-blocks-strict',
  title: 'Active Rules or Hooks make strict apps fail',
  severity: 'medium',
  needs: ['pipeline'],
  docs: {
    why: `A login through a strict app ends in an error while any Rule is active, and so does client credentials while a credentials-exchange Hook is. As long as they run, nobody can move partners to strict mode, and dynamically registered apps do not work. Auth0 set the end of both for ${end.on}; customers with an extension, and private clouds, may still run them.`,
    fix: [
      'Write each active Rule anew as a post-login Action, and each credentials-exchange Hook as a machine-to-machine Action.',
      'Test the Actions with a strict third-party app on a tenant that is not production.',
      'Deploy the Actions and switch off the Rules and Hooks in the same change, so that nothing runs twice.',
      'Delete the Rules and Hooks when the Actions have proved themselves.',
    ],
    see: [
      'https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions',
      'https://auth0.com/docs/customize/rules',
      'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations',
      'https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting',
    ],
  },
  controls: [{ framework: 'NIST SP 800-53 r5', id: 'SA-22' }],
  over: 'none of them is active any more',
  breadth: ({ subject, evidence }) => [
    ...listedIn(evidence['names'], subject),
    ...othersIn(evidence, `active ${subject}`),
    ...numbered(evidence['count'], `active ${subject}`),
  ],
  *check({ pipeline, digest, now }) {
    const exchanges = pipeline.hooks.filter(({ trigger }) => trigger === 'credentials-exchange');
    const active = { rules: pipeline.rules, hooks: exchanges };
    for (const [subject, extensions] of Object.entries(active)) {
      if (extensions.length === 0) continue;
      const names = extensions.map(({ name }) => name);
      yield {
        subject,
        message: `active ${subject} make strict third-party apps fail, ${untilOrSince(end, now)}`,
        evidence: {
          count: extensions.length,
          names: names.slice(0, shown),
          ...othersOf(names.slice(shown), digest),
          endsOn: end.on,
          source: end.source,
        },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'a Rule is active before Auth0 ends them',
      given: sample({
        pipeline: { rules: [rule], hooks: [], gone: [] },
        now: '2026-11-17T23:59:59.000Z',
      }),
      finds: ['rules'],
    },
    {
      when: 'a Rule is still active after that day',
      given: sample({
        pipeline: { rules: [rule], hooks: [], gone: [] },
        now: '2026-11-18T00:00:00.000Z',
      }),
      finds: ['rules'],
    },
    {
      when: 'a credentials-exchange Hook is active, and Rules are gone',
      given: sample({ pipeline: { rules: [], hooks: [exchange], gone: ['rules'] } }),
      finds: ['hooks'],
    },
    {
      when: 'both are active',
      given: sample({ pipeline: { rules: [rule], hooks: [exchange], gone: [] } }),
      finds: ['rules', 'hooks'],
    },
    {
      when: 'the only Hook runs at sign-up, which strict apps do not mind',
      given: sample({
        pipeline: {
          rules: [],
          hooks: [{ ...exchange, trigger: 'pre-user-registration' }],
          gone: [],
        },
      }),
      finds: [],
    },
    {
      when: 'Auth0 has removed both',
      given: sample({ pipeline: { rules: [], hooks: [], gone: ['rules', 'hooks'] } }),
      finds: [],
    },
  ];
}
