import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { batchReply, messagesOf, sortEvents } from '../../functions/core/event-batch.ts';
import { parseTenant } from '../../functions/core/tenant.ts';

const source = (name: string) => `aws.partner/auth0.com/${name}-00000000/auth0.logs`;

function tenant(id: string, eventSource?: string) {
  return parseTenant({
    id,
    domain: `${id}.eu.auth0.com`,
    credentials: { secretId: id },
    ...(eventSource !== undefined && { eventSource }),
  });
}

const acme = tenant('acme', source('acme'));
const beta = tenant('beta', source('beta'));
const tenants = [tenant('none'), acme, beta];

/** An event shaped as those of a stream that were recorded. */
function event(logId: string, parts: object = {}) {
  return {
    version: '0',
    id: `event-${logId}`,
    'detail-type': 'Auth0 log',
    source: source('acme'),
    account: '123456789012',
    detail: {
      log_id: logId,
      data: { type: 'sapi', description: 'Create a client', log_id: logId },
    },
    ...parts,
  };
}

function message(messageId: string, body: unknown) {
  return {
    messageId,
    receiptHandle: 'x',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {},
    eventSource: 'aws:sqs' as const,
  };
}

const sort = (...bodies: unknown[]) =>
  sortEvents(
    bodies.map((body, index) => message(`m${index}`, body)),
    tenants,
  );

test('only what a queue hands over is a batch', () => {
  const record = message('m', '{}');
  expect(messagesOf({ Records: [record] })).toEqual([
    { messageId: 'm', body: '{}', eventSource: 'aws:sqs' },
  ]);
  for (const other of [
    null,
    'text',
    { tenant: 'acme' },
    { Records: [] },
    { Records: [{ ...record, eventSource: 'aws:kinesis' }] },
    { Records: [{ ...record, body: 1 }] },
  ]) {
    expect(messagesOf(other)).toBeNull();
  }
});

test('events are sorted by the tenant whose stream they come from, each entry once', () => {
  const { groups, refused } = sort(
    event('1'),
    event('2', { source: source('beta') }),
    event('1'),
    event('3'),
  );
  expect(refused).toBeNull();
  expect(groups.map((group) => [group.tenant, group.messages])).toEqual([
    [acme, ['m0', 'm2', 'm3']],
    [beta, ['m1']],
  ]);
  expect(groups[0]?.raw).toEqual([
    { type: 'sapi', description: 'Create a client', log_id: '1' },
    { type: 'sapi', description: 'Create a client', log_id: '3' },
  ]);
});

test('the id of an entry may be in either place, but not in none', () => {
  const { groups, refused } = sort(
    event('', { detail: { log_id: 'outer', data: { type: 'sapi', log_id: '' } } }),
    event('', { detail: { data: { type: 'sapi', log_id: 'inner' } } }),
    event(''),
  );
  expect(groups[0]?.raw).toEqual([
    { type: 'sapi', log_id: 'outer' },
    { type: 'sapi', log_id: 'inner' },
  ]);
  expect(refused).toMatch(/^1 message of the event queue .*: 1 with no log entry of Auth0\./);
});

test('what no attempt could use is told in one sentence, without what it says', () => {
  const { groups, refused } = sort(
    '{"token":"synthetic-secret',
    event('1', { 'detail-type': 'synthetic-secret' }),
    event('2', { detail: { data: 'synthetic-secret' } }),
    'null',
    event('3', { source: source('other') }),
    event('4', { source: source('other') }),
    event('5', { source: 'a\nb' }),
  );
  expect(groups).toEqual([]);
  expect(refused).toBe(
    `7 messages of the event queue cannot be used and will not be tried again: 1 with no JSON; 3 with no log entry of Auth0; 3 of an event source that no tenant here has (${source('other')}, a␤b). The schedule reads what they were to tell of. Unless a tenant was just removed or moved, compare "eventSource" in tenants.json with the log stream in Auth0.`,
  );
});

test('a tenant without a stream is nobody’s home, not even of an event without a source', () => {
  const { groups, refused } = sort(event('1', { source: '' }));
  expect([groups, refused === null]).toEqual([[], false]);
});

test('sources without end are not repeated without end', () => {
  const many = Array.from({ length: 500 }, (_, n) =>
    event(String(n), { source: `${n}${'x'.repeat(5_000)}` }),
  );
  expect(sort(...many).refused?.length).toBeLessThan(1_000);
});

test('the reply names what is to come again, and so takes the rest as done', () => {
  expect(batchReply([])).toEqual({ batchItemFailures: [] });
  expect(batchReply(['a', 'b'])).toEqual({
    batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
  });
});

const recorded = join(
  import.meta.dirname,
  '../../../shared/reference/auth0-samples/log-eventbridge-envelope-sapi.json',
);

test.skipIf(!existsSync(recorded) && process.env['STRICTWATCH_REQUIRE_REFERENCE'] !== '1')(
  'an event that was recorded is understood',
  () => {
    const text = readFileSync(recorded, 'utf8');
    const { source: from, detail } = JSON.parse(text) as {
      source: string;
      detail: { data: unknown };
    };
    const { groups } = sortEvents([message('m', text)], [tenant('real', from)]);
    expect(groups.map(({ messages, raw }) => [messages, raw])).toEqual([[['m'], [detail.data]]]);
  },
);
