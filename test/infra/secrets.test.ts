import { expect, test } from 'vitest';
import { jobNames } from '../../functions/core/deployment.ts';
import { Aws } from 'aws-cdk-lib';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import { parameterResource, readableBy, secretResource } from '../../infra/secrets.ts';
import { sampleTenants } from './sample.ts';
import { synth, tenant } from './synth.ts';

const here = `${Aws.REGION}:${Aws.ACCOUNT_ID}`;
const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:auth0/acme';

test.each([
  ['auth0/acme', `arn:${Aws.PARTITION}:secretsmanager:${here}:secret:auth0/acme-??????`],
  // A name may look as if it had the random characters of an ARN; it has them only there.
  ['acme-secret', `arn:${Aws.PARTITION}:secretsmanager:${here}:secret:acme-secret-??????`],
  [`${secret}-AbCd12`, `${secret}-AbCd12`],
  [secret, `${secret}-??????`],
])('the secret %s is %s', (secretId, resource) => {
  expect(secretResource(secretId, 'here')).toBe(resource);
});

test.each([
  ['auth0', `arn:${Aws.PARTITION}:ssm:${here}:parameter/auth0`],
  ['/auth0', `arn:${Aws.PARTITION}:ssm:${here}:parameter/auth0`],
  ['/auth0/acme', `arn:${Aws.PARTITION}:ssm:${here}:parameter/auth0/acme`],
  [
    'arn:aws:ssm:eu-central-1:123456789012:parameter/auth0/acme',
    'arn:aws:ssm:eu-central-1:123456789012:parameter/auth0/acme',
  ],
])('the parameter %s is %s', (name, resource) => {
  expect(parameterResource(name, 'here')).toBe(resource);
});

test.each([
  '*',
  'auth0/*',
  'auth0-??????',
  'https://hooks.example/x',
  `${secret}*`,
  'arn:aws:s3:::x',
  '',
])('%j is no secret and no parameter, and is not repeated', (text) => {
  const isRefused = expect.objectContaining({
    name: 'ConfigError',
    message: expect.stringMatching(
      /^acme\.credentials is neither the name nor the ARN of a (secret|parameter)/,
    ),
  }) as Error;
  for (const resource of [secretResource, parameterResource]) {
    expect(() => resource(text, 'acme.credentials')).toThrow(isRefused);
    if (text === '') continue;
    expect(() => resource(text, 'acme.credentials')).not.toThrow(text);
  }
});

test.each([
  ['a secret', 'secretsmanager', 'secret:acme-AbCd12'],
  ['a parameter', 'ssm', 'parameter/acme'],
])(
  '%s of another region or partition is refused, of another account it is not',
  (_, service, name) => {
    const resource = service === 'ssm' ? parameterResource : secretResource;
    const of = (partition: string, region: string, account = '123456789012') =>
      `arn:${partition}:${service}:${region}:${account}:${name}`;
    const region = 'eu-central-1';
    const other = of('aws', region, '210987654321');
    expect(resource(other, 'here', region)).toBe(other);
    for (const arn of [
      of('aws', 'eu-west-1'),
      of('aws-cn', region),
      of('aws-us-gov', 'us-gov-west-1'),
    ]) {
      expect(() => resource(arn, 'acme.credentials', region)).toThrow(
        /^acme\.credentials is of another region than the deployment, which is in eu-central-1 \(partition aws\)/,
      );
      // Where the region is known only to CloudFormation there is nothing to compare.
      expect(resource(arn, 'acme.credentials')).toBe(arn);
    }
  },
);

test('the region of the deployment is what is compared with', () => {
  const options = { heartbeatSecretId: `${secret}-AbCd12` };
  const deploy = (region: string) =>
    synth({ tenants: [tenant('acme')], options, env: { account: '123456789012', region } });
  expect(() => deploy('eu-central-1')).not.toThrow();
  expect(() => deploy('eu-west-1')).toThrow(
    /^The option heartbeatSecretId is of another region than the deployment, which is in eu-west-1/,
  );
});

test('a name may have 512 characters and no more, also in an ARN', () => {
  const longest = 'x'.repeat(512);
  const arn = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:`;
  expect(secretResource(longest, '')).toContain(`:${longest}-`);
  expect(secretResource(`${arn}${longest}-AbCd12`, '')).toBe(`${arn}${longest}-AbCd12`);
  for (const id of [`${longest}x`, `${arn}${longest}x`, `${arn}${longest}x-AbCd12`]) {
    expect(() => secretResource(id, 'acme.credentials')).toThrow(/at most 512 characters/);
  }
});

test('watch reads credentials and webhooks, report webhooks, pulse webhooks and its heartbeat', () => {
  const webhook = secretResource('slack/security', '');
  const heartbeat = secretResource('heartbeat', '');
  const read = (job: Parameters<typeof readableBy>[0]) =>
    readableBy(job, { tenants: sampleTenants }, 'heartbeat');
  expect(read('watch')).toEqual({
    secrets: [secretResource('auth0/acme-prod', ''), webhook],
    parameters: [parameterResource('/beta/auth0', '')],
  });
  expect(read('report')).toEqual({ secrets: [webhook], parameters: [] });
  expect(read('pulse')).toEqual({ secrets: [heartbeat, webhook], parameters: [] });
});

test('webhooks of routes at the top of the file are read for the tenants that have them', () => {
  const one = (id: string, environment: string) => ({
    id,
    domain: `${id}.eu.auth0.com`,
    environment,
    credentials: { ssmParameter: id },
  });
  const tenants = parseTenants(
    JSON.stringify({
      routes: [
        { slack: { webhookSecretId: 'slack/all' } },
        { slack: { webhookSecretId: 'slack/on-call' }, escalateAfterHours: 4 },
        { environments: ['development'], slack: { webhookSecretId: 'slack/dev' } },
      ],
      tenants: [one('acme', 'production'), one('beta', 'development')],
    }),
    'tenants.json',
    [],
  );
  const [all, dev, onCall] = ['slack/all', 'slack/dev', 'slack/on-call'].map((name) =>
    secretResource(name, ''),
  );
  for (const job of ['watch', 'report', 'pulse'] as const) {
    expect(readableBy(job, { tenants }).secrets).toEqual([all, dev, onCall]);
    expect(readableBy(job, { tenants: tenants.slice(0, 1) }).secrets).toEqual([all, onCall]);
  }
});

test('what is wrong is said with the tenant and the place', () => {
  const wrong = tenant('acme', { routes: [{ slack: { webhookSecretId: 'a secret' } }] });
  expect(() => readableBy('report', { tenants: [wrong] })).toThrow(
    /^acme\.routes\.slack\.webhookSecretId is /,
  );
});

test('whom report tells of all tenants is its own to read', () => {
  const fleet = {
    schedule: 'rate(7 days)',
    timeZone: 'UTC',
    routes: [{ slack: { webhookSecretId: 'slack/board' } }, { sns: true } as const],
  };
  const board = secretResource('slack/board', '');
  const read = jobNames.map((job) => readableBy(job, { tenants: [], fleet }).secrets);
  expect(Object.fromEntries(jobNames.map((job, i) => [job, read[i]]))).toEqual({
    watch: [],
    report: [board],
    pulse: [],
  });
});
