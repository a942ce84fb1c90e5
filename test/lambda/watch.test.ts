import { expect, test, describe } from 'vitest';
import { variableNames } from '../../functions/core/deployment.ts';
import { RunResult } from '../../functions/core/run.ts';
import { TestAlertReply } from '../../functions/core/test-alert.ts';
import { createHandler } from '../../functions/watch.ts';
import { partner } from '../jobs/world.ts';
import { credentialsOf, errorOf, invoke, topicArn, useLambda, webhookSecretId } from './world.ts';

const lambda = useLambda();

describe('a run', () => {
  test('is told, recorded, logged and answered', async () => {
    const { id, tenant, store, surroundings } = await lambda.deploy({
      tenant: { apps: [partner('old')] },
    });
    const handler = createHandler(surroundings);
    const first = RunResult.parse(await invoke(handler, { tenant: id }));
    expect(first).toMatchObject({ tenant: id, complete: true });
    expect(first.findings.map(({ status }) => status)).toContain('inherited');
    tenant.createApp(partner('new'));
    const second = RunResult.parse(await invoke(handler, { tenant: id }));
    expect(second.findings).toContainEqual(
      expect.objectContaining({ rule: 'app-permissive', subject: 'new', announced: 'opened' }),
    );
    expect(lambda.slack().messages).toHaveLength(2);
    expect(lambda.aws().published.map(({ TopicArn }) => TopicArn)).toEqual([topicArn, topicArn]);
    expect(await store.runs(id, 9)).toHaveLength(2);
    expect(tenant.requests.filter(({ path }) => path === '/oauth/token')).toHaveLength(1);
  });

  test('leaves one line of what it did and one of what it counted, by job alone', async () => {
    const { id, surroundings } = await lambda.deploy({ tenant: { apps: [partner('old')] } });
    await invoke(createHandler(surroundings), { tenant: id });
    const [did, counted, ...more] = lambda.lines();
    expect(more).toEqual([]);
    expect(did).toMatchObject({
      level: 'INFO',
      tenant: id,
      job: 'watch',
      complete: true,
      dryRun: false,
      apps: 1,
      unread: {},
      undelivered: 0,
      waiting: 0,
      timestamp: expect.stringMatching(/Z$/),
    });
    const [metrics] = counted?.['_aws']?.CloudWatchMetrics ?? [];
    expect(metrics?.Dimensions).toEqual([['job']]);
    expect(counted).toMatchObject({ job: 'watch', tenant: id, RunsComplete: 1, RunsIncomplete: 0 });
    expect(metrics?.Metrics.map(({ Name }) => Name)).not.toContain('tenant');
  });

  test('may be asked for as text', async () => {
    const { id, surroundings } = await lambda.deploy();
    const reply = await invoke(createHandler(surroundings), JSON.stringify({ tenant: id }));
    expect(reply).toMatchObject({ tenant: id, complete: true });
  });

  test('is answered when it is over, even when Lambda has little time left', async () => {
    const { id, store, surroundings } = await lambda.deploy({ tenant: { latencyMs: 60 } });
    let asked = 0;
    const remaining = () => (asked++ < 2 ? 20 : 900_000);
    const reply = await invoke(createHandler(surroundings), { tenant: id }, remaining);
    expect(reply).toMatchObject({ tenant: id, calls: expect.any(Number) });
    expect(await store.runs(id, 9)).toHaveLength(1);
  });

  test('that is dry writes nothing, tells nobody and counts nothing', async () => {
    const { id, store, surroundings } = await lambda.deploy({ tenant: { apps: [partner('old')] } });
    const reply = await invoke(createHandler(surroundings), { tenant: id, dryRun: true });
    expect(reply).toMatchObject({ complete: true, cost: { writeUnits: 0 } });
    expect(await store.head(id)).toBeNull();
    expect(await store.runs(id, 9)).toEqual([]);
    expect([lambda.slack().posts(), lambda.aws().published]).toEqual([0, []]);
    expect(lambda.lines()).toEqual([expect.objectContaining({ dryRun: true })]);
  });

  test('of a tenant that cannot be read is a result', async () => {
    const { id, tenant, store, surroundings } = await lambda.deploy();
    tenant.revokeScope('read:clients');
    const reply = RunResult.parse(await invoke(createHandler(surroundings), { tenant: id }));
    expect(reply.complete).toBe(false);
    expect(reply.sections.apps).toMatchObject({ ok: false });
    expect(await store.runs(id, 9)).toHaveLength(1);
    expect(lambda.lines()[0]).toMatchObject({
      complete: false,
      unread: { apps: expect.stringContaining('read:clients') },
    });
  });
});

describe('a payload that is not one is refused with what to send, and is not repeated', () => {
  test.each([
    ['nothing', null, /is empty\. Send \{"tenant":"acme-prod"\}/],
    ['an empty object', {}, /is empty\. Send/],
    ['an empty text', '', /is empty\. Send/],
    ['a list', [{ tenant: 'acme' }], /is not a JSON object\. Send/],
    ['a text that is no JSON', 'synthetic-secret', /is not a JSON object\. Send/],
    ['a tenant that can be none', { tenant: 'SYNTHETIC SECRET' }, /names no tenant.*Send/],
    ['a key nobody knows', { tenant: 'a', now: 'synthetic-secret' }, /unknown keys: "now"\. Send/],
    ['a testAlert that is neither', { tenant: 'a', testAlert: 'no' }, /true or false\. Send/],
    ['a dryRun that is neither', { tenant: 'a', dryRun: 'no' }, /true or false\. Send/],
  ])('%s', async (_, event, expected) => {
    const { surroundings } = await lambda.deploy();
    const error = await errorOf(invoke(createHandler(surroundings), event));
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(expected) });
    const [line, ...more] = lambda.lines();
    expect(line).toMatchObject({ level: 'ERROR', message: error.message, tenant: '-' });
    expect(more).toEqual([]);
    expect(lambda.written() + String(error.stack)).not.toMatch(/synthetic.secret/i);
    expect(lambda.aws().calls).toEqual([]);
  });
});

describe('a test alert', () => {
  const routes = [
    {
      slack: { webhookSecretId },
      minSeverity: 'critical',
      rules: ['app-*', 'toggle-*', 'watch-*'],
    },
    { sns: true, escalateAfterHours: 2 },
  ];
  const config = { routes, environment: 'production' };

  test('goes through SNS and every Slack route, is no finding, and is answered a channel each', async () => {
    const { id, surroundings } = await lambda.deploy({ config });
    const handler = createHandler(surroundings);
    const reply = await invoke(handler, { tenant: id, testAlert: true });
    expect(TestAlertReply.parse(reply)).toEqual({
      tenant: id,
      testAlert: [
        {
          channel: 'sns',
          routes: ['critical findings that nobody acknowledged for 2 hours'],
          accepted: true,
          says: null,
        },
        {
          channel: `slack:${webhookSecretId}`,
          routes: ['findings from critical up of the rules app-*, toggle-*, watch-*'],
          accepted: true,
          says: null,
        },
      ],
    });
    expect(lambda.aws().published.map(({ Subject }) => Subject)).toEqual([
      `[TEST ${id}, production] test alert, nothing was found`,
    ]);
    expect(lambda.slack().messages.map(({ body }) => body['text'])).toEqual([
      expect.stringMatching(/^TEST of acme-\d+ \(production\): This is a test alert/),
    ]);
  });

  test('reads neither the tenant nor the table, and writes nothing', async () => {
    const { id, tenant, store, surroundings } = await lambda.deploy();
    await invoke(createHandler(surroundings), { tenant: id, testAlert: true });
    expect(tenant.requests).toEqual([]);
    expect([...new Set(lambda.aws().calls)].sort()).toEqual([
      'SNS.Publish',
      'secretsmanager.GetSecretValue',
    ]);
    expect(await store.head(id)).toBeNull();
    expect(lambda.lines()).toMatchObject([
      { level: 'INFO', message: 'A test alert was sent.', tenant: id, accepted: 2, undelivered: 0 },
    ]);
  });

  test('that a channel does not accept is answered and logged, not failed', async () => {
    const { id, surroundings } = await lambda.deploy();
    lambda.aws().refusals.SNS.push({ status: 403, type: 'AuthorizationError' });
    lambda.slack().archive('SYNTHETIC');
    const reply = await invoke(createHandler(surroundings), { tenant: id, testAlert: true });
    const { testAlert } = TestAlertReply.parse(reply);
    expect(testAlert.map(({ accepted }) => accepted)).toEqual([false, false]);
    expect(testAlert[0]?.says).toMatch(/^Amazon SNS did not accept .* Allow it sns:Publish/);
    expect(testAlert[1]?.says).toMatch(/channel_is_archived.*make a webhook for another/);
    expect(lambda.lines().map(({ level }) => level)).toEqual(['WARN', 'WARN', 'INFO']);
    expect(lambda.written()).not.toContain('/services/');
  });

  test('that has no time left says so of each channel', async () => {
    const { id, surroundings } = await lambda.deploy();
    const payload = { tenant: id, testAlert: true };
    const reply = await invoke(createHandler(surroundings), payload, () => 16_000);
    const { testAlert } = TestAlertReply.parse(reply);
    expect(testAlert.map(({ says }) => says)).toEqual([
      expect.stringMatching(/^Nothing was sent to sns: the time of this invocation is up/),
      expect.stringMatching(/^Nothing was sent to slack:/),
    ]);
    expect([lambda.slack().posts(), lambda.aws().published]).toEqual([0, []]);
  });

  test('may go on while a run holds the tenant', async () => {
    const { id, store, surroundings } = await lambda.deploy();
    const session = await store.begin(id);
    const reply = await invoke(createHandler(surroundings), { tenant: id, testAlert: true });
    await session.end();
    expect(TestAlertReply.parse(reply).testAlert).toHaveLength(2);
  });

  test.each([{ dryRun: true }, { action: { kind: 'acknowledge', finding: 'a/b/c', by: 'ann' } }])(
    'goes not with %j',
    async (more) => {
      const { id, surroundings } = await lambda.deploy();
      const payload = { tenant: id, testAlert: true, ...more };
      const error = await errorOf(invoke(createHandler(surroundings), payload));
      expect(error.message).toMatch(/^"testAlert" goes neither with "action" nor with "dryRun"/);
      expect([lambda.slack().posts(), lambda.aws().calls]).toEqual([0, []]);
    },
  );
});

test('a tenant that is not here is answered with those that are', async () => {
  const { id, surroundings } = await lambda.deploy();
  const error = await errorOf(invoke(createHandler(surroundings), { tenant: 'other' }));
  expect(error.message).toContain(`The tenants of this cell are: ${id}.`);
  expect(lambda.lines()[0]).toMatchObject({ tenant: 'other', error: { name: 'ConfigError' } });
});

describe('secrets', () => {
  const secret = 'synthetic-value-not-to-be-seen';

  test.each<[string, string | Uint8Array | null, RegExp]>([
    ['missing', null, /does not exist in this account and region/],
    ['empty', ' \n', /is empty/],
    ['binary', Buffer.from(secret), /is binary/],
    ['no JSON', `{"clientId":"a","clientSecret":"${secret}"`, /is not JSON/],
    ['JSON, but no object', JSON.stringify(secret), /no object/],
    [
      'with other keys',
      JSON.stringify({ client_id: secret, client_secret: secret }),
      /has the keys "client_id", "client_secret", which do not fit/,
    ],
    [
      'with an algorithm Auth0 does not take',
      JSON.stringify({ clientId: secret, privateKey: secret, alg: 'HS256' }),
      /RS384 and PS256/,
    ],
  ])('credentials that are %s make the run fail and are not shown', async (_, kept, expected) => {
    const { id, secretId, store, surroundings } = await lambda.deploy();
    if (kept === null) lambda.aws().kept.delete(secretId);
    else lambda.aws().kept.set(secretId, kept);
    const error = await errorOf(invoke(createHandler(surroundings), { tenant: id }));
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(expected) });
    expect(error.message).toContain(`"${secretId}"`);
    expect(error.cause).toBeUndefined();
    expect(lambda.lines()[0]).toMatchObject({ level: 'ERROR', tenant: id });
    expect(lambda.written() + String(error.stack)).not.toContain(secret);
    expect(await store.runs(id, 9)).toEqual([]);
    // The lease was given back: the next run need not wait for it.
    lambda.aws().kept.set(secretId, JSON.stringify({ clientId: 'x', clientSecret: secret }));
    expect(await invoke(createHandler(surroundings), { tenant: id })).toMatchObject({
      complete: false,
    });
    expect(lambda.written()).not.toContain(secret);
  });

  test('that were rotated are used by the next run of a warm process', async () => {
    const { id, secretId, tenant, surroundings } = await lambda.deploy();
    const handler = createHandler(surroundings);
    expect(await invoke(handler, { tenant: id })).toMatchObject({ complete: true });
    tenant.rotateSecret();
    tenant.expireTokens();
    lambda.aws().kept.set(secretId, credentialsOf(tenant));
    expect(await invoke(handler, { tenant: id })).toMatchObject({ complete: true });
    const reads = lambda.aws().calls.filter((call) => call === 'secretsmanager.GetSecretValue');
    // Once the webhook and twice the credentials: a token that works needs none.
    expect(reads).toHaveLength(3);
  });

  test('in SSM work as well', async () => {
    const ssmParameter = '/strictwatch/in-ssm';
    const { id, tenant, surroundings } = await lambda.deploy({
      config: { credentials: { ssmParameter } },
    });
    lambda.aws().kept.set(ssmParameter, credentialsOf(tenant));
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    expect(reply).toMatchObject({ complete: true });
  });

  test('a webhook that was replaced is used with the next message', async () => {
    const { id, tenant, surroundings } = await lambda.deploy();
    const handler = createHandler(surroundings);
    await invoke(handler, { tenant: id });
    lambda.aws().kept.set(webhookSecretId, lambda.slack().webhook('REPLACED'));
    tenant.createApp(partner('new'));
    await invoke(handler, { tenant: id });
    const paths = lambda.slack().messages.map(({ path }) => path.split('/').at(-1));
    expect(paths).toEqual(['SYNTHETIC', 'REPLACED']);
    expect(lambda.written()).not.toMatch(/services\/T000/);
  });
});

describe('when it is not all well', () => {
  test('Slack down: the run stays, SNS is told once, the function fails, the next run tells Slack', async () => {
    const { id, store, surroundings } = await lambda.deploy({ tenant: { apps: [partner('old')] } });
    const handler = createHandler(surroundings);
    lambda.aws().kept.delete(webhookSecretId);
    const error = await errorOf(invoke(handler, { tenant: id }));
    expect(error.name).toBe('DeliveryError');
    expect(error.message).toMatch(
      /Nothing was sent to slack:.*does not exist.*The next run sends what it still owes/,
    );
    expect(lambda.lines().map(({ level }) => level)).toEqual(['INFO', 'ERROR', undefined]);
    expect(lambda.lines().at(-1)).toMatchObject({ Undelivered: 1 });
    expect(await store.runs(id, 9)).toHaveLength(1);
    lambda.aws().kept.set(webhookSecretId, lambda.slack().webhook());
    await invoke(handler, { tenant: id });
    expect([lambda.slack().messages.length, lambda.aws().published.length]).toEqual([1, 1]);
  });

  test('SNS down does not keep the message from Slack', async () => {
    const { id, surroundings } = await lambda.deploy();
    const handler = createHandler(surroundings);
    lambda.aws().refusals.SNS.push({ status: 403, type: 'AuthorizationError' });
    const error = await errorOf(invoke(handler, { tenant: id }));
    expect(error.message).toMatch(/SNS did not accept/);
    expect(lambda.slack().messages).toHaveLength(1);
    await invoke(handler, { tenant: id });
    expect([lambda.slack().messages.length, lambda.aws().published.length]).toEqual([1, 1]);
  });

  test('a second refusal of Slack is owed on', async () => {
    const { id, surroundings } = await lambda.deploy();
    lambda.slack().archive('SYNTHETIC');
    const error = await errorOf(invoke(createHandler(surroundings), { tenant: id }));
    expect(error.message).toMatch(/archived/);
  });

  test('another run holds the tenant: answered, not failed', async () => {
    const { id, store, surroundings } = await lambda.deploy();
    const session = await store.begin(id);
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    await session.end();
    expect(reply).toEqual({
      tenant: id,
      busy: true,
      message: expect.stringContaining(`Another run is working on ${id}`),
    });
    expect(lambda.lines()).toMatchObject([{ level: 'INFO', busy: true }, { RunsBusy: 1 }]);
  });

  test('out of time in the middle of a listing: the next run goes on, into one snapshot', async () => {
    const apps = Array.from({ length: 350 }, (_, i) => partner(`app${i}`));
    const { id, tenant, store, surroundings } = await lambda.deploy({ tenant: { apps } });
    const handler = createHandler(surroundings);
    let left = 900_000;
    tenant.onRequest((_, { path, pathname }) => {
      // What is kept for saving is a minute, and a second more for the reader itself.
      if (pathname === '/api/v2/clients' && path.includes('from=')) left = 61_000;
    });
    const first = RunResult.parse(await invoke(handler, { tenant: id }, () => left));
    expect(first.sections.apps).toMatchObject({ ok: false, reason: expect.stringMatching(/time/) });
    tenant.onRequest(null);
    tenant.reset();
    const second = RunResult.parse(await invoke(handler, { tenant: id }));
    expect(second.sections.apps).toEqual({ ok: true, count: 350 });
    const pages = tenant.requests.filter(({ pathname }) => pathname === '/api/v2/clients');
    expect(pages.length).toBeLessThan(4);
    const versions = await store.appsAt(id, second.finishedAt);
    // Just after what the first run judged, which left a record of not having read them.
    const after = new Date(Date.parse(first.startedAt) + 1).toISOString();
    expect(new Set(versions.map(({ validFrom }) => validFrom))).toEqual(new Set([after]));
  });

  test('a table that throttles for a while', async () => {
    const { id, surroundings } = await lambda.deploy();
    const throttled = { status: 400, type: 'ProvisionedThroughputExceededException' };
    lambda.aws().refusals.DynamoDB.push(throttled, throttled);
    expect(await invoke(createHandler(surroundings), { tenant: id })).toMatchObject({
      complete: true,
    });
  });

  test('a table that is not there', async () => {
    const env = { [variableNames.table]: 'gone' };
    const { id, surroundings } = await lambda.deploy({ env });
    const error = await errorOf(invoke(createHandler(surroundings), { tenant: id }));
    expect(error).toMatchObject({ name: 'StoreError' });
    expect(error.message).toContain('"gone" does not exist');
    // The runtime logs what is thrown: words only, and nothing of its cause.
    expect([error.stack, error.cause]).toEqual([`StoreError: ${error.message}`, undefined]);
    expect(lambda.lines()[0]).toMatchObject({
      level: 'ERROR',
      error: { name: 'StoreError', cause: 'ResourceNotFoundException' },
    });
  });

  const { heartbeat, reports, reportDays, linkHours, ...needed } = variableNames;

  test('variables of other functions are not needed', async () => {
    const names = [heartbeat, reports, reportDays, linkHours];
    const env = Object.fromEntries(names.map((name) => [name, undefined]));
    const { id, surroundings } = await lambda.deploy({ env });
    const reply = await invoke(createHandler(surroundings), { tenant: id });
    expect(reply).toMatchObject({ complete: true });
  });

  test.each(Object.values(needed))(
    'without %s it says so, when it is invoked and not before',
    async (name) => {
      const { id, surroundings } = await lambda.deploy({ env: { [name]: undefined } });
      const handler = createHandler(surroundings);
      const error = await errorOf(invoke(handler, { tenant: id }));
      expect(error.message).toContain(`${name} is not set`);
    },
  );
});
