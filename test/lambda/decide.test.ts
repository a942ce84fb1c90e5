import { describe, expect, test } from 'vitest';
import { DecideReply } from '../../functions/core/decide-output.ts';
import { createHandler } from '../../functions/watch.ts';
import { partner } from '../jobs/world.ts';
import { errorOf, invoke, useLambda } from './world.ts';

const lambda = useLambda();

async function watched() {
  const deployed = await lambda.deploy({ tenant: { apps: [partner('old')] } });
  const handler = createHandler(deployed.surroundings);
  await invoke(handler, { tenant: deployed.id });
  lambda.slack().reset();
  lambda.aws().published.length = 0;
  lambda.forget();
  const finding = `${deployed.id}/app-permissive/old`;
  const status = async () =>
    (await deployed.store.findings(deployed.id)).find(({ key }) => key === finding)?.status;
  const send = (action: object, parts: object = {}) =>
    invoke(handler, { tenant: deployed.id, action, ...parts });
  return { ...deployed, finding, status, send };
}

const by = 'Ana\u202e';

describe('a decision in the payload', () => {
  test('takes effect without a run, and leaves a line that says who decided what', async () => {
    const { id, tenant, store, finding, status, send } = await watched();
    const requests = tenant.requests.length;
    const reply = DecideReply.parse(await send({ kind: 'acknowledge', finding, by }));
    expect(reply.findings).toMatchObject([{ key: finding, status: 'acknowledged' }]);
    expect(await status()).toBe('acknowledged');
    expect([tenant.requests.length, await store.runs(id, 9)]).toEqual([
      requests,
      [expect.anything()],
    ]);
    const [line] = lambda.lines();
    expect(line).toMatchObject({
      level: 'INFO',
      message: 'A decision was taken.',
      tenant: id,
      dryRun: false,
      changed: 1,
      action: { kind: 'acknowledge', finding, by: 'Ana‹U+202E›' },
    });
    expect(lambda.written()).not.toContain('\u202e');
  });

  test('that ends a suppression is told at once', async () => {
    const { finding, status, send } = await watched();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    await send({ kind: 'suppress', finding, by, owner: 'web', reason: 'x', until });
    expect([await status(), lambda.slack().posts()]).toEqual(['suppressed', 0]);
    await send({ kind: 'unsuppress', finding, by, reason: 'done' });
    expect(await status()).toBe('open');
    expect([lambda.slack().messages.length, lambda.aws().published.length]).toEqual([1, 1]);
  });

  test('that is dry writes nothing', async () => {
    const { finding, status, send } = await watched();
    const before = await status();
    const reply = await send({ kind: 'acknowledge', finding, by }, { dryRun: true });
    expect(reply).toMatchObject({ findings: [{ status: 'acknowledged' }] });
    expect(await status()).toBe(before);
  });

  test('that does not fit what is stored is answered, and no failure of the function', async () => {
    const { id, finding, send } = await watched();
    expect(await send({ kind: 'reopen', finding, by, reason: 'x' })).toEqual({
      tenant: id,
      refused: true,
      message: `${finding} is inherited, and nobody has decided about it. There is nothing to take back.`,
    });
    expect(lambda.lines()).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: expect.stringMatching(/^A decision was refused\. /),
      }),
    ]);
  });

  test('that is none is refused with what to send', async () => {
    const { send } = await watched();
    const error = await errorOf(send({ kind: 'acknowledge' }));
    expect(error).toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(/^The "action" in the payload is none\. Its "kind" is/),
    });
  });
});
