import { describe, expect, test } from 'vitest';
import { startSlack } from '../../demo/slack.ts';
import { PulseResult, type TenantPulse } from '../../functions/core/pulse.ts';
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { archivedHook, deskFor, simulated, type Desk, type Ended } from './run.ts';

const read = '2026-11-01T09:00:00Z';
const stale = '2026-11-01T12:00:00Z';

/** Tenants by name, each read once. */
async function watched(
  ids: readonly string[],
  parts: object = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Desk> {
  const tenants = await Promise.all(ids.map(async (id) => [id, await simulated()] as const));
  const desk = deskFor(Object.fromEntries(tenants), parts);
  await desk.run(['watch', '--now', read], { env });
  return desk;
}

/** `pulse --json` at `now`; its document is parsed by the schema it promises. */
async function pulseAt(
  desk: Desk,
  now: string,
  ...more: string[]
): Promise<Ended & { readonly tenants: readonly TenantPulse[] }> {
  const ended = await desk.run(['pulse', '--json', '--now', now, ...more]);
  expect(ended.out.trimEnd().split('\n')).toHaveLength(1);
  return { ...ended, tenants: PulseResult.parse(JSON.parse(ended.out)).tenants };
}

describe('exit codes', () => {
  test('0 while every tenant is read, 2 when one is not, 0 again when it is over', async () => {
    const desk = await watched(['acme']);
    expect(await pulseAt(desk, '2026-11-01T10:00:00Z')).toMatchObject({ code: 0, err: '' });
    const late = await pulseAt(desk, stale);
    expect(late).toMatchObject({ code: 2, err: '', tenants: [{ tenant: 'acme', stale: true }] });
    expect((await pulseAt(desk, '2026-11-01T12:15:00Z')).code).toBe(2);
    await desk.watch('2026-11-01T13:00:00Z');
    const over = await pulseAt(desk, '2026-11-01T13:15:00Z');
    expect(over).toMatchObject({ code: 0, tenants: [{ finding: { status: 'resolved' } }] });
  });

  test('2 only when the finding reaches --fail-on', async () => {
    const desk = await watched(['acme'], { rules: { 'watch-stale': { severity: 'medium' } } });
    expect((await pulseAt(desk, stale)).code).toBe(0);
    expect((await pulseAt(desk, stale, '--fail-on', 'medium')).code).toBe(2);
  });

  test('2 for a stale tenant of which no finding says how severe that is', async () => {
    const desk = await watched(['acme'], { rules: { 'watch-stale': 'off' } });
    const { code, tenants } = await pulseAt(desk, stale, '--fail-on', 'critical');
    expect([code, tenants]).toEqual([2, [expect.objectContaining({ stale: true, finding: null })]]);
    expect((await pulseAt(desk, '2026-11-01T10:00:00Z')).code).toBe(0);
  });

  test('1 for a schedule that makes no sense, and the others are looked at', async () => {
    const desk = await watched(['acme', 'odd']);
    const file = join(desk.dir, 'tenants.json');
    const list = JSON.parse(readFileSync(file, 'utf8'));
    list.tenants[1].schedule = { watch: 'cron(0 7 30 2 ? *)' };
    writeFileSync(file, JSON.stringify(list));
    const { code, err, tenants } = await pulseAt(desk, stale);
    expect([code, tenants.map(({ tenant }) => tenant)]).toEqual([1, ['acme']]);
    expect(err).toMatch(/^odd: schedule\.watch in tenants\.json, .* never fires again\./);
  });

  test('1 when Slack did not accept, after the document', async () => {
    const env = { HOOK: await archivedHook() };
    const desk = await watched(['acme'], { routes: [{ slack: { webhookEnv: 'HOOK' } }] }, env);
    const { code, out, err } = await desk.run(['pulse', '--json', '--now', stale], { env });
    expect([code, PulseResult.parse(JSON.parse(out)).tenants[0]?.stale]).toEqual([1, true]);
    expect(err).toMatch(/still owed: the next pulse sends it/);
    expect(err).not.toContain('B000');
  });
});

describe('who is told', () => {
  test('a person at the terminal: the alert, then the table', async () => {
    const desk = await watched(['acme', 'other']);
    await desk.run(['watch', '--tenant', 'other', '--now', '2026-11-01T11:30:00Z']);
    const { code, out } = await desk.run(['pulse', '--now', stale]);
    expect(code).toBe(2);
    expect(out).toMatch(/A tenant is no longer being watched[^]*TENANT +READ WHOLE +AT +WATCH\n/);
    expect(out).toMatch(
      /\nacme +3 hours ago +2026-11-01 09:00 UTC +STALE; watch-stale open, opened\nother +30 minutes ago +2026-11-01 11:30 UTC +as scheduled\n$/,
    );
    const again = await desk.run(['pulse', '--now', '2026-11-01T12:15:00Z', '--tenant', 'acme']);
    expect(again.out).toMatch(/^TENANT.*\nacme .*STALE; watch-stale open\n$/);
  });

  test('Slack in JSON mode too, once', async () => {
    const slack = await startSlack();
    const env = { HOOK: slack.webhook() };
    const desk = await watched(['acme'], { routes: [{ slack: { webhookEnv: 'HOOK' } }] }, env);
    const before = slack.messages.length;
    for (const now of [stale, '2026-11-01T12:15:00Z']) {
      await desk.run(['pulse', '--json', '--now', now], { env });
    }
    const told = slack.messages.slice(before).map(({ body }) => JSON.stringify(body));
    await slack.close();
    expect(told).toEqual([expect.stringContaining('watch-stale')]);
  });

  test('nobody in a dry run, which says what is so', async () => {
    const desk = await watched(['acme']);
    expect((await desk.run(['pulse', '--now', stale, '--dry-run'])).out).toMatch(
      /^TENANT[^\n]*\nacme .*STALE; watch-stale open\n$/,
    );
    const { tenants } = await pulseAt(desk, stale);
    expect(tenants[0]?.finding).toMatchObject({ announced: 'opened' });
  });
});

test('a tenant that was never read is named so', async () => {
  const desk = deskFor({ acme: await simulated() });
  const { code, out } = await desk.run(['pulse', '--now', read]);
  expect([code, out]).toEqual([
    0,
    'TENANT  READ WHOLE  AT  WATCH\nacme    never           as scheduled\n',
  ]);
});

test('nothing but the error is printed when no tenant could be looked at', async () => {
  const desk = deskFor({ acme: await simulated() }, { schedule: { watch: 'cron(0 7 30 2 ? *)' } });
  const { code, out, err } = await desk.run(['pulse', '--now', read]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^acme: schedule\.watch/);
});
