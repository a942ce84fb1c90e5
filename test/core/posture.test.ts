import { describe, expect, test } from 'vitest';
import type { Posture } from '../../functions/core/posture/schema.ts';
import { summaryOf } from '../../functions/core/posture/summary.ts';
import { hostileName, neverReadPosture, samplePosture } from './posture/sample-posture.ts';

const sample = samplePosture();

function linesOf(changes: Partial<Posture>): string {
  return summaryOf(samplePosture(changes)).lines.join('\n');
}

function partsOf<K extends keyof Posture>(part: K, changes: Partial<Posture[K]>): string {
  const whole = sample[part] as object;
  return linesOf({ [part]: { ...whole, ...changes } });
}

test('a lead gets the point from the summary alone', () => {
  expect(summaryOf(sample)).toEqual({
    tenant: 'acme-prod',
    environment: 'production',
    at: '2026-11-23T07:00:00.000Z',
    headline: '2 findings are open, the worst high; 1 undecided from before anyone watched.',
    lines: [
      'Last read whole 20 minutes before, at 2026-11-23 06:40 UTC: 14 apps, 9 of them third-party. 2 of 168 runs did not read it whole.',
      'Open: 1 high.',
      'There before anyone watched, and nobody has decided about them: 1 high.',
      'Decided, and still so: 1 acknowledged.',
      'HIGH, open since 2026-11-19: The toggle is on.',
      'HIGH, undecided since 2026-09-28: The third-party app "Courier tracking (2019)" is permissive.',
      'Since 2026-11-16 07:00 UTC, the last report: 1 opened, 1 resolved, 1 acknowledged.',
      `New permissive app "${hostileName.slice(0, 80)}", seen 2026-11-18: created as permissive through the API, by deploy-pipeline (Terraform-Provider-Auth0/1.38.0) from 203.0.113.7.`,
      'Permissive: 3 of 9 third-party apps (1 of unknown mode), as many as a week before, 1 fewer than on 2026-10-05.',
      'To become strict: 2 blocked, 0 whose settings must change, 1 whose owner must be asked.',
      'The toggle "Create Permissive Third-Party Clients by Default" is on, shown by the tenant\'s log as of 2026-11-19; 3 days old.',
      'Dynamic client registration (DCR) is on, mode strict.',
      'Not read: grants, for 6 days: missing scope read:client_grants',
      '1 rule could not judge, which is neither passed nor failed: default-permissions-widened.',
      `Run record 1342, SHA-256 ${'a'.repeat(64)}; \`npx strictwatch verify --tenant acme-prod\` proves the chain.`,
      '31 days after 2026-10-23: Apps created without a mode become strict.',
    ],
  });
});

test('a posture of a past moment says that it is one, and names its stack', () => {
  const tenant = { ...sample.tenant, stack: 'strictwatch' };
  const summary = summaryOf(samplePosture({ isPast: true, tenant }));
  expect(summary.lines[0]).toBe('This is how it stood then, put together from what was stored.');
  expect(summary.stack).toBe('strictwatch');
});

test('commands name the stack of the deployment they are about', () => {
  const tenant = { ...sample.tenant, stack: 'watch-eu' };
  const freshness = { ...sample.freshness, isOverdue: true };
  const told = [
    ...summaryOf(samplePosture({ tenant, freshness })).lines,
    ...summaryOf({ ...neverReadPosture(), tenant }).lines,
  ].join('\n');
  const commands = told.match(/npx strictwatch [^`]+/g) ?? [];
  expect(commands.map((command) => command.split(' ')[2])).toEqual(['invoke', 'verify', 'invoke']);
  for (const command of commands) expect(command).toMatch(/ --tenant acme-prod --stack watch-eu$/);
});

test('a tenant never read is told so, with what to do, and nothing else as if it were known', () => {
  const { headline, lines } = summaryOf(neverReadPosture());
  expect(headline).toBe('Never read: nothing is known of this tenant.');
  expect(lines).toEqual([
    'There is no record of a run: neither passed nor failed. Run `npx strictwatch watch --tenant acme-new`, or invoke the deployed watch function, and see what it says.',
    '31 days after 2026-10-23: Apps created without a mode become strict.',
  ]);
});

describe('what is not known is never fine', () => {
  test('no complete run', () => {
    expect(partsOf('freshness', { lastComplete: null, ageSeconds: null })).toMatch(
      /^No run on record read it whole, so findings may be missing\.$/m,
    );
  });

  test('overdue', () => {
    expect(partsOf('freshness', { isOverdue: true, ageSeconds: 259_200 })).toMatch(
      /^Overdue by its schedule: what follows is how it stood, not how it stands\. Last read whole 3 days before, at .*invoke --tenant acme-prod/,
    );
  });

  test('apps and readiness', () => {
    const lines = linesOf({
      apps: { known: false, reason: 'no scope' },
      readiness: { known: false, reason: 'no apps' },
    });
    expect(lines).toContain('How many apps are permissive is not known: no scope');
    expect(lines).toContain('What keeps apps from being strict is not known: no apps');
  });

  test('sections, those that share a reason together, with the longest age', () => {
    const unread = (['grants', 'apis'] as const).map((section, index) => ({
      section,
      reason: 'refused',
      lastRead: '2026-11-16T09:00:00.000Z',
      ageSeconds: 86_400 * (index + 2),
    }));
    expect(linesOf({ unread })).toContain('Not read: grants, apis, for 3 days: refused');
    const never = unread.map((one) => ({ ...one, lastRead: null, ageSeconds: null }));
    expect(linesOf({ unread: never })).toContain('apis, by no run on record: refused');
  });

  test('rules that could not judge', () => {
    const unjudged = Array.from({ length: 7 }, (_, i) => ({ rule: `rule-${i}`, reason: 'no' }));
    expect(linesOf({ unjudged })).toContain(
      '7 rules could not judge, which is neither passed nor failed: rule-0, rule-1, rule-2, rule-3, rule-4 and 2 more.',
    );
  });
});

describe('changes are told of their period', () => {
  const none = Object.fromEntries(Object.keys(sample.changes.counts).map((kind) => [kind, 0]));
  const counts = none as Posture['changes']['counts'];

  test.each([
    ['last-report', 'the last report'],
    ['asked', 'as asked'],
    ['week', 'a week before'],
    ['first-read', 'when it was first read'],
    ['missed', 'because an earlier report reached nobody'],
  ] as const)('since %s', (basis, words) => {
    const period = { since: '2026-10-19T05:00:00.000Z', basis };
    expect(linesOf({ period, changes: { counts, rows: [] } })).toContain(
      `Since 2026-10-19 05:00 UTC, ${words}: nothing changed.`,
    );
  });

  test('each kind in its words', () => {
    const all = { ...counts, 'taken-back': 2, adopted: 3 };
    expect(linesOf({ changes: { counts: all, rows: [] } })).toContain(
      'the last report: 2 taken back, 3 there before anyone watched.',
    );
  });
});

test('three of many new apps and findings are named, the rest are counted', () => {
  const [app] = sample.newPermissive;
  const newPermissive = Array.from({ length: 5 }, (_, i) => ({
    ...app!,
    key: `k${i}`,
    name: `app ${i}`,
    how: 'unknown' as const,
    who: null,
    unattributed: 'the logs begin later',
  }));
  const findings = Array.from({ length: 8 }, (_, i) => ({
    ...sample.findings[1]!,
    key: `f${i}`,
    message: `finding ${i}`,
  }));
  const lines = linesOf({ newPermissive, findings });
  expect(lines).toContain(
    'New permissive app "app 0", seen 2026-11-18: nothing shows how, by whom is not known: the logs begin later.',
  );
  expect(lines).toContain('app "app 2"');
  expect(lines).not.toContain('app "app 3"');
  expect(lines).toContain('And 2 more new permissive apps.');
  expect(lines).toContain('And 5 more. List them: `npx strictwatch findings --tenant acme-prod`');
});

test('the trend is told in words, as far as there is one', () => {
  const apps = sample.apps as Extract<Posture['apps'], { known: true }>;
  const point = (at: string, permissive: number | null) => ({
    at: `${at}T07:00:00.000Z`,
    counts: permissive === null ? null : { strict: 1, permissive, unknown: 0 },
  });
  const words = (trend: ReturnType<typeof point>[]) =>
    /third-party apps \(1 of unknown mode\)(.*)\./.exec(linesOf({ apps: { ...apps, trend } }))?.[1];
  expect(words([point('2026-11-23', 3)])).toBe('');
  expect(words([point('2026-11-16', null), point('2026-11-23', 3)])).toBe('');
  expect(words([point('2026-11-16', 1), point('2026-11-23', 3)])).toBe(
    ', 2 more than a week before',
  );
  expect(
    words([
      point('2026-11-02', 5),
      point('2026-11-09', 4),
      point('2026-11-16', 3),
      point('2026-11-23', 3),
    ]),
  ).toBe(', as many as a week before, 2 fewer than on 2026-11-02');
});

test('deadlines are told while they are ahead, and that of the default ever after', () => {
  const deadline = { on: '2026-11-23', what: 'It ends.', source: 'https://auth0.com' };
  const deadlines = [
    { ...deadline, id: 'ahead', days: 1 },
    { ...deadline, id: 'today', days: 0 },
    { ...deadline, id: 'past', days: -1, what: 'It ended.' },
    { ...deadline, id: 'strictByDefault', days: -1 },
  ];
  const lines = linesOf({ deadlines });
  expect(lines).toContain('1 day to 2026-11-23: It ends.');
  expect(lines).toContain('Today, 2026-11-23: It ends.');
  expect(lines).toContain('1 day after 2026-11-23: It ends.');
  expect(lines).not.toContain('It ended.');
});

test('a line is bounded, whatever a tenant calls itself', () => {
  const [finding] = sample.findings;
  const findings = [{ ...finding!, key: 'x', status: 'open' as const, message: 'x'.repeat(9_999) }];
  const { lines } = summaryOf(samplePosture({ findings, notes: ['y'.repeat(9_999)] }));
  expect(Math.max(...lines.map(({ length }) => length))).toBe(1_000);
});
