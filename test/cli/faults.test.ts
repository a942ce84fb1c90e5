import { expect, test } from 'vitest';
import { failures, type Failure, type SimulatedTenant } from '../../demo/tenant.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, type Desk } from './run.ts';

/** A tenant of four pages that was adopted, with one finding that opened afterwards. */
async function watched(): Promise<{ tenant: SimulatedTenant; desk: Desk }> {
  const apps = Array.from({ length: 350 }, (_, i) => ({
    client_id: `own${i}`,
    name: `own ${i}`,
    is_first_party: true,
  }));
  const tenant = await simulated({ apps });
  const desk = deskFor({ acme: tenant });
  expect((await desk.watch('2026-11-01T09:00:00Z')).code).toBe(0);
  tenant.createApp(partner('new'));
  expect((await desk.watch('2026-11-01T10:00:00Z')).code).toBe(2);
  tenant.expireTokens();
  return { tenant, desk };
}

/** After whatever happened: the finding never closed and no app was ever called deleted. */
async function nothingWasLost(desk: Desk): Promise<void> {
  const healthy = await desk.watch('2026-11-01T12:00:00Z');
  expect(healthy.run).toMatchObject({
    complete: true,
    sections: { apps: { ok: true, count: 351 } },
  });
  const finding = healthy.run.findings.find(({ subject }) => subject === 'new');
  expect(finding).toMatchObject({ status: 'open', transition: 1, announced: null });
  const { out } = await desk.run(['apps', '--all', '--json', '--at', '2026-11-01T11:30:00Z']);
  expect(JSON.parse(out).tenants[0].apps).toHaveLength(351);
}

const listing = '/api/v2/clients?';
const forGood = { path: listing, times: Infinity };
const page3 = { path: listing, nth: 3 };
const page3ForGood = { path: listing, nth: 3, times: Infinity };

test.concurrent.each<[string, Failure, object]>([
  ['429 with Retry-After', failures.tooMany({ 'retry-after': '1' }), page3],
  ['429 without headers', failures.tooMany(), page3],
  ['500 on page 3', failures.serverError(), page3],
  ['HTML on page 3', failures.badGateway(), page3],
  ['JSON cut short on page 3', failures.cut(), page3],
  ['a connection reset on page 3', failures.reset(), page3],
  ['a cursor that repeats once', failures.sameCursor(), page3],
  ['a cursor that expires', failures.cursorExpired(), page3],
  ['401 in the middle of a run', failures.unauthorized(), page3],
  ['pages capped below what was asked', failures.capped(50), forGood],
])('%s is overcome: the run is complete', async (_name, failure, match) => {
  const { tenant, desk } = await watched();
  tenant.setFaults({ match, failure });
  const { code, run } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(2);
  expect(run).toMatchObject({ complete: true, sections: { apps: { ok: true, count: 351 } } });
  expect(run.findings.map(({ status, subject }) => `${status} ${subject}`)).toEqual(['open new']);
  tenant.setFaults();
  await nothingWasLost(desk);
});

test.concurrent.each<[string, Failure, object, RegExp]>([
  ['500 on page 3 for good', failures.serverError(), page3ForGood, /500/],
  ['HTML for good', failures.badGateway(), forGood, /502/],
  ['JSON cut short for good', failures.cut(), page3ForGood, /cut short/],
  ['a cursor that always repeats', failures.sameCursor(), page3ForGood, /repeat|cursor/i],
  [
    'pages that are empty from the third on',
    failures.emptyPage(true),
    page3ForGood,
    /two listings disagree/,
  ],
  ['a listing that ends early', failures.emptyPage(), page3ForGood, /two listings disagree/],
  ['401 for good', failures.unauthorized(), forGood, /401/],
  [
    '403 that names the scope',
    failures.status(403, 'Insufficient scope, expected any of: read:clients', 'insufficient_scope'),
    forGood,
    /missing scope read:clients/,
  ],
])('%s: exit 3, the reason, and nothing lost', async (_name, failure, match, reason) => {
  const { tenant, desk } = await watched();
  tenant.setFaults({ match, failure });
  const { code, run } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(3);
  expect(run.complete).toBe(false);
  expect(run.sections.apps).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  expect(run.sections.settings.ok).toBe(true);
  const finding = run.findings.find(({ subject }) => subject === 'new');
  expect(finding).toMatchObject({ status: 'open', announced: null });
  tenant.setFaults();
  await nothingWasLost(desk);
});

test.concurrent('wrong credentials: exit 3 with the document, and the secret nowhere', async () => {
  const { tenant, desk } = await watched();
  const old = tenant.state.credentials.clientSecret;
  const rotated = tenant.rotateSecret();
  const { code, run, out, err } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(3);
  for (const section of Object.values(run.sections)) {
    expect(section).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/refused the credentials \(401/),
    });
  }
  expect(run.dcr).toEqual({ enabled: null, mode: 'unknown', effective: 'unknown' });
  expect(out + err).not.toContain(old);
  const again = await desk.run(['watch', '--now', '2026-11-01T12:00:00Z'], {
    env: { ACME_SECRET: rotated },
  });
  expect(again.code).toBe(2);
  expect(again.out).not.toContain(rotated);
});

test.concurrent('a scope missing for an optional section: complete, and the section says which', async () => {
  const { tenant, desk } = await watched();
  tenant.revokeScope('read:resource_servers');
  const { code, run } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(2);
  expect(run.complete).toBe(true);
  expect(run.sections.apis).toMatchObject({
    ok: false,
    reason: expect.stringContaining('missing scope read:resource_servers'),
  });
  expect(run.findings.map(({ rule }) => rule)).toContain('coverage-lost');
});

test.concurrent('Auth0 down altogether: exit 3 and every section says so', async () => {
  const { tenant, desk } = await watched();
  await tenant.close();
  const { code, run } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(3);
  expect(Object.values(run.sections).filter(({ ok }) => ok)).toEqual([]);
  expect(run.findings.find(({ subject }) => subject === 'new')).toMatchObject({
    status: 'open',
    announced: null,
  });
});

test.concurrent('a clock far off is said on standard error; the run goes on', async () => {
  const { tenant, desk } = await watched();
  tenant.setClockOffset(3 * 3_600_000);
  const { code, err } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(2);
  expect(err).toMatch(/clock is 1(79|80) minutes behind/);
});

test.concurrent('an app deleted and one created while paging', async () => {
  const { tenant, desk } = await watched();
  let pages = 0;
  tenant.onRequest((_nth, request) => {
    if (!request.path.startsWith(listing)) return;
    pages += 1;
    if (pages !== 2) return;
    tenant.deleteApp('own5');
    tenant.createApp(partner('late'), null, 'first');
  });
  const first = await desk.watch('2026-11-01T11:00:00Z');
  expect(first.run.complete).toBe(true);
  tenant.onRequest(null);
  const second = await desk.watch('2026-11-01T11:30:00Z');
  expect(second.run.sections.apps).toEqual({ ok: true, count: 351 });
  const told = [...first.run.findings, ...second.run.findings].filter(({ announced }) => announced);
  expect(told.map(({ announced, subject }) => `${announced} ${subject}`)).toEqual(['opened late']);
});

test.concurrent('an unknown security mode, an app without a name and settings without flags', async () => {
  const { tenant, desk } = await watched();
  tenant.createApp(partner('odd', { third_party_security_mode: 'paranoid', name: '' }));
  tenant.setSettings({ flags: undefined as never });
  const { code, run } = await desk.watch('2026-11-01T11:00:00Z');
  expect(code).toBe(2);
  expect(run).toMatchObject({ complete: true, dcr: { enabled: false } });
  const odd = run.findings.find(({ subject }) => subject === 'odd');
  expect(odd).toMatchObject({ rule: 'app-mode-unknown', status: 'open', announced: 'opened' });
  expect(JSON.stringify(odd?.evidence)).toContain('paranoid');
});
