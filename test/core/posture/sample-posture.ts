import type { Posture, Report } from '../../../functions/core/posture/schema.ts';

/** Synthetic: a tenant with something to say in every part of a report, and names made to trick. */
export const hostileName =
  '<script>alert(1)</script> =HYPERLINK("http://evil.example") \u202Egnp.exe';

const monday = '2026-11-23T07:00:00.000Z';

export function samplePosture(changes: Partial<Posture> = {}): Posture {
  return {
    version: 1,
    tenant: { id: 'acme-prod', environment: 'production', domain: 'acme-prod.eu.auth0.com' },
    at: monday,
    isPast: false,
    period: { since: '2026-11-16T07:00:00.000Z', basis: 'last-report' },
    verdict: {
      state: 'act',
      sentence: '2 findings are open, the worst high; 1 undecided from before anyone watched.',
    },
    freshness: {
      watchedSince: '2026-09-28T09:00:00.000Z',
      newestRun: '2026-11-23T06:40:00.000Z',
      lastComplete: '2026-11-23T06:40:00.000Z',
      ageSeconds: 1200,
      isOverdue: false,
      runs: 168,
      incompleteRuns: 2,
    },
    changes: {
      counts: {
        opened: 1,
        reopened: 0,
        escalated: 0,
        resolved: 1,
        accepted: 0,
        suppressed: 0,
        ended: 0,
        acknowledged: 1,
        'taken-back': 0,
        adopted: 0,
      },
      rows: [
        {
          what: 'opened',
          at: '2026-11-18T02:15:00.000Z',
          key: 'acme-prod/app-permissive/Synthetic0pened00000000000000000',
          rule: 'app-permissive',
          subject: 'Synthetic0pened00000000000000000',
          severity: 'high',
          message: `The third-party app "${hostileName}" is permissive.`,
        },
        {
          what: 'resolved',
          at: '2026-11-20T15:00:00.000Z',
          key: 'acme-prod/dcr-permissive/dcr',
          rule: 'dcr-permissive',
          subject: 'dcr',
          severity: 'high',
          message: 'Dynamic client registration makes permissive apps.',
          end: 'changed',
        },
        {
          what: 'acknowledged',
          at: '2026-11-19T09:30:00.000Z',
          key: 'acme-prod/app-permissive/Synthetic0pened00000000000000000',
          rule: 'app-permissive',
          subject: 'Synthetic0pened00000000000000000',
          severity: 'high',
          message: `The third-party app "${hostileName}" is permissive.`,
          by: 'robin@acme.example',
        },
      ],
    },
    apps: {
      known: true,
      asOf: '2026-11-23T06:40:00.000Z',
      total: 14,
      thirdParty: 9,
      byModeAndOrigin: [
        { mode: 'permissive', origin: 'regular', count: 2 },
        { mode: 'permissive', origin: 'dcr', count: 1 },
        { mode: 'strict', origin: 'regular', count: 4 },
        { mode: 'strict', origin: 'dcr', count: 1 },
        { mode: 'unknown', origin: 'cimd', count: 1 },
      ],
      trend: Array.from({ length: 13 }, (_, week) => ({
        at: new Date(Date.parse(monday) - (12 - week) * 7 * 86_400_000).toISOString(),
        counts: week < 5 ? null : { strict: week - 3, permissive: week < 11 ? 4 : 3, unknown: 1 },
      })),
    },
    newPermissive: [
      {
        key: 'acme-prod/app-permissive/Synthetic0pened00000000000000000',
        app: 'Synthetic0pened00000000000000000',
        name: hostileName,
        seen: '2026-11-18T02:15:00.000Z',
        createdAt: '2026-11-18T02:14:00.000Z',
        origin: 'regular',
        how: 'api-explicit',
        who: 'deploy-pipeline (Terraform-Provider-Auth0/1.38.0) from 203.0.113.7',
        status: 'acknowledged',
      },
    ],
    dcr: {
      enabled: true,
      mode: 'strict',
      effective: 'strict',
      basis: 'settings',
      asOf: '2026-11-23T06:40:00.000Z',
      ageSeconds: 1200,
    },
    toggle: {
      state: 'on',
      basis: 'log',
      asOf: '2026-11-19T08:30:00.000Z',
      ageSeconds: 340_200,
    },
    deadlines: [
      {
        id: 'strictByDefault',
        on: '2026-10-23',
        days: -31,
        what: 'Apps created without a mode become strict.',
        source: 'https://auth0.com/docs/synthetic',
      },
    ],
    defaultPermissions: {
      known: true,
      asOf: '2026-11-16T09:00:00.000Z',
      grants: [
        {
          audience: 'https://api.acme.example/orders',
          subjectType: 'user',
          allScopes: false,
          scopes: ['read:orders'],
        },
      ],
    },
    readiness: {
      known: true,
      counts: { blocked: 2, change: 0, ask: 1 },
      apps: [
        {
          app: 'Synthetic0pened00000000000000000',
          name: hostileName,
          origin: 'regular',
          key: 'acme-prod/app-permissive/Synthetic0pened00000000000000000',
          state: 'blocked',
          unmet: [{ requirement: 'grant-types', detail: 'implicit (configured)' }],
          asks: ['oidc-scopes', 'pkce', 'userinfo'],
          blast: {
            grants: [
              {
                audience: 'https://api.acme.example/orders',
                scopes: ['read:orders'],
                allScopes: false,
              },
            ],
            implicitApis: { apis: [], more: 0 },
            refreshTokens: true,
            organizations: null,
            connections: { domain: 1, total: 3 },
          },
          scenarios: [1],
          next: {
            words: 'Create a strict app beside it, move the partner over, then delete this one.',
            commands: [
              'auth0 api post clients --data \'{"name":"partner-sync (strict)","is_first_party":false,"third_party_security_mode":"strict"}\'',
            ],
          },
        },
      ],
      omitted: 2,
      requirements: [
        {
          id: 'grant-types',
          kind: 'block',
          title: 'Only authorization_code, refresh_token and client_credentials',
          fix: 'Move to the authorization code flow with PKCE.',
          source: 'https://auth0.com/docs/synthetic',
          since: '2026-04-23',
        },
        {
          id: 'oidc-scopes',
          kind: 'ask',
          title: 'Does it ask for openid, profile or email?',
          fix: 'Ask its owner.',
          source: 'https://auth0.com/docs/synthetic',
          since: '2026-04-23',
        },
        {
          id: 'pkce',
          kind: 'ask',
          title: 'Does it use PKCE?',
          fix: 'Ask its owner.',
          source: 'https://auth0.com/docs/synthetic',
          since: '2026-04-23',
        },
        {
          id: 'userinfo',
          kind: 'ask',
          title: 'Does it call /userinfo?',
          fix: 'Ask its owner.',
          source: 'https://auth0.com/docs/synthetic',
          since: '2026-04-23',
        },
      ],
      scenarios: [
        {
          number: 1,
          title: 'Partner integrations with modern OAuth',
          applies: 'yes',
          because: '2 permissive apps use the authorization code flow.',
          recommendation: 'Go strict.',
        },
      ],
      newApps: {
        option: 'A',
        title: 'New apps are strict',
        items: [
          {
            id: 'toggle-off',
            title: 'The toggle is off',
            state: 'not-done',
            because: 'It was on at 19 November, as the log shows.',
            next: { words: 'Settings > Advanced > Migrations: switch it off.', commands: [] },
          },
        ],
      },
      dcr: {
        option: 'A',
        title: 'Dynamically registered apps are strict',
        items: [
          { id: 'dcr-strict', title: 'The DCR mode is strict', state: 'done', because: 'Read.' },
        ],
      },
    },
    open: {
      open: 1,
      undecided: 1,
      acknowledged: 1,
      accepted: 0,
      suppressed: 0,
      byAge: [{ severity: 'high', underDay: 0, underWeek: 2, underMonth: 0, older: 0 }],
      undecidedByAge: [{ severity: 'high', underDay: 0, underWeek: 0, underMonth: 0, older: 1 }],
    },
    times: {
      since: '2026-08-31T07:00:00.000Z',
      acknowledge: { count: 1, medianSeconds: 112_500, longestSeconds: 112_500 },
      resolve: { count: 1, medianSeconds: 7200, longestSeconds: 7200 },
    },
    unread: [
      {
        section: 'grants',
        reason: 'missing scope read:client_grants',
        lastRead: '2026-11-16T09:00:00.000Z',
        ageSeconds: 597_600,
      },
    ],
    unjudged: [{ rule: 'default-permissions-widened', reason: 'grants were not read' }],
    findings: [
      {
        key: 'acme-prod/app-permissive/Synthetic0pened00000000000000000',
        rule: 'app-permissive',
        severity: 'high',
        status: 'acknowledged',
        subject: 'Synthetic0pened00000000000000000',
        message: `The third-party app "${hostileName}" is permissive.`,
        evidence: { name: hostileName, securityMode: 'permissive' },
        transition: 1,
        firstSeen: '2026-11-18T02:15:00.000Z',
        since: '2026-11-18T02:15:00.000Z',
        decision: { by: 'robin@acme.example', at: '2026-11-19T09:30:00.000Z' },
        link: 'https://manage.auth0.com/dashboard/eu/acme-prod/applications/Synthetic0pened00000000000000000/settings',
      },
      {
        key: 'acme-prod/toggle-on/toggle',
        rule: 'toggle-on',
        severity: 'high',
        status: 'open',
        subject: 'toggle',
        message: 'The toggle is on.',
        evidence: { state: 'on' },
        transition: 1,
        firstSeen: '2026-11-19T09:00:00.000Z',
        since: '2026-11-19T09:00:00.000Z',
        link: null,
      },
      {
        key: 'acme-prod/app-permissive/Synthetic1nherited00000000000000',
        rule: 'app-permissive',
        severity: 'high',
        status: 'inherited',
        subject: 'Synthetic1nherited00000000000000',
        message: 'The third-party app "Courier tracking (2019)" is permissive.',
        evidence: { name: 'Courier tracking (2019)', securityMode: 'permissive' },
        transition: 0,
        firstSeen: '2026-09-28T09:00:00.000Z',
        since: '2026-09-28T09:00:00.000Z',
        link: null,
      },
      {
        key: 'acme-prod/dcr-permissive/dcr',
        rule: 'dcr-permissive',
        severity: 'high',
        status: 'resolved',
        subject: 'dcr',
        message: 'Dynamic client registration makes permissive apps.',
        evidence: { mode: 'permissive' },
        transition: 2,
        firstSeen: '2026-11-18T16:00:00.000Z',
        since: '2026-11-18T16:00:00.000Z',
        resolvedAt: '2026-11-20T15:00:00.000Z',
        end: 'changed',
        link: null,
      },
    ],
    rules: {
      'app-permissive': {
        title: 'A third-party app is permissive',
        fix: ['Replace it by a strict app.'],
        see: ['https://auth0.com/docs/synthetic'],
        controls: [{ framework: 'OWASP ASVS 5.0', id: '10.4.7' }],
      },
      'toggle-on': {
        title: 'The toggle is on',
        fix: ['Switch it off.'],
        see: [],
        controls: [],
      },
      'dcr-permissive': {
        title: 'DCR makes permissive apps',
        fix: ['Set it to strict.'],
        see: [],
        controls: [],
      },
    },
    notes: [],
    evidence: {
      sequence: 1342,
      startedAt: '2026-11-23T06:40:00.000Z',
      record: 'a'.repeat(64),
      snapshot: 'b'.repeat(64),
    },
    ...changes,
  };
}

/** Synthetic: a tenant of which there is no record of a run. */
export function neverReadPosture(): Posture {
  const nothing = 'It was never read.';
  const { changes, times } = samplePosture();
  const none = Object.fromEntries(Object.keys(changes.counts).map((kind) => [kind, 0]));
  return samplePosture({
    tenant: { id: 'acme-new', environment: 'staging' },
    period: { since: '2026-11-16T07:00:00.000Z', basis: 'week' },
    verdict: { state: 'never-read', sentence: 'Never read: nothing is known of this tenant.' },
    freshness: {
      watchedSince: null,
      newestRun: null,
      lastComplete: null,
      ageSeconds: null,
      isOverdue: null,
      runs: 0,
      incompleteRuns: 0,
    },
    changes: { counts: none as typeof changes.counts, rows: [] },
    apps: { known: false, reason: nothing },
    newPermissive: [],
    dcr: {
      enabled: null,
      mode: 'unknown',
      effective: 'unknown',
      basis: 'unknown',
      asOf: null,
      ageSeconds: null,
    },
    toggle: { state: 'unknown', basis: 'unknown', asOf: null, ageSeconds: null },
    defaultPermissions: { known: false, reason: nothing },
    readiness: { known: false, reason: nothing },
    open: {
      open: 0,
      undecided: 0,
      acknowledged: 0,
      accepted: 0,
      suppressed: 0,
      byAge: [],
      undecidedByAge: [],
    },
    times: { since: times.since, acknowledge: null, resolve: null },
    unread: [],
    unjudged: [],
    findings: [],
    rules: {},
    evidence: null,
  });
}

/** Synthetic: the report of both, worst first. */
export function sampleReport(): Report {
  const postures = [neverReadPosture(), samplePosture()];
  return {
    version: 1,
    generatedAt: monday,
    at: monday,
    overview: postures.map((posture) => ({
      tenant: posture.tenant,
      verdict: posture.verdict,
      worst: posture.open.open > 0 ? 'high' : null,
      open: posture.open.open,
      undecided: posture.open.undecided,
      permissive: posture.apps.known ? 3 : null,
      dcr: posture.dcr,
      toggle: posture.toggle,
      changes: posture.changes.counts.opened ?? 0,
      lastComplete: posture.freshness.lastComplete,
      ageSeconds: posture.freshness.ageSeconds,
    })),
    postures,
  };
}
