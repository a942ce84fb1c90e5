import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchedSettings } from '../../functions/core/baseline.ts';
import { forMail } from '../../functions/core/escape.ts';
import { knownFlags } from '../../functions/core/known-flags.ts';

const openapi = join(import.meta.dirname, '../../../shared/reference/auth0-openapi.json');
const missing = !existsSync(openapi) && process.env['STRICTWATCH_REQUIRE_REFERENCE'] !== '1';

interface OpenApi {
  readonly components: {
    readonly schemas: { readonly TenantSettingsFlags: { readonly properties: object } };
  };
}

test.skipIf(missing)(
  'every flag that Auth0 documents is known (needs the reference OpenAPI)',
  () => {
    const { components }: OpenApi = JSON.parse(readFileSync(openapi, 'utf8'));
    const documented = Object.keys(components.schemas.TenantSettingsFlags.properties);
    expect(documented.length).toBeGreaterThan(20);
    expect(documented.filter((name) => !knownFlags.has(name))).toEqual([]);
  },
);

test('the name of every flag can be copied from a mail, but for those that begin like a domain', () => {
  const changed = [...knownFlags].filter((name) => forMail(`flags.${name}`) !== `flags.${name}`);
  expect(new Set(changed.map((name) => name.split('_')[0]))).toEqual(
    new Set(['new', 'no', 'trust']),
  );
});

test('every watched flag is known', () => {
  const watched = Object.keys(watchedSettings).filter((path) => path.startsWith('flags.'));
  expect(watched.filter((path) => !knownFlags.has(path.slice('flags.'.length)))).toEqual([]);
});
