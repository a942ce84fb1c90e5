import { describe, expect, test } from 'vitest';
import { createHandler } from '../../functions/report.ts';
import { createHandler as createWatch } from '../../functions/watch.ts';
import { partner } from '../jobs/world.ts';
import { errorOf, invoke, useLambda, webhookSecretId } from './world.ts';

const lambda = useLambda();

describe('a report', () => {
  test('is told to each channel, logged and answered', async () => {
    const { id, surroundings } = await lambda.deploy({ tenant: { apps: [partner('old')] } });
    await invoke(createWatch(surroundings), { tenant: id });
    lambda.aws().calls.length = 0;
    const told = `slack:${webhookSecretId}`;
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    expect(reply).toEqual({
      tenant: id,
      posture: expect.objectContaining({
        tenant: id,
        environment: 'production',
        headline: expect.stringMatching(
          /^no open findings, \d undecided; last read 0 minutes ago$/,
        ),
      }),
      told: ['sns', told],
    });
    expect(lambda.slack().messages.at(-1)?.body['text']).toContain(`Posture of ${id} (production)`);
    expect(lambda.aws().published.at(-1)?.Message).toContain('undecided');
    // Its role may read the table and no more.
    const used = new Set(lambda.aws().calls.filter((call) => call.startsWith('DynamoDB')));
    expect([...used].sort()).toEqual(['DynamoDB.GetItem', 'DynamoDB.Query']);
    const line = lambda.lines().find(({ job }) => job === 'report');
    expect(line).toMatchObject({ level: 'INFO', tenant: id, told: ['sns', told], dryRun: false });
  });

  test('that is dry is answered and told to nobody', async () => {
    const { id, surroundings } = await lambda.deploy();
    const reply = await invoke(createHandler(surroundings), { tenant: id, dryRun: true });
    expect(reply).toMatchObject({ told: [] });
    expect([lambda.slack().posts(), lambda.aws().published]).toEqual([0, []]);
    expect(lambda.lines()).toHaveLength(1);
  });

  test('of a tenant that was never read says so, and reads no credentials', async () => {
    const { id, secretId, tenant, surroundings } = await lambda.deploy();
    lambda.aws().kept.delete(secretId);
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    expect(reply).toMatchObject({ posture: { headline: expect.stringMatching(/^never read/) } });
    expect(tenant.requestCount()).toBe(0);
  });

  test('that one channel refuses reaches the other, and the function fails', async () => {
    const { id, surroundings } = await lambda.deploy();
    lambda.slack().archive('SYNTHETIC');
    const error = await errorOf(invoke(createHandler(surroundings), { tenant: id }));
    expect(error.stack).toBe(`DeliveryError: ${error.message}`);
    expect(error.message).toMatch(/archived.*The next report says what this one would have/);
    expect(lambda.aws().published).toHaveLength(1);
    const errors = lambda.lines().filter(({ level }) => level === 'ERROR');
    expect(errors).toMatchObject([{ message: error.message, error: { name: 'DeliveryError' } }]);
    expect(lambda.lines().at(-1)).toMatchObject({ ReportsTold: 1, Undelivered: 1 });
  });

  test('takes the payload of its schedule and no other', async () => {
    const { surroundings } = await lambda.deploy();
    const error = await errorOf(
      invoke(createHandler(surroundings), { tenant: 'a', format: 'csv' }),
    );
    expect(error.message).toBe(
      'The payload has unknown keys: "format". Send {"tenant":"acme-prod"}, with "dryRun": true beside it to write nothing and tell nobody.',
    );
  });
});
