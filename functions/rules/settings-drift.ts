import { readWatchedSettings } from '../core/baseline.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample, settings } from '../core/sample.ts';
import type { Settings } from '../core/snapshot.ts';
import { settingTraces } from '../core/trace.ts';
import { acceptIt } from '../core/wording.ts';

export default defineRule({
  id: 'settings-drift',
  title: 'Watched tenant setting is not as accepted',
  severity: 'low',
  drift: true,
  needs: ['settings'],
  docs: {
    why: 'Some settings decide for all apps at once: the API every token is made for, whether clients may describe themselves by a document on the web, which legacy endpoints answer, whether a new app gets every connection. Each is changed by one call and shows nowhere else. We keep the accepted value and report any other.',
    fix: [
      'Ask whoever the finding names. Where it names nobody, search the tenant logs for "Update tenant settings" since the last run, to learn who changed it.',
      'If nobody meant it, put the value from before back: `auth0 api patch "tenants/settings" --data \'{"SETTING":VALUE}\'`; a flag goes inside `"flags":{…}`.',
      `If it was meant, ${acceptIt}`,
      'Keep the setting in your deployment code, so that the next change has a review.',
    ],
    see: [
      'https://auth0.com/docs/api/management/v2',
      'https://auth0.com/docs/get-started/applications/third-party-applications',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CM-3' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'SOC 2', id: 'CC8.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'the setting is as accepted again',
  traces: ({ subject, evidence }) => settingTraces(subject, evidence['after']),
  *check({ settings, baseline }) {
    const accepted = baseline.settings;
    if (!accepted) return;
    for (const [path, after] of Object.entries(readWatchedSettings(settings))) {
      const before = accepted[path];
      if (before === undefined || JSON.stringify(before) === JSON.stringify(after)) continue;
      yield {
        subject: path,
        message: `setting ${path} is ${JSON.stringify(after)}; accepted was ${JSON.stringify(before)}`,
        evidence: { before, after },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    example(
      'every token now gets a default API',
      {},
      { defaultAudience: 'https://orders.example' },
      ['default_audience'],
    ),
    example(
      'a legacy endpoint was opened and client documents were allowed',
      { flags: { allow_legacy_ro_grant_types: false } },
      { flags: { allow_legacy_ro_grant_types: true }, cimdSupported: true },
      ['client_id_metadata_document_supported', 'flags.allow_legacy_ro_grant_types'],
    ),
    example(
      'a flag disappeared, which is not the same as off',
      { flags: { enable_client_connections: false } },
      {},
      ['flags.enable_client_connections'],
    ),
    example(
      'nothing changed',
      { flags: { enable_idtoken_api2: true } },
      { flags: { enable_idtoken_api2: true } },
      [],
    ),
    example(
      'a setting changed that is kept in history only',
      {},
      { other: { friendly_name: 'Acme' } },
      [],
    ),
    {
      when: 'nothing was accepted yet',
      given: sample({ settings: settings({ cimdSupported: true }) }),
      finds: [],
    },
    {
      when: 'the setting was not watched yet when the others were accepted',
      given: sample({
        settings: settings({ cimdSupported: true }),
        baseline: { settings: { default_audience: null } },
      }),
      finds: [],
    },
  ];
}

function example(
  when: string,
  before: Partial<Settings>,
  after: Partial<Settings>,
  finds: readonly string[],
) {
  const accepted = readWatchedSettings(settings(before));
  return {
    when,
    given: sample({ settings: settings(after), baseline: { settings: accepted } }),
    finds,
  };
}
