import { effectiveDcr } from '../core/dcr.ts';
import { deadlines } from '../core/deadlines.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample, settings } from '../core/sample.ts';
import type { DcrMode } from '../core/snapshot.ts';
import { dcrPermissiveTraces } from '../core/trace.ts';
import { whyDcrUnknown } from '../core/wording.ts';

const eligible = { since: '2026-05-01T00:00:00.000Z', because: 'a permissive app exists' };

export default defineRule({
  id: 'dcr-permissive',
  title: 'Dynamic registration creates permissive apps',
  severity: 'high',
  grades: {
    intended: { severity: 'low', when: 'the intent of the tenant is permissive registration' },
  },
  needs: ['settings'],
  docs: {
    why: `With registration on and permissive, anyone on the internet can create an app that needs neither PKCE nor a grant to use an open API. Each app made this way stays permissive for good, so every day adds work. A mode that was never set counts as permissive for customers who had third-party apps before ${deadlines.eligibility.on}; the change of default on ${deadlines.strictByDefault.on} does not touch it.`,
    fix: [
      'First give registered apps something to use: add default permissions for third-party apps to each API they need, `POST /api/v2/client-grants` with `"default_for": "third_party_clients", "subject_type": "user"`. Without them a strict registered app reaches no API.',
      'Then set the mode: `auth0 api patch "tenants/settings" --data \'{"dynamic_client_registration_security_mode":"strict"}\'`.',
      'Register a test app and get a token with it, then delete it.',
      'Go through the permissive apps that registration has made: replace those in use, delete the rest.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/dynamic-client-registration',
      'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-to-enhanced-security-third-party-applications',
      'https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants#default-permissions-for-third-party-applications',
      'https://datatracker.ietf.org/doc/html/rfc7591#section-5',
    ],
  },
  controls: [
    { framework: 'RFC 9700', id: 'section 2.1.1' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.6' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.7' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'SOC 2', id: 'CC6.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'registration no longer makes permissive apps',
  traces: dcrPermissiveTraces,
  *check({ settings: { dcr }, baseline, intent }) {
    if (!dcr.enabled) return;
    const effective = effectiveDcr(dcr, baseline.eligible);
    if (effective === 'unknown') yield { cannotTell: whyDcrUnknown(dcr) };
    if (effective !== 'permissive') return;
    yield {
      subject: 'dcr',
      message: `dynamic client registration is on and makes permissive apps (mode ${dcr.mode})`,
      evidence: { mode: dcr.mode, effective, eligible: baseline.eligible?.because ?? null },
      ...(intent.dcr === 'permissive' && { grade: 'intended' }),
    };
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'registration is on and its mode is permissive',
      given: sample({ settings: dcr(true, 'permissive') }),
      finds: ['dcr'],
    },
    {
      when: 'registration is on, its mode was never set, and the customer can create permissive apps',
      given: sample({ settings: dcr(true, 'unset'), baseline: { eligible } }),
      finds: ['dcr'],
    },
    {
      when: 'registration is permissive, as the tenant means it to be',
      given: sample({ settings: dcr(true, 'permissive'), intent: { dcr: 'permissive' } }),
      finds: ['dcr'],
      at: 'low',
    },
    {
      when: 'registration is on and its mode is strict',
      given: sample({ settings: dcr(true, 'strict'), baseline: { eligible } }),
      finds: [],
    },
    {
      when: 'registration is off, whatever its mode',
      given: sample({ settings: dcr(false, 'permissive') }),
      finds: [],
    },
    {
      when: 'registration is off and its mode was never set',
      given: sample({ settings: dcr(false, 'unset') }),
      finds: [],
    },
    {
      when: 'registration is on, its mode was never set, and nothing shows whether permissive apps are possible',
      given: sample({ settings: dcr(true, 'unset') }),
      finds: [],
      unknown: true,
    },
    {
      when: 'registration is on and its mode is one we do not know',
      given: sample({
        settings: settings({ dcr: { enabled: true, mode: 'unknown', rawMode: 'paranoid' } }),
        baseline: { eligible },
      }),
      finds: [],
      unknown: true,
    },
  ];
}

function dcr(enabled: boolean, mode: DcrMode) {
  return settings({ dcr: { enabled, mode } });
}
