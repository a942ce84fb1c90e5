/**
 * What strict mode requires, as data: a new requirement of the vendor is a new entry here, with its source and day, and no code.
 * The days are those on which the page first said so, from the history of auth0/docs-v2, read up to 2026-08-20.
 */
import { questions } from './questions.ts';
import type { Requirement } from './requirement.ts';
import {
  appTypes,
  clientGrantsPage,
  grantTypes,
  published,
  securityControlsPage,
  withClientCredentials,
} from './sources.ts';

const users = { signsIn: 'users' } as const;
const refreshes = {
  field: 'grantTypes',
  within: ['refresh_token'],
  says: '',
} as const;
const machine = { ...refreshes, within: ['client_credentials'] } as const;

const blocks: readonly Requirement[] = [
  {
    id: 'grant-types',
    kind: 'block',
    title: `Only the grant types ${grantTypes.join(', ')}`,
    fix: 'Move to the authorization code flow with PKCE. What is configured need not be used: implicit is there by default, and an app that never uses it loses nothing.',
    ...withClientCredentials,
    test: {
      field: 'grantTypes',
      notWithin: grantTypes,
      says: 'configured',
      whenAbsent: 'Auth0 lists no grant types for it',
    },
  },
  {
    id: 'client-credentials-public',
    kind: 'block',
    title: 'Client credentials only with a secret or key',
    fix: 'Give the app an authentication method, or take client_credentials away from it.',
    ...withClientCredentials,
    test: {
      all: [machine, { field: 'authMethod', within: ['none'], says: 'authentication method' }],
    },
  },
  {
    id: 'client-credentials-registered',
    kind: 'block',
    title: 'No client credentials for apps that registered themselves',
    fix: 'Create the app through the Management API where it needs client_credentials.',
    ...withClientCredentials,
    test: {
      all: [
        machine,
        {
          field: 'origin',
          within: ['dcr', 'cimd'],
          says: 'registered by',
          whenAbsent: 'Auth0 gives an origin for it that is not known here',
        },
      ],
    },
  },
  {
    id: 'app-type',
    kind: 'block',
    title: `One of the types ${appTypes.join(', ')}`,
    fix: 'Choose the type of the four that fits. A missing type blocks nothing: Auth0 asks for none, and the strict app may be given one.',
    ...securityControlsPage,
    since: published,
    test: {
      field: 'appType',
      notWithin: appTypes,
      says: 'type',
      whenAbsent: 'Auth0 gives no type for it, which is no block',
    },
  },
  {
    id: 'jwt-alg',
    kind: 'block',
    title: 'Tokens signed with RS256',
    fix: 'Let the app check RS256 signatures against the public keys of the tenant, instead of a shared secret.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'jwt-alg', notWithin: ['RS256'], says: 'signed with' },
  },
  {
    id: 'exact-callbacks',
    kind: 'block',
    title: 'Exact callbacks, without wildcards',
    fix: 'List each callback in full.',
    ...securityControlsPage,
    since: published,
    test: { field: 'callbacks', containing: '*', says: 'callbacks' },
  },
  {
    id: 'exact-origins',
    kind: 'block',
    title: 'Exact origins, without wildcards',
    fix: 'List each allowed origin and web origin in full.',
    ...securityControlsPage,
    since: published,
    test: { field: 'origins', containing: '*', says: 'origins' },
  },
  {
    id: 'oidc-conformant',
    kind: 'block',
    title: 'OIDC conformant',
    fix: 'Move the app off the behaviour from before OIDC conformance; strict apps are always conformant.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'not-oidc-conformant', says: 'not OIDC conformant' },
  },
  {
    id: 'saml-ws-fed',
    kind: 'block',
    title: 'No SAML and no WS-Federation',
    fix: 'Move the partner to OAuth, or keep this app permissive on purpose.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'addon', within: ['samlp', 'wsfed'], says: 'addons' },
  },
  {
    id: 'addons',
    kind: 'block',
    title: 'No other addons',
    fix: 'Addons are not among the settings of strict apps, and those that delegate need /delegation, which strict apps cannot call. Find another way for each.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'addon', notWithin: ['samlp', 'wsfed'], says: 'addons' },
  },
  {
    id: 'cross-origin-authentication',
    kind: 'block',
    title: 'No cross-origin authentication',
    fix: 'Send users to Universal Login instead of a login form of its own.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'cross-origin-authentication', says: 'cross-origin authentication is on' },
  },
  {
    id: 'backchannel-logout',
    kind: 'block',
    title: 'No backchannel logout',
    fix: 'Let the app end its sessions by itself; Auth0 plans backchannel logout for a later release.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'oidc-logout', says: 'backchannel logout is configured' },
  },
  {
    id: 'pushed-authorization-requests',
    kind: 'block',
    title: 'No pushed authorization requests (PAR)',
    fix: 'Send ordinary authorization requests with PKCE; Auth0 plans PAR for a later release.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'pushed-authorization-requests', says: 'PAR is required' },
  },
  {
    id: 'signed-request-object',
    kind: 'block',
    title: 'No signed authorization requests (JAR)',
    fix: 'Send ordinary authorization requests with PKCE.',
    ...securityControlsPage,
    since: published,
    test: { trait: 'signed-request-object', says: 'signed requests are required' },
  },
  {
    id: 'system-apis',
    kind: 'block',
    title: "No grant for users to an API of Auth0's own",
    fix: 'Call the Management API from an app of your own, and let the partner call that.',
    ...securityControlsPage,
    since: published,
    test: { access: 'system-api' },
  },
  {
    id: 'universal-login',
    kind: 'block',
    title: 'Universal Login instead of Classic Login',
    fix: 'Switch the tenant to Universal Login, or keep its apps permissive on purpose.',
    ...securityControlsPage,
    since: published,
    test: { all: [users, { tenant: 'classic-login' }] },
  },
  {
    id: 'no-active-rules',
    kind: 'block',
    title: 'No active Rules in the tenant',
    fix: 'Write each Rule anew as a post-login Action, then delete the Rules.',
    ...securityControlsPage,
    since: published,
    test: { all: [users, { tenant: 'active-rules' }] },
  },
  {
    id: 'no-active-hooks',
    kind: 'block',
    title: 'No active credentials-exchange Hook in the tenant',
    fix: 'Write the Hook anew as a machine-to-machine Action, then delete it.',
    ...withClientCredentials,
    test: { all: [machine, { tenant: 'active-hooks' }] },
  },
  {
    id: 'domain-connection',
    kind: 'block',
    title: 'A domain-level connection to sign in with',
    fix: 'Promote the connection its users sign in with to the domain level.',
    source:
      'https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level',
    since: published,
    test: { all: [users, { tenant: 'no-domain-connection' }] },
  },
];

const changes: readonly Requirement[] = [
  {
    id: 'refresh-tokens-expire',
    kind: 'change',
    title: 'Refresh tokens that expire',
    fix: 'Give refresh tokens a lifetime, absolute and idle. Users who stay away longer sign in again.',
    ...securityControlsPage,
    since: published,
    test: {
      all: [
        refreshes,
        {
          any: [
            { trait: 'refresh-token-never-expires', says: 'never expire' },
            { trait: 'refresh-token-never-idle', says: 'may lie idle for ever' },
          ],
        },
      ],
    },
  },
  {
    id: 'refresh-tokens-rotate',
    kind: 'change',
    title: 'Rotating refresh tokens for spa and native',
    fix: 'Let the app store the new refresh token of each exchange, or set the strict app to non-rotating on purpose.',
    ...securityControlsPage,
    since: published,
    test: {
      all: [
        refreshes,
        { trait: 'refresh-token-not-rotated', says: 'not rotated' },
        {
          field: 'appType',
          within: ['spa', 'native'],
          says: 'type',
          whenAbsent:
            'its refresh tokens are not rotated, and Auth0 gives no type for it, by which rotation is the default',
        },
      ],
    },
  },
  {
    id: 'organizations',
    kind: 'change',
    title: 'Organisations that let third-party apps in',
    fix: 'Set `third_party_client_access` to `allow` on each organisation it serves, and promote their connections to the domain level; for client credentials give each organisation a grant. Until 2026-07-06 strict apps had no organisations at all.',
    source: `${securityControlsPage.source}#organizations`,
    since: '2026-07-06',
    test: { trait: 'organizations', says: 'organisations are configured' },
  },
  {
    id: 'client-grants',
    kind: 'change',
    title: 'A client grant for each API it uses',
    fix: 'Ask which of these APIs it uses, and create a grant for each with the fewest scopes, or default permissions.',
    ...clientGrantsPage,
    since: published,
    test: { all: [users, { access: 'implicit-api' }] },
  },
];

/** All of them, in the order reports tell them. */
export const requirements: readonly Requirement[] = [...blocks, ...changes, ...questions];
