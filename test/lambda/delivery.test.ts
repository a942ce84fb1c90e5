import { expect, test } from 'vitest';
import { createHandler } from '../../functions/watch.ts';
import { errorOf, invoke, useLambda } from './world.ts';

const lambda = useLambda();

test('a run that gives a dead channel time says so, and does not fail', async () => {
  const { id, store, surroundings } = await lambda.deploy();
  const handler = createHandler(surroundings);
  lambda.slack().archive('SYNTHETIC');
  // As Lambda repeats a run that failed.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const error = await errorOf(invoke(handler, { tenant: id }));
    expect(error.message).toMatch(
      /^Slack did not accept the message for slack:strictwatch\/webhook/,
    );
  }
  const posts = lambda.slack().posts();
  lambda.forget();
  await invoke(handler, { tenant: id });
  expect(lambda.slack().posts()).toBe(posts);
  const warned = lambda.lines().filter(({ level }) => level === 'WARN');
  expect(warned.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^slack:strictwatch\/webhook has not accepted since .+, and is tried again from .+; a summary is owed to it\. Slack did not accept/,
    ),
  ]);
  expect(lambda.lines().find(({ waiting }) => waiting !== undefined)).toMatchObject({
    undelivered: 0,
    waiting: 1,
  });
  expect((await store.head(id))?.owedSummary).toEqual({ channels: ['slack:strictwatch/webhook'] });

  const error = await errorOf(invoke(handler, { tenant: id, retryNow: true }));
  expect(error.message).toMatch(/^Slack did not accept/);
  expect(lambda.slack().posts()).toBe(posts + 1);
});
