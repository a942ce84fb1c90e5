import { listedIn } from '../core/breadth.ts';
import { dcrChange } from '../core/dcr-change.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample, settings } from '../core/sample.ts';
import type { DcrMode } from '../core/snapshot.ts';
import { dcrChangeTraces } from '../core/trace.ts';
import { acceptIt, whyDcrUnknown } from '../core/wording.ts';

const strict = dcr(true, 'strict');
const permissive = dcr(true, 'permissive');

export default defineRule({
  id: 'dcr-mode-changed',
  title: 'Dynamic registration is not as accepted',
  severity: 'high',
  drift: true,
  needs: ['settings'],
  docs: {
    why: 'The switch and the mode of dynamic client registration decide what strangers can create in the tenant, and one settings call changes both. A loosened mode lets permissive apps in; a tightened one cuts off partners who register apps and find them without access. Both are reported, with before and after. Registration that is strict although the intent of the tenant is permissive is reported too, whatever was accepted: the intent says that somebody depends on it.',
    fix: [
      'Ask whoever the finding names. Where it names nobody, search the tenant logs for "Update tenant settings" since the last run, to learn who made the change, from where and with which tool.',
      'If nobody meant it, put it back: `auth0 api patch "tenants/settings" --data \'{"dynamic_client_registration_security_mode":"strict"}\'` or `\'{"flags":{"enable_dynamic_client_registration":false}}\'`.',
      'If it was loosened for a while, list the apps registered meanwhile and review each.',
      'If it was tightened, check that default permissions for third-party apps exist, and tell those who register apps.',
      `If it was meant, ${acceptIt} If the finding compares with intent, change \`intent.dcr\` of the tenant instead.`,
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/dynamic-client-registration',
      'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-to-enhanced-security-third-party-applications',
    ],
  },
  controls: [
    { framework: 'OWASP ASVS 5.0', id: '10.4.7' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-3' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'SOC 2', id: 'CC8.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.32' },
  ],
  over: 'registration is as accepted and as meant again',
  breadth: ({ evidence: { comparedWith, after } }) => [
    ...listedIn([after], `not as ${String(comparedWith)}: switch`, 'enabled'),
    ...listedIn([after], `not as ${String(comparedWith)}: mode`, 'mode'),
  ],
  traces: dcrChangeTraces,
  *check({ settings: { dcr }, baseline, intent }) {
    const accepted = baseline.dcr;
    const change = accepted && dcrChange(accepted, dcr);
    if (change) {
      yield {
        subject: 'dcr',
        message: `dynamic client registration was changed: ${change}`,
        evidence: { comparedWith: 'accepted', before: accepted, after: dcr },
      };
      return;
    }
    if (dcr.mode === 'unknown') {
      yield { cannotTell: whyDcrUnknown(dcr) };
      return;
    }
    if (!dcr.enabled || dcr.mode !== 'strict' || intent.dcr !== 'permissive') return;
    yield {
      subject: 'dcr',
      message:
        'dynamic client registration is strict, although this tenant means it to be permissive',
      evidence: { comparedWith: 'intent', before: intent.dcr, after: dcr },
    };
  },
});

export function examples(): readonly Example[] {
  return [
    example('strict was accepted, and it is permissive', strict, permissive, ['dcr']),
    example('permissive was accepted, and it is strict', permissive, strict, ['dcr']),
    example('an unset mode was accepted, and it is strict', dcr(true, 'unset'), strict, ['dcr']),
    example('it was off, and is on', dcr(false, 'strict'), strict, ['dcr']),
    example('it was on, and is off', strict, dcr(false, 'strict'), ['dcr']),
    {
      when: 'it is strict as accepted, although the tenant means it to be permissive',
      given: sample({
        settings: settings({ dcr: strict }),
        baseline: { dcr: strict },
        intent: { dcr: 'permissive' },
      }),
      finds: ['dcr'],
    },
    {
      when: 'it is strict against intent the first time anyone looks',
      given: sample({ settings: settings({ dcr: strict }), intent: { dcr: 'permissive' } }),
      finds: ['dcr'],
    },
    {
      when: 'it was tightened against intent: one finding, not two',
      given: sample({
        settings: settings({ dcr: strict }),
        baseline: { dcr: permissive },
        intent: { dcr: 'permissive' },
      }),
      finds: ['dcr'],
    },
    example('it is as accepted', permissive, permissive, []),
    { ...example('the mode cannot be told now', strict, dcr(true, 'unknown'), []), unknown: true },
    example('it was switched off, and the mode cannot be told', strict, dcr(false, 'unknown'), [
      'dcr',
    ]),
    {
      when: 'nothing was accepted yet',
      given: sample({ settings: settings({ dcr: permissive }) }),
      finds: [],
    },
    {
      when: 'it is permissive, as the tenant means it to be',
      given: sample({ settings: settings({ dcr: permissive }), intent: { dcr: 'permissive' } }),
      finds: [],
    },
    {
      when: 'it is off, and would be permissive if it were on',
      given: sample({ intent: { dcr: 'permissive' } }),
      finds: [],
    },
  ];
}

function dcr(enabled: boolean, mode: DcrMode) {
  return { enabled, mode };
}

function example(
  when: string,
  before: ReturnType<typeof dcr>,
  after: ReturnType<typeof dcr>,
  finds: readonly string[],
) {
  return {
    when,
    given: sample({ settings: settings({ dcr: after }), baseline: { dcr: before } }),
    finds,
  };
}
