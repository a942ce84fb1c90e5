import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { variableNames } from '../../functions/core/deployment.ts';
import type { FindingRow, Store } from '../../functions/core/ports.ts';
import { PulseResult } from '../../functions/core/pulse.ts';
import { createHandler } from '../../functions/pulse.ts';
import { createHandler as createWatch } from '../../functions/watch.ts';
import { errorOf, invoke, useLambda, webhookSecretId } from './world.ts';

const lambda = useLambda();
const heartbeatSecretId = 'strictwatch/heartbeat';
const env = { [variableNames.heartbeat]: heartbeatSecretId };
let pings: string[] = [];
const monitor = createServer((request, response) => {
  pings.push(request.url ?? '');
  response.end('ok');
});

beforeAll(async () => {
  monitor.listen(0, '127.0.0.1');
  await once(monitor, 'listening');
});

afterAll(() => {
  monitor.closeAllConnections();
  monitor.close();
});

beforeEach(() => {
  pings = [];
  const { port } = monitor.address() as AddressInfo;
  lambda.aws().kept.set(heartbeatSecretId, `http://127.0.0.1:${port}/synthetic-ping\n`);
});

async function acknowledge(store: Store, id: string): Promise<void> {
  const session = await store.begin(id);
  const { findings } = await session.load();
  const rows = [...findings].filter(([, { rule }]) => rule === 'canary-overdue');
  const decision = { by: 'ann', at: '2026-11-23T09:00:00.000Z' };
  const known = rows.map(([key, row]): [string, FindingRow] => [
    key,
    { ...row, life: { ...row.life, status: 'acknowledged', decision } },
  ]);
  await session.settle(new Map(known), null);
  await session.end();
}

describe('a pulse', () => {
  test('of a tenant that is read tells nobody but the monitor outside', async () => {
    const { id, surroundings } = await lambda.deploy({ env });
    await invoke(createWatch(surroundings), { tenant: id });
    const posts = lambda.slack().posts();
    const reply = PulseResult.parse(await invoke(createHandler(surroundings), {}));
    expect(reply.tenants).toMatchObject([{ tenant: id, stale: false, finding: null }]);
    expect([pings, lambda.slack().posts()]).toEqual([['/synthetic-ping'], posts]);
    const lines = lambda.lines().filter(({ job }) => job === 'pulse');
    expect(lines).toMatchObject([
      { level: 'INFO', tenant: '-', tenants: 1, stale: [] },
      { TenantsStale: 0, Undelivered: 0 },
    ]);
    expect(lambda.written()).not.toContain('synthetic-ping');
  });

  test('fails and keeps the monitor outside waiting while a canary is overdue, until somebody knows', async () => {
    const { id, store, surroundings } = await lambda.deploy({ env, config: { canary: true } });
    await invoke(createWatch(surroundings), { tenant: id });
    const session = await store.begin(id);
    const known = await session.load();
    expect.assert(known.head);
    const long = '2026-01-01T00:00:00.000Z';
    const { canaryArrived: _none, ...head } = known.head;
    await session.settle(new Map(), { ...head, canarySince: long, expectedSince: long });
    await session.end();
    const handler = createHandler(surroundings);
    const error = await errorOf(invoke(handler, {}));
    expect(error).toMatchObject({ name: 'DeliveryError' });
    expect(error.message).toMatch(
      /^acme-\d+: no canary has ever been accepted by every channel.*See docs\/runbook\.md#canary-overdue\./,
    );
    expect(pings).toEqual([]);
    expect(lambda.aws().published.at(-1)?.Subject).toMatch(/1 critical opened: canary-overdue$/);
    // A dry pulse says so as well, and fails nothing.
    const dry = PulseResult.parse(await invoke(handler, { dryRun: true }));
    expect(dry.tenants[0]?.canary).toMatchObject({ status: 'open', rule: 'canary-overdue' });

    await acknowledge(store, id);
    const reply = PulseResult.parse(await invoke(handler, {}));
    expect(reply.tenants[0]?.canary?.status).toBe('acknowledged');
    expect(pings).toHaveLength(1);
  });

  test('needs no monitor outside', async () => {
    const { surroundings } = await lambda.deploy();
    expect(await invoke(createHandler(surroundings), {})).toMatchObject({ version: 1 });
    expect(pings).toEqual([]);
  });

  test('whose monitor cannot be told fails, and shows nothing of its address', async () => {
    const { surroundings } = await lambda.deploy({ env });
    lambda.aws().kept.set(heartbeatSecretId, 'synthetic-ping without an address');
    const error = await errorOf(invoke(createHandler(surroundings), {}));
    expect(error.stack).toBe(`DeliveryError: ${error.message}`);
    expect(lambda.written() + String(error.stack)).not.toContain('synthetic-ping');
  });

  test('that is dry tells not even the monitor', async () => {
    const { surroundings } = await lambda.deploy({ env });
    await invoke(createHandler(surroundings), { dryRun: true });
    expect([pings, lambda.aws().published]).toEqual([[], []]);
  });

  test('logs each tenant that it could not look at, and fails', async () => {
    const config = { schedule: { watch: 'cron(0 7 ? * FRI-MON *)' } };
    const { id, surroundings } = await lambda.deploy({ config, env });
    const error = await errorOf(invoke(createHandler(surroundings), {}));
    expect(error.message).toContain(`1 tenant could not be looked at: ${id}.`);
    const errors = lambda.lines().filter(({ level }) => level === 'ERROR');
    expect(errors).toMatchObject([
      { tenant: id, message: expect.stringContaining('schedule.watch') },
      { tenant: '-', message: error.message },
    ]);
    expect(pings).toEqual([]);
  });

  describe('of a tenant that is not read any more', () => {
    const hour = 3_600_000;

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
      return () => vi.useRealTimers();
    });

    /** A tenant that was read and looked at, some hours ago. */
    async function unread(hours: number) {
      const deployed = await lambda.deploy({ env });
      await invoke(createWatch(deployed.surroundings), { tenant: deployed.id });
      await invoke(createHandler(deployed.surroundings), {});
      lambda.aws().published.length = 0;
      lambda.slack().reset();
      pings = [];
      vi.setSystemTime(Date.now() + hours * hour);
      return deployed;
    }

    test('stores that and tells nobody when there is no time to, fails, and tells later', async () => {
      const { id, store, surroundings } = await unread(4);
      const handler = createHandler(surroundings);
      const error = await errorOf(invoke(handler, {}, () => 20_000));
      expect(error.message).toContain(`What is owed of ${id} was not sent: the time of this pulse`);
      expect((await store.findings(id)).map(({ rule }) => rule)).toContain('watch-stale');
      expect([lambda.aws().published, lambda.slack().posts(), pings]).toEqual([[], 0, []]);
      await invoke(handler, {});
      expect([lambda.aws().published.length, lambda.slack().posts()]).toEqual([1, 1]);
    });

    test('gives a dead channel time, unless it is asked to try at once', async () => {
      const { surroundings } = await unread(4);
      const handler = createHandler(surroundings);
      lambda.slack().archive('SYNTHETIC');
      for (let attempt = 1; attempt <= 3; attempt += 1) await errorOf(invoke(handler, {}));
      const posts = lambda.slack().posts();
      await invoke(handler, {});
      expect(lambda.slack().posts()).toBe(posts);
      await errorOf(invoke(handler, { retryNow: true }));
      expect(lambda.slack().posts()).toBe(posts + 1);
    });

    test('and that a run holds all along fails, so that Lambda tries again and the alarm rings', async () => {
      const { id, store, surroundings } = await unread(4);
      const session = await store.begin(id);
      const error = await errorOf(invoke(createHandler(surroundings), {}, () => 20_000));
      await session.end();
      expect(error.message).toContain(`1 tenant could not be looked at: ${id}.`);
      const errors = lambda.lines().filter(({ level }) => level === 'ERROR');
      expect(errors[0]).toMatchObject({
        tenant: id,
        message: expect.stringContaining('a run held it for as long as this pulse could wait'),
      });
      expect(pings).toEqual([]);
    });

    test('and was not configured for weeks has its time first', async () => {
      const { surroundings } = await unread(60 * 24);
      const { tenants } = PulseResult.parse(await invoke(createHandler(surroundings), {}));
      expect(tenants).toMatchObject([{ stale: false, finding: null }]);
      expect([lambda.aws().published, pings.length]).toEqual([[], 1]);
    });

    test('tells the topic before Slack, which may ask to wait', async () => {
      const { surroundings } = await unread(4);
      lambda.aws().kept.set(webhookSecretId, `${lambda.slack().webhook()}/none`);
      let toldBefore = -1;
      const { kept } = lambda.aws();
      const get = kept.get.bind(kept);
      const asked = vi.spyOn(kept, 'get').mockImplementation((name) => {
        if (name === webhookSecretId) toldBefore = lambda.aws().published.length;
        return get(name);
      });
      await errorOf(invoke(createHandler(surroundings), {}));
      asked.mockRestore();
      expect(toldBefore).toBe(1);
    });
  });

  test('takes no tenant', async () => {
    const { id, surroundings } = await lambda.deploy();
    const error = await errorOf(invoke(createHandler(surroundings), { tenant: id }));
    expect(error.message).toBe(
      'The payload has unknown keys: "tenant". Send {}, with "dryRun": true beside it to write nothing and tell nobody.',
    );
  });
});
