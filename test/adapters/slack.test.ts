import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { slackChannel, type SlackOptions } from '../../functions/adapters/slack.ts';
import { DeliveryError, HeldUpError, StoreError } from '../../functions/core/errors.ts';
import { message, told } from '../core/message-samples.ts';

/** Synthetic; the shape of a webhook's path, which is its secret. */
const path = '/services/T000/B000/synthetic-not-a-secret';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Seen {
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly body: { text: string; blocks?: unknown[]; metadata: object };
}

type Response = Parameters<RequestListener>[1];
type Reply = (response: Response, count: number) => void;

/** A webhook on loopback that answers as told and keeps what it got. */
async function webhook(reply: Reply): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const take = async (request: IncomingMessage, response: Response) => {
    const body = JSON.parse(await read(request)) as Seen['body'];
    seen.push({ url: request.url, type: request.headers['content-type'], body });
    reply(response, seen.length);
  };
  const server = createServer((request, response) => void take(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${path}`, seen };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function answer(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(status, headers).end(body);
}

function channelTo(url: string, options: Partial<SlackOptions> = {}) {
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  return {
    slept,
    send: (timeLeft?: () => number) =>
      slackChannel({ id: 'slack:HOOK', webhookUrl: () => url, sleep, ...options }).send(
        message({ told: [told()] }),
        timeLeft,
      ),
  };
}

/** The error of a send, which must be one the engine understands and must not give the webhook away. */
async function failure(sending: Promise<void>, url: string): Promise<DeliveryError> {
  const error = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(error instanceof DeliveryError)) throw new Error('was not refused', { cause: error });
  const all = JSON.stringify([error.message, error.stack, String(error.cause)]);
  expect(all).not.toContain('synthetic-not-a-secret');
  expect(all).not.toContain('/services');
  expect(all).not.toContain(url || 'no address was given');
  expect(error.message).toContain('slack:HOOK');
  return error;
}

describe('a message that Slack takes', () => {
  it('is posted once, as JSON, to the webhook', async () => {
    const { url, seen } = await webhook(answer(200, 'ok'));
    const { send, slept } = channelTo(url);
    await send();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      url: path,
      type: 'application/json; charset=utf-8',
      body: {
        text: expect.stringContaining('acme-prod (production): 1 high'),
        blocks: expect.arrayContaining([expect.objectContaining({ type: 'header' })]),
        metadata: expect.objectContaining({ event_type: 'strictwatch_findings' }),
        unfurl_links: false,
        unfurl_media: false,
      },
    });
    expect(slept).toEqual([]);
  });

  it('may need the address to be looked up first', async () => {
    const { url, seen } = await webhook(answer(200, 'ok'));
    await channelTo(url, { webhookUrl: () => Promise.resolve(url) }).send();
    expect(seen).toHaveLength(1);
  });
});

describe('a message that Slack refuses', () => {
  it.each([
    [404, 'no_service', 'make a new one'],
    [404, '', 'The webhook is gone'],
    [410, 'channel_is_archived', 'The channel is archived'],
    [403, 'action_prohibited', 'ask its owner'],
    [403, 'invalid_token', 'store the one Slack shows now'],
    [400, 'user_not_found', 'make a new webhook'],
    [400, 'no_text', 'Check that the webhook'],
    [403, '', 'Slack forbids it'],
    [410, '', 'The webhook is gone'],
    [200, 'no_service', 'make a new one'],
    [200, 'channel_is_archived', 'The channel is archived'],
    [200, 'ok\n<html>', 'look for a proxy'],
    [200, '{"ok":true}', 'look for a proxy'],
    [200, '<html>Sign in</html>', 'look for a proxy'],
    [200, '', 'look for a proxy'],
    [200, 'okay', 'look for a proxy'],
    [202, 'ok', 'Check that the webhook'],
  ])('with %i %s is not repeated, and says what to do', async (status, body, advice) => {
    const { url, seen } = await webhook(answer(status, body));
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain(`HTTP ${status}`);
    expect(error.message).toContain(advice);
    expect(seen).toHaveLength(1);
  });

  it('shows the word Slack gave, and nothing else of the body', async () => {
    const word = await webhook(answer(400, 'too_many_attachments'));
    expect((await failure(channelTo(word.url).send(), word.url)).message).toContain(
      'too_many_attachments',
    );
    const echo = await webhook(answer(400, `bad request to ${path}`));
    expect((await failure(channelTo(echo.url).send(), echo.url)).message).not.toContain('bad');
  });

  it.each([200, 500])('for a body without end (%i) is not read to its end', async (status) => {
    const sockets: Response[] = [];
    const { url } = await webhook((response) => {
      sockets.push(response);
      response.writeHead(status);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(4096)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain(`HTTP ${status}`);
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('for a body that trickles is waited for only as long as for any answer', async () => {
    const timers: NodeJS.Timeout[] = [];
    const { url, seen } = await webhook((response) => {
      response.writeHead(200);
      timers.push(setInterval(() => response.write('o'), 5));
    });
    const began = performance.now();
    const error = await failure(channelTo(url, { timeoutMs: 100 }).send(), url);
    for (const timer of timers) clearInterval(timer);
    expect(error.message).toContain('no answer in 1 s, so it may or may not be shown');
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(seen).toHaveLength(1);
  });
});

describe('blocks that Slack refuses', () => {
  it.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'])(
    'with %s are left out, so that the alert is not lost',
    async (word) => {
      const { url, seen } = await webhook((response, count) =>
        count === 1 ? response.writeHead(400).end(word) : response.end('ok'),
      );
      await channelTo(url).send();
      expect(seen).toHaveLength(2);
      expect(seen[1]?.body.blocks).toBeUndefined();
      expect(seen[1]?.body.text).toContain('acme-prod/app-permissive/tpc_1a2b');
      expect(seen[1]?.body.metadata).toEqual(seen[0]?.body.metadata);
    },
  );

  it('with 200 and a word are not taken for shown', async () => {
    const { url, seen } = await webhook((response, count) =>
      response.end(count === 1 ? 'invalid_blocks' : 'ok'),
    );
    await channelTo(url).send();
    expect(seen.map(({ body }) => body.blocks !== undefined)).toEqual([true, false]);
  });

  it('as part of a payload it cannot read leave the text alone', async () => {
    const { url, seen } = await webhook((response, count) =>
      count === 1 ? response.writeHead(400).end('invalid_payload') : response.end('ok'),
    );
    await channelTo(url).send();
    expect(seen[1]?.body).toEqual({
      text: seen[0]?.body.text,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('and then even the text alone, are a fault of ours', async () => {
    const { url, seen } = await webhook(answer(400, 'invalid_payload'));
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain('HTTP 400, invalid_payload');
    expect(error.message).toContain('report this as a fault of Strictwatch');
    expect(seen).toHaveLength(2);
  });

  it('and then the text as well, end in an error', async () => {
    const { url, seen } = await webhook(answer(400, 'invalid_blocks'));
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain('invalid_blocks');
    expect(seen).toHaveLength(2);
  });
});

describe('a Slack that is busy', () => {
  it('is waited for as long as it asks', async () => {
    const { url, seen } = await webhook((response, count) =>
      count <= 2
        ? response.writeHead(429, { 'retry-after': String(count * 3) }).end('rate_limited')
        : response.end('ok'),
    );
    const { send, slept } = channelTo(url);
    await send();
    expect(seen).toHaveLength(3);
    expect(slept).toEqual([3000, 6000]);
  });

  it('may say until when, by its own clock', async () => {
    const { url } = await webhook((response, count) =>
      count === 1
        ? response
            .writeHead(429, {
              date: 'Mon, 23 Nov 2026 09:00:00 GMT',
              'retry-after': 'Mon, 23 Nov 2026 09:00:07 GMT',
            })
            .end('rate_limited')
        : response.end('ok'),
    );
    const { send, slept } = channelTo(url);
    await send();
    expect(slept).toEqual([7000]);
  });

  it('may say until when, and not what time it is', async () => {
    const { url } = await webhook((response, count) => {
      response.sendDate = false;
      const until = new Date(Date.now() + 9_000).toUTCString();
      if (count > 1) response.end('ok');
      else response.writeHead(429, { 'retry-after': until }).end('rate_limited');
    });
    const { send, slept } = channelTo(url);
    await send();
    expect(slept[0]).toBeGreaterThan(6_000);
    expect(slept[0]).toBeLessThanOrEqual(9_000);
  });

  it.each([
    {},
    { 'retry-after': 'soon' },
    { 'retry-after': '0' },
    { 'retry-after': '-5' },
    { 'retry-after': '1.5' },
    { 'retry-after': 'Mon, 23 Nov 2020 09:00:00 GMT' },
    { 'retry-after': 'Mon, 99 Nov 2026 09:00:00 GMT' },
  ])(
    'and does not say for how long (%j) is asked again each second, for 30 seconds',
    async (headers) => {
      const { url, seen } = await webhook(answer(429, 'rate_limited', headers));
      const { send, slept } = channelTo(url);
      await failure(send(), url);
      expect(slept).toEqual(Array.from({ length: 30 }, () => 1000));
      expect(seen).toHaveLength(31);
    },
  );

  it('for longer than a run may wait is not waited for', async () => {
    const { url, seen } = await webhook(answer(429, 'rate_limited', { 'retry-after': '31' }));
    const { send, slept } = channelTo(url);
    const error = await failure(send(), url);
    expect(error.message).toContain('31 s');
    expect(slept).toEqual([]);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['999999999999999999999', '86400 s'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', '86400 s'],
  ])('for an age (%s) is not waited for either', async (asked, said) => {
    const { url, seen } = await webhook(answer(429, 'rate_limited', { 'retry-after': asked }));
    const { send, slept } = channelTo(url);
    const error = await failure(send(), url);
    expect(error.message).toContain(`asks to wait ${said} more`);
    expect([slept, seen.length]).toEqual([[], 1]);
  });

  it('gets no second 30 seconds for the message without blocks', async () => {
    const { url } = await webhook((response, count) =>
      count === 2
        ? response.writeHead(400).end('invalid_blocks')
        : response.writeHead(429, { 'retry-after': '20' }).end('rate_limited'),
    );
    const { send, slept } = channelTo(url);
    await failure(send(), url);
    expect(slept).toEqual([20_000]);
  });
});

describe('a Slack that is out of order', () => {
  it.each([500, 502, 503])('is tried twice more after %i', async (status) => {
    const { url, seen } = await webhook((response, count) =>
      count <= 2 ? response.writeHead(status).end('<html>') : response.end('ok'),
    );
    const { send, slept } = channelTo(url);
    await send();
    expect(seen).toHaveLength(3);
    expect(slept).toEqual([500, 1000]);
  });

  it('and stays so ends in an error', async () => {
    const { url, seen } = await webhook(answer(500, 'rollup_error'));
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain('HTTP 500, rollup_error');
    expect(error.message).toContain('status.slack.com');
    expect(seen).toHaveLength(3);
  });

  it('or drops the connection after it read the message is tried twice more', async () => {
    const { url, seen } = await webhook((response, count) =>
      count <= 2 ? response.destroy() : response.end('ok'),
    );
    await channelTo(url).send();
    expect(seen).toHaveLength(3);
    expect(seen[2]?.body).toEqual(seen[0]?.body);
  });

  it('or drops the connection before it read anything is tried twice more', async () => {
    const { url, seen } = await webhook(answer(200, 'ok'));
    let connections = 0;
    servers.at(-1)?.on('connection', (socket) => {
      connections += 1;
      if (connections <= 2) socket.destroy();
    });
    await channelTo(url).send();
    expect([connections, seen.length]).toEqual([3, 1]);
  });

  it('or has no address is said to be so, without the address', async () => {
    // No label of a name may be longer than 63, so nobody is asked for it.
    const url = `https://${'a'.repeat(64)}.example${path}`;
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain('could not be reached (ENOTFOUND)');
    expect(error.message).not.toContain('aaaa');
    expect(error).toBeInstanceOf(HeldUpError);
  });

  it('or cannot be reached ends in an error with the reason', async () => {
    const { url } = await webhook(answer(200, 'ok'));
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
    const { send, slept } = channelTo(url);
    const error = await failure(send(), url);
    expect(error.message).toContain('ECONNREFUSED');
    expect(slept).toEqual([500, 1000]);
  });

  it('or never answers is given up, once, since it may have posted', async () => {
    const { url, seen } = await webhook(() => {});
    const error = await failure(channelTo(url, { timeoutMs: 60 }).send(), url);
    expect(error.message).toContain('no answer in 1 s');
    expect(seen).toHaveLength(1);
  });

  it('or never finishes its answer is given up as well', async () => {
    const { url, seen } = await webhook((response) => response.writeHead(200).write('o'));
    const error = await failure(channelTo(url, { timeoutMs: 60 }).send(), url);
    expect(error.message).toContain('no answer');
    expect(seen).toHaveLength(1);
  });
});

describe('a message that has little time', () => {
  it('is not waited with for longer than that', async () => {
    const { url, seen } = await webhook(answer(429, 'rate_limited', { 'retry-after': '5' }));
    const { send, slept } = channelTo(url);
    const error = await failure(
      send(() => 4_000),
      url,
    );
    expect(error.message).toContain('asks to wait 5 s');
    expect([slept, seen.length]).toEqual([[], 1]);
  });

  it('is not tried again after a failure', async () => {
    const { url, seen } = await webhook(answer(503, ''));
    const error = await failure(
      channelTo(url).send(() => 400),
      url,
    );
    expect(error.message).toContain('HTTP 503');
    expect(seen).toHaveLength(1);
  });

  it('is given up when that has passed, but after a second at the earliest', async () => {
    const { url } = await webhook(() => {});
    const error = await failure(
      channelTo(url).send(() => 20),
      url,
    );
    expect(error.message).toContain('no answer in 1 s');
  });
});

describe('an error that says that another message would wait as well', () => {
  it.each<[string, Reply, Partial<SlackOptions>]>([
    ['asks to wait too long', answer(429, '', { 'retry-after': '31' }), {}],
    ['does not answer', () => {}, { timeoutMs: 60 }],
    ['cuts the connection', (response) => response.destroy(), {}],
  ])('is that of a Slack that %s', async (_what, reply, options) => {
    const { url } = await webhook(reply);
    expect(await failure(channelTo(url, options).send(), url)).toBeInstanceOf(HeldUpError);
  });

  it.each([400, 404, 500])('is not that of one that answers %i', async (status) => {
    const { url } = await webhook(answer(status, ''));
    expect(await failure(channelTo(url).send(), url)).not.toBeInstanceOf(HeldUpError);
  });
});

describe('an address that is not one to post to', () => {
  it('is not followed elsewhere', async () => {
    const elsewhere = await webhook(answer(200, 'ok'));
    const { url, seen } = await webhook(answer(307, '', { location: elsewhere.url }));
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain('elsewhere');
    expect(seen).toHaveLength(1);
    expect(elsewhere.seen).toHaveLength(0);
  });

  it.each([
    [`http://hooks.slack.example${path}`, 'not https'],
    [`ftp://hooks.slack.example${path}`, 'not https'],
    [`hooks.slack.example${path}`, 'not an address'],
    ['', 'not an address'],
  ])('such as %s is refused before anything is sent', async (url, why) => {
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).toContain(why);
  });

  it('and holds a password is not repeated in the error', async () => {
    const url = `https://user:password@127.0.0.1:1${path}`;
    const error = await failure(channelTo(url).send(), url);
    expect(error.message).not.toContain('password');
  });

  it('and cannot be looked up says why, if that is safe to say', async () => {
    const known = () => Promise.reject(new StoreError('The secret acme/slack does not exist.'));
    const error = await failure(channelTo('', { webhookUrl: known }).send(), '');
    expect(error.message).toContain('The secret acme/slack does not exist.');
    const unknown = () => Promise.reject(new TypeError(`cannot parse ${path}`));
    const silent = await failure(channelTo('', { webhookUrl: unknown }).send(), '');
    expect(silent.message).toContain('could not be read');
    expect(silent.cause).toBeUndefined();
  });
});
