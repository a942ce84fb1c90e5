import { describe, expect, test } from 'vitest';
import type { Actor } from '../../demo/tenant.ts';
import { createHandler } from '../../functions/watch.ts';
import { partner } from '../jobs/world.ts';
import { invoke, useLambda, type Deployed, type Line } from './world.ts';

const lambda = useLambda();

/** Synthetic. */
const pipeline: Actor = {
  clientId: 'PipelineApp0000000000000000000000',
  clientName: 'Provisioning',
  ip: '203.0.113.10',
  userAgent: 'Terraform/1.9.0',
};

const source = (name: string) => `aws.partner/auth0.com/${name}-00000000/auth0.logs`;
let streams = 0;

/** A tenant that streams its logs and was adopted, with nothing told since. */
async function streaming(beside: readonly Deployed[] = []) {
  streams += 1;
  const eventSource = source(`t${streams}`);
  const deployed = await lambda.deploy({ config: { eventSource }, beside });
  const { id, tenant, surroundings } = deployed;
  const handler = createHandler(surroundings);
  await invoke(handler, { tenant: id });
  forget();
  return {
    ...deployed,
    handler,
    eventSource,
    /** Creates an app, and returns the message that its log entry becomes. */
    create: (name: string) => {
      tenant.createApp(partner(name), pipeline);
      return message(`m-${name}`, eventOf(eventSource, tenant.state.logs.at(-1)));
    },
  };
}

function forget(): void {
  lambda.slack().reset();
  lambda.forget();
}

function eventOf(from: string, data: { log_id: string } | undefined) {
  return {
    version: '0',
    'detail-type': 'Auth0 log',
    source: from,
    detail: { log_id: data?.log_id, data },
  };
}

function message(messageId: string, body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { messageId, receiptHandle: 'x', body: text, eventSource: 'aws:sqs' };
}

const batch = (...Records: object[]) => ({ Records });
const done = { batchItemFailures: [] };
const again = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

function lineWith(part: string | RegExp): Line | undefined {
  return lambda.lines().find(({ message: text }) => text?.match(part));
}

test('a burst is one run that is told once, and repeated it is none', async () => {
  const { id, store, handler, create } = await streaming();
  const events = batch(...Array.from({ length: 30 }, (_, n) => create(`burst-${n}`)));
  expect(await invoke(handler, events)).toEqual(done);
  expect(await store.runs(id, 9)).toHaveLength(2);
  expect(lambda.slack().messages).toHaveLength(1);
  expect(lineWith('The run is over')).toMatchObject({
    tenant: id,
    startedBy: 'events',
    events: 30,
    announced: { opened: 30 },
  });

  expect(await invoke(handler, events)).toEqual(done);
  expect(await store.runs(id, 9)).toHaveLength(2);
  expect(lambda.slack().messages).toHaveLength(1);
  expect(lineWith(/earlier run/)).toMatchObject({ tenant: id, level: 'INFO', events: 30 });
});

test('each tenant is run and counted by itself', async () => {
  const first = await streaming();
  const second = await streaming([first]);
  forget();
  const events = batch(first.create('one'), second.create('two'));
  expect(await invoke(second.handler, events)).toEqual(done);
  for (const { id, store } of [first, second]) expect(await store.runs(id, 9)).toHaveLength(2);
  const counted = lambda.lines().filter((line) => line['_aws'] !== undefined);
  expect(counted).toMatchObject([
    { tenant: first.id, RunsComplete: 1 },
    { tenant: second.id, RunsComplete: 1 },
  ]);
});

test('a line of a run that events did not start does not say so, before or after', async () => {
  const { id, handler, create } = await streaming();
  await invoke(handler, batch(create('one')));
  forget();
  await invoke(handler, { tenant: id });
  const [line] = lambda.lines();
  expect(line).toMatchObject({ tenant: id, complete: true });
  expect(line).not.toHaveProperty('startedBy');
  expect(line).not.toHaveProperty('events');
});

test('messages that cannot be used are dropped with one line, and hinder no other', async () => {
  const { id, store, handler, create } = await streaming();
  const reply = await invoke(
    handler,
    batch(
      message('broken', '{"token":"synthetic-secret'),
      create('good'),
      message('foreign', eventOf(source('foreign'), { log_id: '1' })),
    ),
  );
  expect(reply).toEqual(done);
  expect(await store.runs(id, 9)).toHaveLength(2);
  const warnings = lambda.lines().filter(({ level }) => level === 'WARN');
  expect(warnings).toMatchObject([
    { tenant: '-', message: expect.stringMatching(/^2 messages of the event queue .*foreign/) },
  ]);
  expect(lambda.written()).not.toContain('synthetic-secret');
});

test('an entry that tells of nothing watched starts no run', async () => {
  const { id, tenant, store, handler, eventSource } = await streaming();
  const entry = tenant.addLog({ type: 's', description: 'Success Login' });
  expect(await invoke(handler, batch(message('m', eventOf(eventSource, entry))))).toEqual(done);
  expect(await store.runs(id, 9)).toHaveLength(1);
  expect(lineWith(/nothing that is watched/)).toMatchObject({ tenant: id });
});

describe('when it is not all well', () => {
  test('a failed run gives back its own messages, and its error is marked for the alarm', async () => {
    const good = await streaming();
    const bad = await streaming([good]);
    lambda.aws().kept.delete(bad.secretId);
    bad.tenant.expireTokens();
    forget();
    const events = batch(bad.create('one'), good.create('two'), bad.create('three'));
    expect(await invoke(createHandler(bad.surroundings), events)).toEqual(
      again('m-one', 'm-three'),
    );
    expect(await good.store.runs(good.id, 9)).toHaveLength(2);
    const errors = lambda.lines().filter(({ level }) => level === 'ERROR');
    expect(errors).toMatchObject([
      { tenant: bad.id, startedBy: 'events', message: expect.stringContaining(bad.secretId) },
    ]);
  });

  test('what was not delivered is an error, comes not again, and is sent by the next run', async () => {
    const { id, handler, create } = await streaming();
    lambda.slack().archive('SYNTHETIC');
    const events = batch(create('one'));
    expect(await invoke(handler, events)).toEqual(done);
    expect(lineWith(/archived/)).toMatchObject({
      level: 'ERROR',
      tenant: id,
      startedBy: 'events',
      message: expect.stringMatching(/The next run sends what it still owes/),
    });
    const counted = lambda.lines().filter((line) => line['_aws'] !== undefined);
    expect(counted).toMatchObject([{ tenant: id, Undelivered: 1 }]);
    lambda.slack().reset();
    await invoke(handler, { tenant: id });
    expect(lambda.slack().messages).toHaveLength(1);
  });

  test('a tenant that another run holds is run when that is over', async () => {
    const { id, store, handler, create } = await streaming();
    const session = await store.begin(id);
    const running = invoke(handler, batch(create('one')));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await store.runs(id, 9)).toHaveLength(1);
    await session.end();
    expect(await running).toEqual(done);
    expect(await store.runs(id, 9)).toHaveLength(2);
  });

  test('with too little time left nothing is begun', async () => {
    const { id, store, handler, create } = await streaming();
    expect(await invoke(handler, batch(create('one')), () => 10_000)).toEqual(again('m-one'));
    expect(await store.runs(id, 9)).toHaveLength(1);
  });

  test('what looks like a batch and is none is refused like any other payload', async () => {
    const { handler } = await streaming();
    for (const Records of [[], [{ messageId: 'm', body: '{}' }], 'text']) {
      await expect(invoke(handler, { Records })).rejects.toThrow(
        /unknown keys: "Records".*Send \{"tenant":"acme-prod"\}/,
      );
    }
  });
});
