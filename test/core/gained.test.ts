import { expect, test } from 'vitest';
import { appBase, grantedScopes } from '../../functions/core/baseline.ts';
import { gainedAccess, gainsOf, nameGains } from '../../functions/core/gained.ts';
import { app, grant } from '../../functions/core/sample.ts';
import type { Grant } from '../../functions/core/snapshot.ts';

const audience = 'https://a.example';

function access(...grants: Partial<Grant>[]): string[] {
  return grants.flatMap((parts) => grantedScopes(grant({ audience, ...parts })));
}

test.each([
  ['a first scope', [], [{ scopes: ['read:a'] }], ['https://a.example read:a (user)']],
  ['access without scopes', [], [{}], ['https://a.example no scope (user)']],
  [
    'one scope more',
    [{ scopes: ['read:a'] }],
    [{ scopes: ['read:a', 'write:a'] }],
    ['https://a.example write:a (user)'],
  ],
  [
    'every scope',
    [{ scopes: ['read:a'] }],
    [{ allScopes: true }],
    ['https://a.example every scope (user)'],
  ],
  [
    'a scope where there was none',
    [{}],
    [{ scopes: ['read:a'] }],
    ['https://a.example read:a (user)'],
  ],
  [
    'the same for machines',
    [{ scopes: ['read:a'] }],
    [{ scopes: ['read:a'], subjectType: 'client' }],
    ['https://a.example read:a (client)'],
  ],
  [
    'another API',
    [{ allScopes: true }],
    [{ audience: 'https://b.example', scopes: ['read:b'] }],
    ['https://b.example read:b (user)'],
  ],
  ['another API without scopes', [{}], [{ audience: 'b' }], ['b no scope (user)']],
  [
    'another API with a name that begins alike',
    [{ allScopes: true }],
    [{ audience: 'https://a.example x', scopes: ['read:a'] }],
    ['https://a.example x read:a (user)'],
  ],
])('%s is gained', (_what, before, after, gained) => {
  expect(gainedAccess(access(...before), access(...after))).toEqual(gained);
});

test.each([
  ['nothing', [{ scopes: ['read:a'] }], [{ scopes: ['read:a'] }]],
  ['a scope taken away', [{ scopes: ['read:a', 'write:a'] }], [{ scopes: ['read:a'] }]],
  ['the last scope taken away', [{ scopes: ['read:a'] }], [{}]],
  ['every scope narrowed to one', [{ allScopes: true }], [{ scopes: ['read:a'] }]],
  ['every scope narrowed to none', [{ allScopes: true }], [{}]],
  ['the grant taken away', [{ scopes: ['read:a'] }], []],
])('%s is no gain', (_what, before, after) => {
  expect(gainedAccess(access(...before), access(...after))).toEqual([]);
});

test('an audience that is no plain text is compared as it is', () => {
  const hostile = access({ audience: 'x\n(y) z', scopes: ['read:a'] });
  expect(gainedAccess([], hostile)).toEqual(hostile);
  expect(gainedAccess(hostile, hostile)).toEqual([]);
});

test('gains are listed by kind, and only those that are', () => {
  const before = appBase(app({ id: 'partner', origins: ['https://a.example'] }), []);
  const after = {
    ...before,
    grantTypes: ['authorization_code', 'implicit'],
    origins: [],
    apis: access({}),
  };
  const gains = gainsOf(before, after);
  expect(gains).toEqual({ grantTypes: ['implicit'], apis: ['https://a.example no scope (user)'] });
  expect(nameGains(gains)).toBe('grant types, API access');
  expect(gainsOf(before, before)).toEqual({});
});
