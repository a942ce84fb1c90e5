import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createCredentials,
  createTexts,
  type TextOf,
  type Vaults,
} from '../../functions/adapters/secrets.ts';
import { listen } from '../../demo/loopback.ts';
import { createSecrets } from '../../functions/adapters/secrets-manager.ts';
import { createParameters } from '../../functions/adapters/ssm.ts';
import type { Service } from '../../functions/adapters/signed-request.ts';
import { ConfigError, OperatorError } from '../../functions/core/errors.ts';
import { startAws, type SimulatedAws } from '../lambda/simulated-aws.ts';

/** Synthetic, as everything here. */
const hidden = 'synthetic-secret-value';
const clientId = 'synthetic-client-id';

let aws: SimulatedAws;
let vaults: Vaults;
let textOf: TextOf;

beforeAll(async () => {
  aws = await startAws();
  vaults = vaultsAt(aws.url);
  textOf = createTexts(vaults.secretOf);
});

afterAll(() => aws.close());

beforeEach(() => {
  aws.kept.clear();
  aws.calls.length = 0;
  aws.parameterType = 'SecureString';
});

function vaultsAt(url: string): Vaults {
  const credentials = { accessKeyId: 'synthetic', secretAccessKey: 'synthetic' };
  const at = (name: Service['name']) => ({
    credentials: async () => credentials,
    service: () => ({ name, region: 'us-east-1', url }),
    timeoutMs: 5_000,
  });
  return {
    secretOf: createSecrets(at('secretsmanager')),
    parameterOf: createParameters(at('ssm')),
  };
}

function inSecret(): Promise<unknown> {
  return createCredentials(vaults)({ credentials: { secretId: 'kept' } } as never);
}

function inParameter(): Promise<unknown> {
  return createCredentials(vaults)({ credentials: { ssmParameter: 'kept' } } as never);
}

/** What was thrown; nothing of a secret may be anywhere in it. */
async function failureOf(asked: Promise<unknown>): Promise<OperatorError> {
  const failure = await asked.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof OperatorError)) throw new Error(`no failure: ${String(failure)}`);
  expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain(hidden);
  return failure;
}

describe.each([
  ['Secrets Manager', inSecret, 'The secret "kept"'],
  ['SSM', inParameter, 'The SSM parameter "kept"'],
])('credentials in %s', (_, read, what) => {
  test.each([
    { clientId, clientSecret: hidden },
    { clientId, privateKey: hidden },
    { clientId, privateKey: hidden, alg: 'PS256' },
  ])('are taken as they are stored (%#)', async (credentials) => {
    aws.kept.set('kept', `\uFEFF${JSON.stringify(credentials)}\n`);
    expect(await read()).toEqual(credentials);
  });

  test('may have space around them', async () => {
    aws.kept.set(
      'kept',
      JSON.stringify({ clientId: ` ${clientId}\t`, clientSecret: `${hidden}\n` }),
    );
    expect(await read()).toEqual({ clientId, clientSecret: hidden });
  });

  test('are read again each time', async () => {
    aws.kept.set('kept', JSON.stringify({ clientId, clientSecret: 'one' }));
    await read();
    aws.kept.set('kept', JSON.stringify({ clientId, clientSecret: 'two' }));
    expect(await read()).toEqual({ clientId, clientSecret: 'two' });
  });

  test.each<[string, string, RegExp]>([
    ['nothing but space', ' \n', /is empty\. Put/],
    ['a text', hidden, /is not JSON\. Store/],
    ['half of it', `{"clientId":"a","clientSecret":"${hidden}`, /is not JSON\. Store/],
    ['a list', `["${hidden}"]`, /is JSON, but no object\. Store/],
    ['a JSON text', `"${hidden}"`, /is JSON, but no object\. Store/],
    ['no keys', '{}', /is an object without keys\. Store/],
    ['a key too few', `{"clientSecret":"${hidden}"}`, /has the keys "clientSecret", which do not/],
    [
      'a key too many',
      JSON.stringify({ clientId, clientSecret: hidden, privateKey: hidden }),
      /has the keys "clientId", "clientSecret", "privateKey", which/,
    ],
    ['a number', `{"clientId":1,"clientSecret":"${hidden}"}`, /do not hold text/],
    ['an empty text', `{"clientId":"","clientSecret":"${hidden}"}`, /do not hold text/],
    ['a text of space', `{"clientId":"a","clientSecret":" \\n"}`, /do not hold text/],
    ['a key that is the secret', `{"${hidden}":""}`, /has 1 key, none with a name that is known\./],
    [
      'keys besides',
      JSON.stringify({ clientId, [hidden]: hidden, url: hidden }),
      /has the keys "clientId" and 2 more, which/,
    ],
  ])('that are %s are a mistake of the operator', async (_, kept, expected) => {
    aws.kept.set('kept', kept);
    const failure = await failureOf(read());
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure.message).toMatch(expected);
    expect(failure.message.startsWith(what)).toBe(true);
    expect(failure.cause).toBeUndefined();
  });

  test('that are not there', async () => {
    const failure = await failureOf(read());
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure.message).toBe(
      `${what} does not exist in this account and region, or has no value. Create it, or correct its name in tenants.json and deploy.`,
    );
  });

  test.each([
    ['AccessDeniedException', 'is not authorized to perform', /may not be read by this function/],
    ['AccessDeniedException', 'Access to KMS is not allowed', /KMS key.*secretKeyArns/],
    ['AccessDeniedException', 'The ciphertext refers to a customer master key', /KMS key/],
    ['DecryptionFailure', 'no', /KMS key/],
    ['InvalidKeyId', 'no', /KMS key/],
    ['InvalidRequestException', 'it was marked for deletion', /marked for deletion/],
    ['ValidationException', 'no', /no name AWS accepts/],
    ['com.amazonaws.synthetic#KMSAccessDeniedException', 'no', /KMS key/],
  ])('that AWS refuses with %s (%s)', async (type, message, expected) => {
    aws.kept.set('kept', { status: 400, type, message: `${message} ${hidden}` });
    const failure = await failureOf(read());
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure.message).toMatch(expected);
  });

  test.each([
    [400, 'ThrottlingException'],
    [500, 'InternalServiceError'],
  ])('that AWS does not give now (%d %s) are asked for three times', async (status, type) => {
    aws.kept.set('kept', { status, type, message: hidden });
    const failure = await failureOf(read());
    expect(failure).not.toBeInstanceOf(ConfigError);
    expect(failure.message).toBe(
      `${what} could not be read (${type}), again and again. If the next run says so too, look for limits, the network and the state of AWS.`,
    );
    expect(aws.calls).toHaveLength(3);
  });
});

test('a text is trimmed', async () => {
  aws.kept.set('kept', ' https://hooks.example/synthetic\r\n');
  expect(await textOf('kept')).toBe('https://hooks.example/synthetic');
});

test('a binary secret is refused', async () => {
  aws.kept.set('kept', Buffer.from(hidden));
  expect((await failureOf(textOf('kept'))).message).toBe(
    'The secret "kept" is binary. Store it as text.',
  );
});

test.each(['String', 'StringList'])('a parameter of type %s is not secret', async (type) => {
  aws.kept.set('kept', JSON.stringify({ clientId, clientSecret: hidden }));
  aws.parameterType = type;
  const failure = await failureOf(inParameter());
  expect(failure).toBeInstanceOf(ConfigError);
  expect(failure.message).toMatch(/is not a SecureString.*replace the credentials/);
});

test.each([
  ['Secrets Manager', inSecret],
  ['SSM', inParameter],
])('an answer of %s that is cut short does not show what it held', async (_, read) => {
  aws.kept.set('kept', { status: 200, type: hidden });
  const failure = await failureOf(read());
  expect(failure.cause).toBeUndefined();
});

test('AWS out of reach may pass', async () => {
  const loopback = await listen(async () => {});
  await loopback.close();
  const gone = createTexts(vaultsAt(loopback.url).secretOf);
  const failure = await failureOf(gone('kept'));
  expect(failure).not.toBeInstanceOf(ConfigError);
  expect(failure.message).toMatch(/could not be read \(ECONNREFUSED\)/);
});

test('environment variables are for a laptop', async () => {
  const env = { clientId: 'ID', clientSecret: 'SECRET' };
  const failure = await failureOf(createCredentials(vaults)({ credentials: { env } } as never));
  expect(failure.message).toMatch(/laptop only/);
});
