import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiCommand } from '../../../functions/core/readiness/commands.ts';
import { readinessOf } from '../../../functions/core/readiness/readiness.ts';
import { visible } from '../../../functions/core/visible.ts';
import { api } from '../../../functions/core/sample.ts';
import { hostileName, hostileText } from '../hostile.ts';
import {
  facts,
  known,
  orders,
  ownGrant,
  permissive,
  sections,
  system,
} from './readiness-samples.ts';
import { casesOf } from '../../thorough.ts';

/** What shells and quoting act upon. */
const pieces = [
  "'",
  "'; touch /tmp/never; '",
  "'\\''",
  '"',
  '$(id)',
  '`id`',
  '${HOME}',
  '\\',
  '\\u0027',
  '\n',
  '\r',
  '!!',
  '#',
  '&',
  '|',
  ';',
  '--tenant=evil',
  '-x',
  '@/etc/passwd',
  '  ',
  '\u202e',
  '\u0000',
  '\ud800',
  '～',
];

const shellText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...pieces), hostileText), { maxLength: 6 })
  .map((parts) => parts.join(''));

/** The arguments each command has once a shell has read it; fails where the text is more than these commands. */
function argumentsOf(commands: readonly string[]): string[][] {
  const script = ["auth0() { printf '%s\\0' \"$@\"; printf '\\n\\0'; }", ...commands].join('\n');
  const options = { encoding: 'utf8', env: {}, maxBuffer: 1e8, stdio: 'pipe' } as const;
  const calls = execFileSync('/bin/sh', ['-c', script], options).split('\n\0');
  return calls.slice(0, -1).map((call) => call.split('\0').slice(0, -1));
}

/** What a command would send, as JSON. */
function bodyOf([, , , , , data = '']: readonly string[]): unknown {
  return JSON.parse(data);
}

test('a shell reads a command as one, whatever a name holds, and JSON gives the name back', () => {
  fc.assert(
    fc.property(fc.array(shellText, { minLength: 1, maxLength: 20 }), (texts) => {
      const commands = texts.map((text) =>
        apiCommand(undefined, 'post', 'clients', { name: text, callbacks: [text] }),
      );
      const calls = argumentsOf(commands);
      expect(calls.map((call) => call.slice(0, 5))).toEqual(
        texts.map(() => ['api', 'post', 'clients', '--tenant={yourDomain}', '--data']),
      );
      expect(calls.map((call) => call.length)).toEqual(texts.map(() => 6));
      expect(calls.map(bodyOf)).toEqual(
        texts.map((text) => JSON.parse(JSON.stringify({ name: text, callbacks: [text] }))),
      );
    }),
    { numRuns: casesOf(60) },
  );
});

test('what is seen of a command is what is pasted', () => {
  fc.assert(
    fc.property(shellText, (text) => {
      const command = apiCommand('acme.eu.auth0.com', 'patch', 'tenants/settings', { text });
      expect(command).toMatch(/^[ -~]*$/);
      expect(visible(command)).toBe(command);
      expect(command.slice(command.indexOf("'") + 1, -1)).not.toMatch(/['`<>&]/);
    }),
  );
});

test.each([
  ['acme.eu.auth0.com', 'acme.eu.auth0.com'],
  ['127.0.0.1:4010', '127.0.0.1:4010'],
  [undefined, "'{yourDomain}'"],
  ['', "'{yourDomain}'"],
  ['--help', "'{yourDomain}'"],
  ['a;id', "'{yourDomain}'"],
  ['a\nid', "'{yourDomain}'"],
  ['a.example/x', "'{yourDomain}'"],
])('of domain %j the command has %s', (domain, word) => {
  expect(apiCommand(domain, 'patch', 'x', {})).toBe(
    `auth0 api patch x --tenant=${word} --data '{}'`,
  );
});

test('every command of an app is one command of the Auth0 CLI, whatever the tenant holds', () => {
  const text = fc.oneof(hostileName, shellText);
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.constantFrom('regular', 'dcr', 'cimd', 'unknown'),
      (name, other, scope, origin) => {
        const app = permissive({
          name,
          origin,
          callbacks: [other, `https://a.example/${name}`],
          appType: other,
          authMethod: other,
          origins: [other],
        });
        const values = {
          grants: [ownGrant(other, { scopes: [scope], subjectType: other })],
          apis: [api({ identifier: scope, userPolicy: 'allow_all' })],
        };
        const tenant = { id: 'acme-prod', domain: other };
        const { apps, newApps, dcr } = known(
          readinessOf(facts([app], { sections: sections(values), tenant })),
        );
        const steps = [apps[0]?.next, ...[...newApps.items, ...dcr.items].map(({ next }) => next)];
        const commands = steps.flatMap((step) => step?.commands ?? []);
        const calls = argumentsOf(commands);
        expect(calls.length).toBe(commands.length);
        expect(calls.every((call) => call.length === 6 && call[0] === 'api')).toBe(true);
        expect(calls.map((call) => call[5]?.startsWith('{'))).not.toContain(false);
        expect(commands.every((command) => command.length < 20_000)).toBe(true);
      },
    ),
    { numRuns: casesOf(60) },
  );
});

test('the strict app beside it, and what it reaches now', () => {
  const app = permissive({
    name: 'Partner "A"',
    grantTypes: ['authorization_code', 'implicit', 'refresh_token'],
    callbacks: ['https://partner.example/callback', 'https://*.partner.example/'],
    origins: ['https://partner.example'],
  });
  const values = {
    grants: [
      ownGrant(orders, { scopes: ['read:orders'] }),
      ownGrant('https://all.example', { allScopes: true, subjectType: 'client' }),
      ownGrant('https://acme.eu.auth0.com/api/v2/'),
    ],
  };
  const [one] = known(readinessOf(facts([app], { sections: sections(values) }))).apps;
  const calls = argumentsOf(one?.next.commands ?? []);
  expect(calls.map(([, method, path, tenant]) => [method, path, tenant])).toEqual([
    ['post', 'clients', '--tenant=acme.eu.auth0.com'],
    ['post', 'client-grants', '--tenant=acme.eu.auth0.com'],
    ['post', 'client-grants', '--tenant=acme.eu.auth0.com'],
  ]);
  expect(calls.map(bodyOf)).toEqual([
    {
      name: 'Partner "A" (strict)',
      is_first_party: false,
      third_party_security_mode: 'strict',
      app_type: 'regular_web',
      callbacks: ['https://partner.example/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      client_id: 'NEW_CLIENT_ID',
      audience: orders,
      scope: ['read:orders'],
      subject_type: 'user',
    },
    {
      client_id: 'NEW_CLIENT_ID',
      audience: 'https://all.example',
      allow_all_scopes: true,
      subject_type: 'client',
    },
  ]);
  expect(one?.next.words).toContain('leaves out its callbacks with a wildcard');
  expect(one?.next.words).toContain('its origins');
  expect(one?.next.words).toMatch(/delete it\.$/);
});

test.each([
  ['nothing of it is allowed', ['implicit'], 'client_secret_post', ['authorization_code']],
  [
    'nothing of it starts a flow',
    ['refresh_token'],
    'none',
    ['authorization_code', 'refresh_token'],
  ],
  ['it is public', ['client_credentials'], 'none', ['authorization_code']],
  ['it is a machine', ['client_credentials'], 'client_secret_post', ['client_credentials']],
])('grant types of the strict app where %s', (_, grantTypes, authMethod, expected) => {
  const [one] = known(readinessOf(facts([permissive({ grantTypes, authMethod })]))).apps;
  expect(argumentsOf(one?.next.commands ?? []).map(bodyOf)).toEqual([
    expect.objectContaining({ grant_types: expected }),
  ]);
});

test.each(['', '   ', '\u200b', '<>'])('an app named %j gets a name Auth0 takes', (name) => {
  const [one] = known(readinessOf(facts([permissive({ name })]))).apps;
  const [body] = argumentsOf(one?.next.commands ?? []).map(bodyOf);
  expect(body).toMatchObject({
    name: expect.stringMatching(name === '\u200b' ? /\(strict\)$/ : /^Third-party app \(strict\)$/),
  });
});

test('a machine keeps its grant for an API of Auth0, and nobody else does', () => {
  const app = permissive({ grantTypes: ['client_credentials'] });
  const all = ['client', 'user'].map((subjectType) => ownGrant(system, { subjectType }));
  const [one] = known(readinessOf(facts([app], { sections: sections({ grants: all }) }))).apps;
  const [, ...bodies] = argumentsOf(one?.next.commands ?? []).map(bodyOf);
  expect(bodies).toEqual([expect.objectContaining({ audience: system, subject_type: 'client' })]);
});

test('what is too long to be looked at is left out, and said to be', () => {
  const app = permissive({
    callbacks: Array.from({ length: 200 }, (_, i) => `https://partner.example/callback/${i}`),
  });
  const grants = Array.from({ length: 30 }, (_, i) => ownGrant(`https://api${i}.example`));
  const long = ownGrant('https://long.example', { scopes: ['x'.repeat(2_000)] });
  const [one] = known(
    readinessOf(facts([app], { sections: sections({ grants: [long, ...grants] }) })),
  ).apps;
  expect(one?.next.commands).toHaveLength(3);
  expect(one?.next.commands.every((command) => command.length < 2_000)).toBe(true);
  expect(one?.next.words).toContain('too long to print');
  expect(one?.next.words).toContain('29 more grants are not printed');
});

test('an app that registered itself registers anew: no twin', () => {
  const app = permissive({ origin: 'dcr' });
  const dcr = { enabled: true, mode: 'unset', effective: 'permissive' } as const;
  const [one] = known(readinessOf(facts([app], { dcr }))).apps;
  expect(argumentsOf(one?.next.commands ?? []).map(([, method, path]) => [method, path])).toEqual([
    ['post', 'client-grants'],
    ['patch', 'tenants/settings'],
  ]);
  expect(one?.next.words).toContain('registers anew');
});
