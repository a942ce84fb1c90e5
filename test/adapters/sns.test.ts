import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { openSns, snsChannel, type SnsOptions } from '../../functions/adapters/sns.ts';
import { DeliveryError, HeldUpError } from '../../functions/core/errors.ts';
import { renderSns, renderSnsPosture } from '../../functions/core/render-sns.ts';
import {
  eventOf,
  exampleMessages,
  examplePosture,
  exampleTest,
} from '../../scripts/docs/finding-event-examples.ts';
import { message, told } from '../core/message-samples.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:strictwatch-alerts';
/** Synthetic; AWS never gave these out. */
const credentials = { accessKeyId: 'AKIASYNTHETIC', secretAccessKey: 'synthetic-not-a-secret' };

const publishedSchema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/finding-event.schema.json'), 'utf8'),
) as { examples: unknown[] };

const servers: Server[] = [];
const clients: SNSClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

type Response = Parameters<RequestListener>[1];
type Reply = (response: Response, count: number) => void;

/** Amazon SNS on loopback, as far as Publish goes: answers as told and keeps what it got. */
async function serveSns(reply: Reply): Promise<{ endpoint: string; seen: URLSearchParams[] }> {
  const seen: URLSearchParams[] = [];
  const take = async (request: IncomingMessage, response: Response) => {
    seen.push(new URLSearchParams(await read(request)));
    reply(response, seen.length);
  };
  const server = createServer((request, response) => void take(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, seen };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';

function accept(response: Response): void {
  response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      `<PublishResponse ${namespace}><PublishResult><MessageId>synthetic</MessageId></PublishResult></PublishResponse>`,
    );
}

/** The error's message repeats what was sent, as some of AWS's do. */
function refuse(status: number, code: string): Reply {
  return (response) =>
    response
      .writeHead(status, { 'content-type': 'text/xml' })
      .end(
        `<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>Partner Portal synthetic-not-a-secret</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
      );
}

interface Patience extends Partial<SnsOptions> {
  readonly attempts?: number;
  readonly requestTimeoutMs?: number;
}

function channelTo(endpoint: string, { attempts, requestTimeoutMs, ...options }: Patience = {}) {
  const client = openSns({
    endpoint,
    region: 'eu-west-1',
    credentials,
    ...(attempts && { maxAttempts: attempts }),
    ...(requestTimeoutMs && { requestTimeoutMs }),
  });
  clients.push(client);
  return snsChannel({ topicArn, client, ...options });
}

const alert = message({ told: [told()] });

/** The error of a send, which must be one the engine understands and give nothing away. */
async function failure(sending: Promise<void>): Promise<string> {
  const error = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(error instanceof DeliveryError)) throw new Error('was not refused', { cause: error });
  const all = [error.message, error.stack, String(error.cause), JSON.stringify(error)].join('\n');
  expect(all).not.toContain('synthetic-not-a-secret');
  expect(all).not.toContain('AKIASYNTHETIC');
  expect(all).not.toContain('Partner Portal');
  expect(error.message).toContain(`for sns (topic ${topicArn}): `);
  expect(error.message).not.toContain('\n');
  return error.message;
}

/** Message attributes as the request holds them. */
function attributesSent(body: URLSearchParams): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (let i = 1; body.has(`MessageAttributes.entry.${i}.Name`); i += 1) {
    const part = (name: string) => body.get(`MessageAttributes.entry.${i}.${name}`) ?? '';
    found[part('Name')] = {
      DataType: part('Value.DataType'),
      StringValue: part('Value.StringValue'),
    };
  }
  return found;
}

describe('a message that SNS takes', () => {
  it('is published once, to the topic, with its attributes', async () => {
    const { endpoint, seen } = await serveSns(accept);
    const channel = channelTo(endpoint);
    expect(channel.id).toBe('sns');
    await channel.send(alert);
    const rendered = renderSns(alert);
    expect(seen).toHaveLength(1);
    const [body = new URLSearchParams()] = seen;
    expect(Object.fromEntries(body)).toMatchObject({
      Action: 'Publish',
      TopicArn: topicArn,
      MessageStructure: 'json',
      Subject: '[acme-prod, production] 1 high opened: app-permissive',
      Message: rendered.message,
    });
    expect(attributesSent(body)).toEqual(rendered.attributes);
  });

  it('arrives as it was rendered, whatever characters are in it', async () => {
    const { endpoint, seen } = await serveSns(accept);
    const odd = message({ told: [told({ message: 'a&b=c+d%20 ü 🔥 \u0000 \ud800 "\\"' })] });
    await channelTo(endpoint).send(odd);
    expect(seen[0]?.get('Message')).toBe(renderSns(odd).message);
  });

  it('is, for each kind, the example in the published schema', async () => {
    const { endpoint, seen } = await serveSns(accept);
    const channel = channelTo(endpoint);
    for (const example of exampleMessages) await channel.send(example);
    await channel.report(examplePosture);
    await channel.test(exampleTest);
    const sent = seen.map((body) => eventOf({ message: body.get('Message') ?? '' }));
    expect(sent).toEqual(publishedSchema.examples);
  });

  it('may be a posture', async () => {
    const { endpoint, seen } = await serveSns(accept);
    const posture = {
      tenant: 'acme-prod',
      environment: 'production',
      at: '2026-11-23T09:00:00.000Z',
      headline: 'no open findings',
      lines: ['DCR is off'],
    };
    await channelTo(endpoint).report(posture);
    expect(seen[0]?.get('Message')).toBe(renderSnsPosture(posture).message);
    expect(seen[0]?.get('Subject')).toBe('[acme-prod, production] posture: no open findings');
  });
});

describe('a message that SNS refuses', () => {
  it.each([
    [404, 'NotFound', 'does not exist. Deploy the stack again, or correct STRICTWATCH_ALERTS'],
    [403, 'AuthorizationError', 'Allow it sns:Publish'],
    [403, 'AccessDenied', 'Allow it sns:Publish'],
    [400, 'KMSAccessDenied', 'Allow it kms:GenerateDataKey and kms:Decrypt'],
    [400, 'KMSDisabled', 'Enable it or cancel its deletion'],
    [400, 'KMSInvalidState', 'Enable it or cancel its deletion'],
    [400, 'KMSNotFound', 'Enable it or cancel its deletion'],
    [400, 'KMSOptInRequired', 'Enable it or cancel its deletion'],
    [400, 'KMSThrottling', 'limits the rate'],
    [403, 'InvalidClientTokenId', 'Renew them'],
    [403, 'ExpiredToken', 'Renew them'],
    [403, 'SignatureDoesNotMatch', 'Renew them'],
    [403, 'InvalidSecurity', 'Renew them'],
    [400, 'InvalidParameter', 'region of this function'],
    [400, 'SomethingNew', 'SomethingNew. Look the name up'],
  ])('with %i %s is not repeated, and says what to do', async (status, code, advice) => {
    const { endpoint, seen } = await serveSns(refuse(status, code));
    expect(await failure(channelTo(endpoint).send(alert))).toContain(advice);
    expect(seen).toHaveLength(1);
  });

  it('with a page of somebody else is not taken for sent', async () => {
    const empty = await serveSns((response) => response.writeHead(200).end(''));
    expect(await failure(channelTo(empty.endpoint).send(alert))).toContain('Look for a proxy');
    const code = await serveSns(refuse(400, 'Partner Portal'));
    await failure(channelTo(code.endpoint).send(alert));
  });

  it.each([
    [200, '<html>Sign in</html>', 'Look for a proxy'],
    [200, '<!DOCTYPE html><p>Sign in<br>&nbsp;', 'Look for a proxy'],
    [307, '', 'Look for a proxy'],
    [403, '<html>Blocked by policy</html>', 'Look for a proxy'],
    [404, '<html>Not found</html>', 'Look for a proxy'],
    [429, '<html>Slow down</html>', 'Look for a proxy'],
    [502, '<html>Bad gateway</html>', 'out of order'],
  ])('with %i and a page %j says that it is not from SNS', async (status, page, advice) => {
    const { endpoint } = await serveSns((response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(page),
    );
    const words = await failure(channelTo(endpoint, { attempts: 1 }).send(alert));
    expect(words).toContain(`(HTTP ${status}) was not in the words of Amazon SNS`);
    expect(words).toContain(advice);
  });

  it('for a posture throws as well', async () => {
    const { endpoint } = await serveSns(refuse(404, 'NotFound'));
    const posture = { ...alert, headline: 'h', lines: [] };
    expect(await failure(channelTo(endpoint).report(posture))).toContain('does not exist');
  });
});

describe('an SNS that is busy or out of order', () => {
  it.each([
    [429, 'Throttled'],
    [400, 'Throttling'],
    [503, 'ServiceUnavailable'],
  ])('with %i %s is tried again, and takes it', async (status, code) => {
    const { endpoint, seen } = await serveSns((response, count) =>
      count === 1 ? refuse(status, code)(response, count) : accept(response),
    );
    await channelTo(endpoint).send(alert);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.get('Message')).toBe(seen[0]?.get('Message'));
  });

  it.each([
    [429, 'Throttled', 'limits the rate'],
    [400, 'Throttling', 'limits the rate'],
    [500, 'InternalError', 'health.aws.amazon.com'],
    [503, 'ServiceUnavailable', 'health.aws.amazon.com'],
  ])('with %i %s is given up in the end', async (status, code, advice) => {
    const { endpoint, seen } = await serveSns(refuse(status, code));
    expect(await failure(channelTo(endpoint, { attempts: 2 }).send(alert))).toContain(advice);
    expect(seen).toHaveLength(2);
  });

  it.each([
    [429, 'Throttled', true],
    [400, 'KMSThrottling', true],
    [500, 'InternalError', false],
  ])('with %i %s: another message would wait as well: %s', async (status, code, isHeldUp) => {
    const { endpoint } = await serveSns(refuse(status, code));
    const sent = channelTo(endpoint, { attempts: 1 }).send(alert);
    await failure(sent);
    const error: unknown = await sent.catch((thrown: unknown) => thrown);
    expect(error instanceof HeldUpError).toBe(isHeldUp);
  });

  it('is tried four times unless told otherwise', async () => {
    const { endpoint, seen } = await serveSns(refuse(500, 'InternalError'));
    await failure(channelTo(endpoint).send(alert));
    expect(seen).toHaveLength(4);
  });

  it('never answers: each request is bounded', async () => {
    const { endpoint, seen } = await serveSns(() => {});
    const impatient = channelTo(endpoint, { requestTimeoutMs: 60, attempts: 2 });
    expect(await failure(impatient.send(alert))).toContain('may or may not be sent');
    expect(seen).toHaveLength(2);
  });

  it.each<[string, Reply]>([
    ['never answers', () => {}],
    ['never finishes its answer', (response) => response.writeHead(200).write('<Publish')],
  ])('%s: all of it is bounded', async (_, reply) => {
    const { endpoint } = await serveSns(reply);
    expect(await failure(channelTo(endpoint, { timeoutMs: 100 }).send(alert))).toContain(
      'may or may not be sent',
    );
  });

  it('never answers, and there is little time: it is given up when that has passed', async () => {
    const { endpoint } = await serveSns(() => {});
    const began = performance.now();
    const sent = channelTo(endpoint).send(alert, () => 20);
    expect(await failure(sent)).toContain('may or may not be sent');
    expect(performance.now() - began).toBeLessThan(3_000);
    await expect(sent).rejects.toBeInstanceOf(HeldUpError);
  });

  it('refuses: another message need not wait', async () => {
    const { endpoint } = await serveSns(refuse(404, 'NotFound'));
    const sent = channelTo(endpoint).send(alert);
    await failure(sent);
    await expect(sent).rejects.not.toBeInstanceOf(HeldUpError);
  });

  it('cuts the connection after it read the message: it may be sent', async () => {
    const { endpoint, seen } = await serveSns((response) => response.destroy());
    const words = await failure(channelTo(endpoint, { attempts: 2 }).send(alert));
    expect(words).toContain('the connection was cut (ECONNRESET), so the message may or may not');
    expect(seen).toHaveLength(2);
    expect(seen[1]?.get('Message')).toBe(seen[0]?.get('Message'));
  });

  it('cuts the connection before it read anything: it is tried again', async () => {
    const { endpoint, seen } = await serveSns(accept);
    let connections = 0;
    servers.at(-1)?.on('connection', (socket) => {
      connections += 1;
      if (connections === 1) socket.destroy();
    });
    await channelTo(endpoint).send(alert);
    expect([connections, seen.length]).toEqual([2, 1]);
  });

  it('has no address', async () => {
    // No label of a name may be longer than 63, so nobody is asked for it.
    const endpoint = `http://${'a'.repeat(64)}.example`;
    const words = await failure(channelTo(endpoint, { attempts: 1 }).send(alert));
    expect(words).toContain('it cannot be reached (ENOTFOUND). Check the region');
  });

  it('trickles its answer: all of it is bounded', async () => {
    const timers: NodeJS.Timeout[] = [];
    const { endpoint } = await serveSns((response) => {
      response.writeHead(200);
      timers.push(setInterval(() => response.write(' '), 5));
    });
    const words = await failure(channelTo(endpoint, { timeoutMs: 100 }).send(alert));
    for (const timer of timers) clearInterval(timer);
    expect(words).toContain('may or may not be sent');
  });

  it('cannot be reached', async () => {
    const { endpoint } = await serveSns(accept);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    expect(await failure(channelTo(endpoint, { attempts: 1 }).send(alert))).toContain(
      'ECONNREFUSED',
    );
  });
});

it('says so when there are no credentials', async () => {
  const client = openSns({
    endpoint: 'http://127.0.0.1:9',
    region: 'eu-west-1',
    credentials: async () => {
      throw Object.assign(new Error('synthetic-not-a-secret'), {
        name: 'CredentialsProviderError',
      });
    },
  });
  clients.push(client);
  expect(await failure(snsChannel({ topicArn, client }).send(alert))).toContain('Renew them');
});
