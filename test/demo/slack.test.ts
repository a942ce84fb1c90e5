import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackFailures, startSlack, type SimulatedSlack } from '../../demo/slack.ts';

let slack: SimulatedSlack;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.close());

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function post(body: unknown, url = slack.webhook()): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function verdict(...blocks: unknown[]): Promise<string> {
  const { status, text } = await post({ blocks });
  return `${status} ${text}`;
}

const ok = '200 ok';
const refused = '400 invalid_blocks';
const long = (length: number): string => 'x'.repeat(length);
const mrkdwn = (text: unknown): unknown => ({ type: 'mrkdwn', text });
const plain = (text: unknown): unknown => ({ type: 'plain_text', text });
const section = (text: unknown): unknown => ({ type: 'section', text: mrkdwn(text) });
const header = (text: unknown): unknown => ({ type: 'header', text });
const fields = (count: number, length: number): unknown => ({
  type: 'section',
  fields: Array.from({ length: count }, () => mrkdwn(long(length))),
});
const context = (count: number): unknown => ({
  type: 'context',
  elements: Array.from({ length: count }, () => mrkdwn('x')),
});
const button = (parts: object): unknown => ({
  type: 'actions',
  elements: [{ type: 'button', text: plain('Open'), ...parts }],
});

describe('what the webhook takes', () => {
  it('keeps what people would see, by channel', async () => {
    expect(await post({ text: 'hello' })).toMatchObject({ status: 200, text: 'ok' });
    expect(await post({ blocks: [section('hi')] }, slack.webhook('other'))).toMatchObject({
      text: 'ok',
    });
    expect(slack.messages).toEqual([
      { path: '/services/T000/B000/SYNTHETIC', body: { text: 'hello' } },
      { path: '/services/T000/B000/other', body: { blocks: [section('hi')] } },
    ]);
  });

  it.each([
    ['a section at its limit', section(long(3000)), ok],
    ['a section over it', section(long(3001)), refused],
    ['an empty section text', section(''), refused],
    ['a section without text or fields', { type: 'section' }, refused],
    ['a text without a type', { type: 'section', text: { text: 'x' } }, refused],
    ['a header at its limit', header(plain(long(150))), ok],
    ['a header over it', header(plain(long(151))), refused],
    ['a header in mrkdwn', header(mrkdwn('x')), refused],
    ['ten fields', fields(10, 10), ok],
    ['eleven fields', fields(11, 10), refused],
    ['a field at its limit', fields(1, 2000), ok],
    ['a field over it', fields(1, 2001), refused],
    ['ten context elements', context(10), ok],
    ['eleven context elements', context(11), refused],
    ['no context element', context(0), refused],
    ['a link button', button({ url: 'https://example.com' }), ok],
    ['a button with a bad address', button({ url: 'not an address' }), refused],
    ['a button label over its limit', button({ text: plain(long(76)) }), refused],
    ['a button of unknown style', button({ style: 'loud' }), refused],
    ['a divider', { type: 'divider' }, ok],
    ['an image', { type: 'image', image_url: 'https://example.com/i.png', alt_text: 'i' }, ok],
    [
      'an image without alt text',
      { type: 'image', image_url: 'https://example.com/i.png' },
      refused,
    ],
    ['a block of unknown type', { type: 'marquee' }, refused],
    ['a block that is no object', 'text', refused],
    ['a block id over its limit', { type: 'divider', block_id: long(256) }, refused],
  ])('%s', async (_, block, expected) => {
    expect(await verdict(block)).toBe(expected);
    expect(slack.messages).toHaveLength(expected === ok ? 1 : 0);
  });

  it('at most 50 blocks, each id once', async () => {
    const dividers = Array.from({ length: 51 }, () => ({ type: 'divider' }));
    expect(await verdict(...dividers.slice(1))).toBe(ok);
    expect(await verdict(...dividers)).toBe(refused);
    const twice = { type: 'divider', block_id: 'a' };
    expect(await verdict(twice, twice)).toBe(refused);
  });

  it('about 13,200 characters of text in all', async () => {
    const full = Array.from({ length: 4 }, () => section(long(3000)));
    expect(await verdict(...full, section(long(1200)))).toBe(ok);
    expect(await verdict(...full, section(long(1201)))).toBe('400 msg_blocks_too_long');
  });

  it.each([
    ['{}', '400 no_text'],
    ['{"text":""}', '400 no_text'],
    ['{"blocks":{}}', refused],
    ['not JSON', '400 invalid_payload'],
    ['[]', '400 invalid_payload'],
    [JSON.stringify({ text: long(40_001) }), '400 msg_too_long'],
  ])('refuses %.20s', async (body, expected) => {
    const { status, text } = await post(body);
    expect(`${status} ${text}`).toBe(expected);
  });

  it('knows its own address only, and archived channels', async () => {
    const elsewhere = await post({ text: 'x' }, `${slack.url}/services/T000/B111/x`);
    expect(elsewhere).toMatchObject({ status: 404, text: 'no_service' });
    slack.archive('old');
    expect(await post({ text: 'x' }, slack.webhook('old'))).toMatchObject({
      status: 410,
      text: 'channel_is_archived',
    });
    expect((await post({ text: 'x' })).status).toBe(200);
    expect((await fetch(slack.webhook())).status).toBe(400);
  });
});

describe('what goes wrong on request', () => {
  it('once each, in order, and then no more', async () => {
    slack.fail(
      slackFailures.tooMany(3),
      slackFailures.serverError(),
      slackFailures.refusedWith200(),
    );
    const limited = await post({ text: 'a' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('3');
    expect((await post({ text: 'b' })).status).toBe(500);
    expect(await post({ text: 'c' })).toMatchObject({ status: 200, text: 'rollup_error' });
    expect(slack.messages).toEqual([]);
    expect((await post({ text: 'd' })).text).toBe('ok');
    expect(slack.messages).toHaveLength(1);
    expect(slack.posts()).toBe(4);
  });

  it('a reset loses the message, and a reset after posting does not', async () => {
    slack.fail(slackFailures.reset(), slackFailures.acceptThenReset());
    await expect(post({ text: 'lost' })).rejects.toThrow('fetch failed');
    expect(slack.messages).toEqual([]);
    await expect(post({ text: 'posted' })).rejects.toThrow('fetch failed');
    expect(slack.messages.map(({ body }) => body)).toEqual([{ text: 'posted' }]);
  });

  it('an answer that never comes', async () => {
    slack.fail(slackFailures.hang());
    const outcome = post({ text: 'x' }).then(
      () => 'answered',
      () => 'broken off',
    );
    const waited = new Promise((resolve) => {
      setTimeout(resolve, 80, 'waiting');
    });
    expect(await Promise.race([outcome, waited])).toBe('waiting');
    expect(slack.messages).toEqual([]);
    await slack.close();
    expect(await outcome).toBe('broken off');
    slack = await startSlack();
  });

  it('nothing is left after a reset of the server', async () => {
    slack.fail(slackFailures.serverError());
    slack.archive('SYNTHETIC');
    slack.reset();
    expect((await post({ text: 'x' })).text).toBe('ok');
    slack.reset();
    expect([slack.messages.length, slack.posts()]).toEqual([0, 0]);
  });
});
