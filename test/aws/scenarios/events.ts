import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import type { Actor, SimulatedTenant } from '../../../demo/tenant.ts';
import { eventually, itemsOf, logOf } from '../aws.ts';
import { eventSources, stream } from '../partner.ts';
import { receive, type Heard } from '../queues.ts';
import { permissive, show, tryWatch, type Get, type TenantName } from '../steps.ts';
import { nameOf, stack, cell, type World } from '../world.ts';
import { dynamoAnswers } from './failing.ts';

/** Synthetic. */
const pipeline: Actor = {
  clientId: 'PipelineApp0000000000000000000000',
  clientName: 'Provisioning',
  ip: '203.0.113.10',
  userAgent: 'Terraform/1.9.0 Auth0 Terraform Provider',
};

/** What the last changes of a tenant left in its logs. */
function newest({ state }: SimulatedTenant, count = 1) {
  return state.logs.slice(-count);
}

export function events(world: Get): void {
  describe('events of a log stream', () => {
    test('tell of a new permissive app within ten seconds', async () => {
      const { tenants, alerts } = world();
      await alerts.acme.rest();
      tenants.acme.createApp(permissive('streamed'), pipeline);
      const began = Date.now();

      await stream(world(), 'acme', newest(tenants.acme));

      const heard = await alerts.acme.next(10);
      const seconds = (Date.now() - began) / 1_000;
      expect(heard?.attributes['transition']).toBe('["acme/app-permissive/streamed#1"]');
      expect(seconds).toBeLessThan(10);
      show(
        `From the event to the alert: ${seconds.toFixed(1)} s`,
        `${heard?.subject}\n${factsIn(heard).join('\n')}`,
      );
    });

    test('in a burst are one alert and few runs, and none when they come again', async () => {
      const { tenants, alerts } = world();
      await idle(world());
      for (let n = 0; n < 30; n += 1) {
        tenants.acme.createApp(permissive(`burst-${n}`), pipeline);
      }
      const entries = newest(tenants.acme, 30);
      const before = await runsOf(world(), 'acme');

      await stream(world(), 'acme', entries);

      const heard = await alerts.acme.next(20);
      expect(heard?.subject).toBe('[acme, production] 30 findings: 30 high');
      await idle(world());
      expect(await alerts.acme.rest()).toEqual([]);
      const runs = (await runsOf(world(), 'acme')) - before;
      show('A burst of 30 events', `${runs} runs, 1 alert: ${heard?.subject}`);
      // The emulator hands over what is there, at most ten messages, and waits for no more; AWS would make it one.
      expect(runs).toBeGreaterThanOrEqual(1);
      expect(runs).toBeLessThanOrEqual(6);

      await stream(world(), 'acme', entries);
      await idle(world());
      expect((await runsOf(world(), 'acme')) - before).toBe(runs);
      expect(await alerts.acme.rest()).toEqual([]);
    });

    test('that are of nothing watched do not reach the queue', async () => {
      const { tenants } = world();
      await idle(world());
      const before = await runsOf(world(), 'acme');
      const shown = newest(tenants.acme).map((entry) => ({ ...entry, log_id: `${entry.log_id}9` }));

      await stream(world(), 'foreign', shown);
      await stream(
        world(),
        'acme',
        shown.map((entry) => ({ ...entry, type: 's' })),
      );
      await stream(
        world(),
        'acme',
        shown.map((entry) => ({ ...entry, details: { request: { path: '/api/v2/users' } } })),
      );

      await idle(world());
      expect((await runsOf(world(), 'acme')) - before).toBe(0);
    });

    test('that cannot be used are named in the log once and dropped', async () => {
      const { aws, outputs } = world();
      const QueueUrl = await queueUrl(world());
      const foreign = { source: eventSources.foreign, 'detail-type': 'Auth0 log' };
      for (const MessageBody of [
        '{"token":"SYNTHETIC-CANARY-77',
        JSON.stringify({ ...foreign, detail: { log_id: '1', data: { log_id: '1' } } }),
      ]) {
        await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }

      await idle(world());

      const log = await eventually(async () => {
        const text = await logOf(aws, nameOf('watch'));
        return text.includes('with no JSON') && text.includes(eventSources.foreign) ? text : null;
      }, 'the line in the log');
      expect(log.match(/cannot be used and will not be tried again/g)?.length).toBeLessThanOrEqual(
        2,
      );
      expect(log).not.toContain('SYNTHETIC-CANARY-77');
      expect(await receive(aws.sqs, outputs.failedRuns, 0)).toBeNull();
    });

    test('of a tenant that another run holds start one afterwards', async () => {
      const { tenants, alerts } = world();
      await idle(world());
      const before = await runsOf(world(), 'acme');
      tenants.acme.setLatency(300);
      tenants.acme.reset();
      const slow = tryWatch(world(), 'acme');
      await eventually(async () => (tenants.acme.requestCount() > 1 ? true : null), 'the slow run');
      tenants.acme.createApp(permissive('while-busy'), pipeline);

      await stream(world(), 'acme', newest(tenants.acme));

      expect((await slow).ok).toBe(true);
      tenants.acme.setLatency(0);
      await eventually(
        async () => ((await runsOf(world(), 'acme')) - before === 2 ? true : null),
        'the run of the event',
        30,
      );
      await idle(world());
      const told = (await alerts.acme.rest()).filter(({ attributes }) =>
        attributes['transition']?.includes('while-busy'),
      );
      expect(told).toHaveLength(1);
    });

    test('whose runs fail end in the queue of failed runs, and harm no other tenant', async () => {
      const { aws, tenants, recorder, outputs, alerts } = world();
      await alerts.beta.rest();
      const QueueUrl = await queueUrl(world());
      const { VisibilityTimeout } = await attributesOf(world());
      const setVisibility = (seconds: string) =>
        aws.sqs.send(
          new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: seconds } }),
        );
      await setVisibility('1');
      const gone = dynamoAnswers('ResourceNotFoundException', 'Requested resource not found');
      recorder.standIn((asked) => (asked.body.includes('"acme"') ? gone(asked) : null));
      tenants.acme.createApp(permissive('never-read'), pipeline);
      tenants.beta.createApp(permissive('beside'), pipeline);

      await Promise.all([
        stream(world(), 'acme', newest(tenants.acme)),
        stream(world(), 'beta', newest(tenants.beta)),
      ]);

      const heard = await alerts.beta.next(20);
      expect(heard?.attributes['transition']).toBe('["beta/app-permissive/beside#1"]');
      const failed = await eventually(
        () => receive(aws.sqs, outputs.failedRuns, 1),
        'the event in the queue of failed runs',
        40,
      );
      recorder.standIn(null);
      await setVisibility(VisibilityTimeout ?? '');
      expect(JSON.parse(failed)).toMatchObject({
        source: eventSources.acme,
        detail: { data: { description: 'Create a client' } },
      });
      // Nothing is lost: the next run sees the app.
      expect((await tryWatch(world(), 'acme')).ok).toBe(true);
      expect((await alerts.acme.next())?.attributes['transition']).toContain('never-read');
    });
  });
}

/** What people are shown of each finding. */
function factsIn(heard: Heard | null): string[] {
  const { findings } = JSON.parse(heard?.message ?? '{"findings":[]}') as {
    findings: { facts: { name: string; value: string }[] }[];
  };
  return findings.flatMap(({ facts }) => facts.map(({ name, value }) => `${name}: ${value}`));
}

async function runsOf({ aws, outputs }: World, name: TenantName): Promise<number> {
  const items = await itemsOf(aws, outputs.table);
  return items.filter(({ tenant, item }) => tenant?.S === name && item?.S?.startsWith('RUN#'))
    .length;
}

async function queueUrl({ aws }: World): Promise<string> {
  const QueueName = `${stack}-events-${cell}`;
  const { QueueUrl = '' } = await aws.sqs.send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

async function attributesOf(world: World): Promise<Readonly<Record<string, string>>> {
  const { Attributes = {} } = await world.aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await queueUrl(world), AttributeNames: ['All'] }),
  );
  return Attributes;
}

/** Waits until no event waits and none is at work. */
async function idle(world: World): Promise<void> {
  await eventually(
    async () => {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } =
        await attributesOf(world);
      const left = [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible];
      return left.every((count) => count === '0') ? true : null;
    },
    'an empty queue of events',
    40,
  );
}
