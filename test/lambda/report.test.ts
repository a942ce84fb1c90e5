import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { headKey } from '../../functions/adapters/dynamo/keys.ts';
import { createHandler } from '../../functions/report.ts';
import { createHandler as createWatch } from '../../functions/watch.ts';
import { variableNames } from '../../functions/core/deployment.ts';
import { partner } from '../jobs/world.ts';
import { bucket, errorOf, invoke, useLambda, webhookSecretId } from './world.ts';

const lambda = useLambda();
const told = `slack:${webhookSecretId}`;
const formats = ['html', 'json', 'csv', 'ocsf.json', 'sarif', 'md'];

/** What a schedule sends at this moment, once Scheduler has put it in. */
function scheduledNow() {
  return new Date().toISOString().replace(/\.\d+/, '');
}

describe('a report', () => {
  test('is kept, told to each channel, logged and answered', async () => {
    const { id, store, surroundings } = await lambda.deploy({
      tenant: { apps: [partner('old')] },
    });
    await invoke(createWatch(surroundings), { tenant: id });
    lambda.aws().calls.length = 0;
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    const [first = ''] = lambda.aws().objects.keys();
    const folder = first.replace(/\/report\.html$/, '');
    expect(folder).toMatch(
      new RegExp(`^${bucket}/tenants/${id}/\\d{4}/[\\dTZ-]+-asked-[\\dTZ-]+$`),
    );
    const files = formats.map((format) => `${folder}/report.${format}`);
    expect([...lambda.aws().objects.keys()]).toEqual(files);
    expect(reply).toEqual({
      tenant: id,
      posture: expect.objectContaining({
        tenant: id,
        environment: 'production',
        headline: expect.stringMatching(/waits for a decision/),
        kept: expect.objectContaining({ uri: `s3://${files[0]}` }),
      }),
      files: files.map((file) => `s3://${file}`),
      told: ['sns', told],
    });
    expect(JSON.stringify(reply).length).toBeLessThan(100_000);
    expect(lambda.slack().messages.at(-1)?.body['text']).toContain(`Posture of ${id} (production)`);
    expect(lambda.aws().published.at(-1)?.Message).toContain('nobody has decided');
    // On demand it writes nothing to the table.
    const used = new Set(lambda.aws().calls.filter((call) => !call.startsWith('SNS')));
    expect([...used].sort()).toEqual([
      'DynamoDB.GetItem',
      'DynamoDB.Query',
      'S3.PutObject',
      'secretsmanager.GetSecretValue',
    ]);
    expect(await store.lastReport(id)).toBeNull();
    const line = lambda.lines().find(({ job }) => job === 'report');
    expect(line).toMatchObject({
      level: 'INFO',
      tenant: id,
      told: ['sns', told],
      kept: 6,
      dryRun: false,
    });
  });

  test('that its schedule starts leaves a mark, by one write', async () => {
    const { id, store, surroundings } = await lambda.deploy();
    const scheduled = scheduledNow();
    await invoke(createHandler(surroundings), { tenant: id, scheduled });
    expect(await store.lastReport(id)).toMatchObject({
      at: new Date(scheduled).toISOString(),
      told: ['sns', told],
    });
    const writes = lambda.aws().calls.filter((call) => /DynamoDB\.(?!GetItem|Query)/.test(call));
    expect([...new Set(writes)]).toEqual(['DynamoDB.PutItem']);
  });

  test('that is dry is answered, told to nobody and kept nowhere', async () => {
    const { id, surroundings } = await lambda.deploy();
    const reply = await invoke(createHandler(surroundings), { tenant: id, dryRun: true });
    expect(reply).toMatchObject({ told: [], files: [] });
    expect([lambda.slack().posts(), lambda.aws().published]).toEqual([0, []]);
    expect(lambda.aws().objects.size).toBe(0);
    expect(lambda.lines()).toHaveLength(1);
  });

  test('of a tenant that was never read says so, and reads no credentials', async () => {
    const { id, secretId, tenant, surroundings } = await lambda.deploy();
    lambda.aws().kept.delete(secretId);
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    expect(reply).toMatchObject({ posture: { headline: expect.stringMatching(/^Never read/i) } });
    expect(tenant.requestCount()).toBe(0);
  });

  test('that one channel refuses reaches the other, and the function fails until it is taken', async () => {
    const { id, surroundings } = await lambda.deploy();
    lambda.slack().archive('SYNTHETIC');
    const event = { tenant: id, scheduled: scheduledNow() };
    const handler = createHandler(surroundings);
    const error = await errorOf(invoke(handler, event));
    expect(error.stack).toBe(`DeliveryError: ${error.message}`);
    expect(error.message).toMatch(/archived.*is tried once more, for those that did not get it/);
    expect(lambda.aws().published).toHaveLength(1);
    const errors = lambda.lines().filter(({ level }) => level === 'ERROR');
    expect(errors).toMatchObject([{ message: error.message, error: { name: 'DeliveryError' } }]);
    expect(lambda.lines().at(-1)).toMatchObject({ ReportsTold: 1, Undelivered: 1 });
    await errorOf(invoke(handler, event));
    expect(lambda.aws().published).toHaveLength(1);
  });

  test('takes the payload of its schedule and no other', async () => {
    const { surroundings } = await lambda.deploy();
    const error = await errorOf(
      invoke(createHandler(surroundings), { tenant: 'a', format: 'csv' }),
    );
    expect(error.message).toBe(
      'The payload has unknown keys: "format". Send {"tenant":"acme-prod"} or {"fleet":true}, with "dryRun": true beside it to write nothing and tell nobody.',
    );
  });

  test('of a moment that has not come is refused', async () => {
    const { id, surroundings } = await lambda.deploy();
    const event = { tenant: id, at: '2199-01-01T00:00:00Z' };
    const { message } = await errorOf(invoke(createHandler(surroundings), event));
    expect(message).toMatch(/^"at" in the payload, 2199-01-01 00:00 UTC, has not come yet/);
  });
});

describe('a report of the fleet', () => {
  const fleet = { routes: [{ sns: true }] };

  test('tells of all tenants of the table by routes of its own, and leaves a mark', async () => {
    const one = await lambda.deploy();
    const { store, surroundings } = await lambda.deploy({ file: { fleet }, beside: [one] });
    await invoke(createWatch(one.surroundings), { tenant: one.id });
    const posts = lambda.slack().posts();
    const reply = await invoke(createHandler(surroundings), {
      fleet: true,
      scheduled: scheduledNow(),
    });
    expect(reply).toMatchObject({ tenant: 'fleet', fleet: true, told: ['sns'] });
    expect(lambda.slack().posts()).toBe(posts);
    expect(JSON.parse(lambda.aws().published.at(-1)?.Message ?? '').default).toContain(
      `${one.id} (production): `,
    );
    expect([...lambda.aws().objects.keys()][0]).toMatch(`${bucket}/fleet/`);
    expect(await store.lastReport(null)).toMatchObject({ told: ['sns'] });
    expect(lambda.lines().at(-1)).toMatchObject({ job: 'report', tenant: '-' });
  });

  test('without the days that files are kept it says so, when it is invoked', async () => {
    const { id, surroundings } = await lambda.deploy({
      env: { [variableNames.reportDays]: undefined },
    });
    const error = await errorOf(invoke(createHandler(surroundings), { tenant: id }));
    expect(error.message).toMatch(/^STRICTWATCH_REPORT_RETENTION_DAYS must be a whole number/);
  });

  test('is made in cell 1, where there is one', async () => {
    const { surroundings } = await lambda.deploy();
    const none = await errorOf(invoke(createHandler(surroundings), { fleet: true }));
    expect(none.message).toMatch(/^There is no report of the fleet: .*Add "fleet": \{\} to it/);
    const second = await lambda.deploy({
      file: { fleet },
      env: { [variableNames.cell]: '2', [variableNames.cells]: '2' },
    });
    const elsewhere = await errorOf(invoke(createHandler(second.surroundings), { fleet: true }));
    expect(elsewhere.message).toBe(
      'The report of the fleet is made in cell 1: invoke strictwatch-report-1.',
    );
  });

  test('logs each tenant that could not be gathered, and does not fail for it', async () => {
    const { id, surroundings } = await lambda.deploy({ file: { fleet } });
    await invoke(createWatch(surroundings), { tenant: id });
    lambda.forget();
    const data = { B: new TextEncoder().encode('synthetic damage') };
    const { tenant, item } = headKey(id);
    const { client, table: TableName } = lambda.aws();
    await client.send(
      new PutItemCommand({ TableName, Item: { tenant: { S: tenant }, item: { S: item }, data } }),
    );
    await invoke(createHandler(surroundings), { fleet: true, dryRun: true });
    const errors = lambda.lines().filter(({ level }) => level === 'ERROR');
    expect(errors).toMatchObject([{ tenant: id }]);
  });
});
