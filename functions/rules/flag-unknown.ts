import { knownFlags } from '../core/known-flags.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample, settings } from '../core/sample.ts';
import { settingTraces } from '../core/trace.ts';

const fresh = settings({ flags: { enable_sso: true, some_new_switch: true } });

export default defineRule({
  id: 'flag-unknown',
  title: 'Tenant settings hold a flag never seen before',
  severity: 'info',
  needs: ['settings'],
  docs: {
    why: 'Auth0 shows some migration switches as flags in the tenant settings, under names it does not publish. The switch "Create Permissive Third-Party Clients by Default" has no documented place in the API; if it ever gets one, a new flag here is how it would first show. A flag that was there at the first read is taken as known.',
    fix: [
      'Look the name up in the Auth0 changelog and in the Dashboard under Settings > Advanced > Migrations.',
      'If it is a switch that weakens third-party apps, switch it off in the Dashboard.',
      'Search the tenant logs for "Update tenant settings" since the last run, in case somebody here set it.',
      'Note what you learned: the finding stands for as long as the flag is there and not among the documented ones.',
    ],
    see: [
      'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations',
      'https://auth0.com/docs/api/management/v2',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CM-8' },
    { framework: 'NIST SP 800-53 r5', id: 'SI-4' },
  ],
  over: 'the flag is gone, or is a documented one now',
  breadth: ({ evidence }) => [`value ${JSON.stringify(evidence['value'])}`],
  traces: ({ subject, evidence }) => settingTraces(subject, evidence['value']),
  *check({ settings, baseline }) {
    if (!baseline.flags) return;
    const seen = new Set(baseline.flags);
    for (const [name, value] of Object.entries(settings.flags)) {
      if (knownFlags.has(name) || seen.has(name)) continue;
      yield {
        subject: `flags.${name}`,
        message: `the tenant settings hold a flag never seen before: ${name}`,
        evidence: { value },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'a flag appears that nobody has seen',
      given: sample({ settings: fresh, baseline: { flags: ['enable_sso'] } }),
      finds: ['flags.some_new_switch'],
    },
    {
      when: 'a documented flag appears',
      given: sample({
        settings: settings({ flags: { enable_sso: true } }),
        baseline: { flags: [] },
      }),
      finds: [],
    },
    {
      when: 'an undocumented flag appears that other tenants have had for years',
      given: sample({
        settings: settings({ flags: { universal_login: true } }),
        baseline: { flags: [] },
      }),
      finds: [],
    },
    {
      when: 'the flag was there before',
      given: sample({ settings: fresh, baseline: { flags: ['some_new_switch'] } }),
      finds: [],
    },
    {
      when: 'this is the first read',
      given: sample({ settings: fresh }),
      finds: [],
    },
  ];
}
