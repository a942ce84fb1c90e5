import { defineRule, type Example } from '../core/rule.ts';
import { sample, settings } from '../core/sample.ts';
import { dcrSwitch, settingIs } from '../core/trace.ts';

const on = settings({ dcr: { enabled: true, mode: 'strict' } });

export default defineRule({
  id: 'dcr-enabled',
  title: 'Open registration of apps is on, against intent',
  severity: 'medium',
  needs: ['settings'],
  docs: {
    why: 'While dynamic client registration is on, anyone on the internet can create an app in the tenant without a token, and choose its name, logo and callbacks. Users then see that name when they are asked for consent. This tenant says it does not use it.',
    fix: [
      'Look for apps that were registered this way before you switch it off: those with `external_metadata_type` `dcr`.',
      'Switch it off: `auth0 api patch "tenants/settings" --data \'{"flags":{"enable_dynamic_client_registration":false}}\'`. Apps that are already registered keep working.',
      'Delete registered apps that nobody knows.',
      'If agents or partners need it after all, set the DCR mode to strict, restrict who can reach `/oidc/register` with a tenant access control list, and set `intent.dcr` of the tenant to `strict`.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/dynamic-client-registration',
      'https://datatracker.ietf.org/doc/html/rfc7591#section-5',
    ],
  },
  controls: [
    { framework: 'OWASP ASVS 5.0', id: '10.4.7' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-7' },
    { framework: 'SOC 2', id: 'CC6.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'registration is off, or this tenant means to use it',
  // Strict registration is the least of it, so it is covered whatever was accepted.
  breadth: ({ evidence: { mode } }) => ['DCR mode strict', `DCR mode ${String(mode)}`],
  traces: () => [settingIs(dcrSwitch, true)],
  *check({ settings, intent }) {
    if (!settings.dcr.enabled || intent.dcr !== 'off') return;
    yield {
      subject: 'dcr',
      message: 'dynamic client registration is on, although this tenant means it to be off',
      evidence: { ...settings.dcr, intent: intent.dcr },
    };
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'registration is on, and the tenant means it to be off',
      given: sample({ settings: on, intent: { dcr: 'off' } }),
      finds: ['dcr'],
    },
    {
      when: 'registration is off, as the tenant means it to be',
      given: sample({ intent: { dcr: 'off' } }),
      finds: [],
    },
    {
      when: 'registration is on, and the tenant means to use it in strict mode',
      given: sample({ settings: on }),
      finds: [],
    },
    {
      when: 'registration is on, and the tenant means to use it in permissive mode',
      given: sample({ settings: on, intent: { dcr: 'permissive' } }),
      finds: [],
    },
  ];
}
