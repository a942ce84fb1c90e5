import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import type { PulseResult } from '../../../functions/core/pulse.ts';
import { invoke, itemsOf } from '../aws.ts';
import { expectText, pretty, watch, type Get } from '../steps.ts';
import { changeSecret, credentialsOf, kept } from '../vault.ts';
import { nameOf, type World } from '../world.ts';

export function pulse(world: Get): void {
  describe('pulse', () => {
    test('says nothing while every tenant is read, and pings the outside monitor', async () => {
      const { slack, heartbeats } = world();
      const posts = slack.posts();
      const beats = heartbeats();

      const { tenants } = await takePulse(world());

      expect(tenants.map(({ tenant, stale }) => [tenant, stale])).toEqual([
        ['acme', false],
        ['beta', false],
        ['large', false],
        ['timed', false],
      ]);
      expect(heartbeats()).toBe(beats + 1);
      expect(slack.posts()).toBe(posts);
    });

    test('reports a tenant that is not read, and that it is read again', async () => {
      const { aws, tenants, slack, alerts } = world();
      tenants.acme.rotateSecret();
      tenants.acme.expireTokens();
      await readLongAgo(world());
      expect((await watch(world(), 'acme')).complete).toBe(false);
      await leaveHalfAListing(world());
      await alerts.acme.rest();
      const posts = slack.messages.length;

      const found = await takePulse(world());

      const [acme] = found.tenants;
      expect(acme).toMatchObject({ tenant: 'acme', stale: true });
      expect(acme?.finding).toMatchObject({
        rule: 'watch-stale',
        severity: 'critical',
        announced: 'opened',
      });
      expect(slack.messages).toHaveLength(posts + 1);
      const stale = pretty(slack.messages.at(-1)?.body);
      expect((await alerts.acme.next())?.attributes['transition']).toBe(
        '["acme/watch-stale/watch#1"]',
      );

      await changeSecret(aws, kept.acme, credentialsOf(tenants.acme));
      expect((await watch(world(), 'acme')).complete).toBe(true);
      await alerts.acme.rest();
      const over = await takePulse(world());
      expect(over.tenants[0]).toMatchObject({
        stale: false,
        finding: { status: 'resolved', announced: 'resolved' },
      });
      expect((await alerts.acme.next())?.attributes['announcement']).toBe('["resolved"]');
      await expectText(stale, 'stale.slack.txt');
    });

    test('that a channel did not accept fails, pings nobody and is told by the next', async () => {
      const { aws, slack, heartbeats } = world();
      await changeSecret(aws, kept.slack, 'no address');
      await readLongAgo(world());
      const beats = heartbeats();

      const invoked = await invoke(aws, nameOf('pulse'), {});

      await changeSecret(aws, kept.slack, slack.webhook());
      expect(invoked).toEqual({
        ok: false,
        error: expect.stringContaining('is not an address') as string,
      });
      expect(heartbeats()).toBe(beats);
      const before = slack.messages.length;
      await takePulse(world());
      expect(slack.messages).toHaveLength(before + 1);
      expect(heartbeats()).toBe(beats + 1);
    });
  });
}

async function takePulse({ aws }: World): Promise<PulseResult> {
  const invoked = await invoke<PulseResult>(aws, nameOf('pulse'), {});
  if (!invoked.ok) throw new Error(`the pulse failed: ${invoked.error}`);
  return invoked.reply;
}

const threeHours = 3 * 60 * 60_000;

/** Makes acme's history what it would be had its last complete read been three hours ago. */
async function readLongAgo({ aws, outputs }: World): Promise<void> {
  const store = createStore({ client: aws.dynamo, table: outputs.table });
  const [complete] = (await store.runs('acme', 100)).filter((run) => run.complete);
  if (!complete) throw new Error('acme has never been read');
  for (const { tenant, item } of await itemsOf(aws, outputs.table)) {
    if (tenant?.S !== 'acme' || !item?.S?.startsWith('RUN#')) continue;
    const Key = { tenant, item };
    await aws.dynamo.send(new DeleteItemCommand({ TableName: outputs.table, Key }));
  }
  const then = new Date(Date.now() - threeHours).toISOString();
  const session = await store.begin('acme');
  const { head } = await session.load();
  if (!head) throw new Error('acme has no head');
  await session.settle(new Map(), { ...head, firstComplete: then, expectedSince: then });
  await session.record({ ...complete, startedAt: then, finishedAt: then });
  await session.end();
}

/** What a run leaves that dies while it removes the parts of a listing it has finished. */
async function leaveHalfAListing({ aws, outputs }: World): Promise<void> {
  const Item = {
    tenant: { S: 'acme' },
    item: { S: 'PARTIAL#00001' },
    mark: { S: 'half' },
    parts: { N: '2' },
    rev: { N: '1' },
    fence: { N: '0' },
    data: { B: new Uint8Array([0]) },
  };
  await aws.dynamo.send(new PutItemCommand({ TableName: outputs.table, Item }));
}
