import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyMemory } from '../../../functions/core/log-memory.ts';
import type { ReadRequest } from '../../../functions/core/ports.ts';
import { rawEntry } from './log-raw.ts';
import { failureOf, read, valueOf } from './reading.ts';
import { startTenant, type Asked, type Reply, type ScriptedTenant } from './server.ts';

/** Answers nobody would expect of Auth0's logs: none may end a read with an exception, or be taken for their end. */

let server: ScriptedTenant;
let elsewhere: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
  elsewhere = await startTenant();
});
afterEach(() => Promise.all([server.close(), elsewhere.close()]));

const path = '/api/v2/logs';

const goingOn: Pick<ReadRequest, 'logs'> = {
  logs: {
    position: {
      cursor: 'log0',
      newest: '2026-11-01T08:00:00.000Z',
      caughtUpAt: '2026-11-01T08:00:00.000Z',
      oldest: '2026-10-01T00:00:00.000Z',
      oldestAskedAt: '2026-11-01T08:00:00.000Z',
    },
    memory: emptyMemory,
  },
};

function answering(reply: (asked: Asked) => Reply | undefined): void {
  server.script = (asked) => (asked.path === path ? reply(asked) : undefined);
}

function cursors(): (string | null)[] {
  return server.asked.filter((asked) => asked.path === path).map(({ query }) => query.get('from'));
}

const notLists: [string, Reply][] = [
  ['an object', { body: { error: 'x' } }],
  ['null', { raw: 'null' }],
  ['a text', { raw: '"[]"' }],
  ['a list under another name', { body: { entries: [] } }],
];

it.each(notLists)('%s is no list of entries, in order or by search', async (_what, reply) => {
  answering(() => reply);
  const expected = {
    cause: 'inconsistent',
    reason: 'the answer was no list of log entries. The next run reads it again.',
  };
  expect(failureOf(await read(server, goingOn), 'logs')).toEqual(expected);
  expect(failureOf(await read(server), 'logs')).toEqual(expected);
});

it('a search that answers its totals too is a list', async () => {
  answering(({ query }) => ({ body: { start: 0, logs: query.has('from') ? [] : [rawEntry()] } }));
  expect(valueOf(await read(server), 'logs').entries).toHaveLength(1);
});

it('a page that comes again and again is no end', async () => {
  answering(() => ({ body: [rawEntry({ id: 'log1' }), rawEntry({ id: 'log2' })] }));
  expect(failureOf(await read(server, goingOn), 'logs')).toEqual({
    cause: 'inconsistent',
    reason:
      'the list of log entries repeated itself instead of going on, so it is not known to be whole. The next run reads it again.',
  });
  expect(cursors()).toEqual(['log0', 'log2']);
});

it('pages that go in a circle are no end', async () => {
  answering(({ query }) => ({ body: [rawEntry({ id: query.get('from') === 'a' ? 'b' : 'a' })] }));
  expect(failureOf(await read(server, goingOn), 'logs').cause).toBe('inconsistent');
});

it('a page whose entries have no id cannot be gone on from', async () => {
  answering(() => ({ body: [{ date: '2026-11-01' }, null, 7] }));
  expect(failureOf(await read(server, goingOn), 'logs').cause).toBe('inconsistent');
  expect(cursors()).toEqual(['log0']);
});

it('a newest entry without an id or a date is no beginning', async () => {
  answering(() => ({ body: [{ description: 'x' }] }));
  expect(failureOf(await read(server), 'logs').reason).toContain('newest log entry came without');
});

describe('the next page', () => {
  it('is asked of the tenant alone, wherever an answer points to', async () => {
    const pages: Record<string, Reply> = {
      log0: {
        body: [rawEntry({ id: 'log1' })],
        headers: { link: `<${elsewhere.url}/api/v2/logs?from=next1&take=1>; rel="next"` },
      },
      next1: { body: [rawEntry({ id: 'log2' })], headers: { link: '<not an address>; rel=next' } },
      log2: { body: [], headers: { link: `<${server.url}${path}?from=log2>; rel="next"` } },
    };
    answering(({ query }) => pages[query.get('from') ?? '']);
    const { entries, position } = valueOf(await read(server, goingOn), 'logs');
    expect(entries.map(({ id }) => id)).toEqual(['log1', 'log2']);
    expect(position.cursor).toBe('log2');
    expect(cursors()).toEqual(['log0', 'next1', 'log2']);
    expect(elsewhere.asked).toEqual([]);
    const take = server.asked
      .filter((asked) => asked.path === path)
      .map(({ query }) => query.get('take'));
    expect(take).toEqual(['100', '100', '100']);
  });

  it('is the one after the last entry that has an id', async () => {
    answering(({ query }) => ({
      body: query.get('from') === 'log0' ? [rawEntry({ id: 'log1' }), { date: 'x' }] : [],
      headers: { link: `<${server.url}${path}?from=>; rel="next", <x>; rel="prev"` },
    }));
    expect(valueOf(await read(server, goingOn), 'logs').position.cursor).toBe('log1');
  });
});

it('an entry that comes twice is told once, and one that is broken not at all', async () => {
  answering(({ query }) => {
    if (query.get('from') !== 'log0') return { body: [] };
    const broken = [null, [], 'x', { log_id: 'log2' }, rawEntry({ id: 'log4', date: 'x' })];
    return { body: [rawEntry({ id: 'log3' }), ...broken, rawEntry({ id: 'log3' })] };
  });
  const { entries, position } = valueOf(await read(server, goingOn), 'logs');
  expect(entries.map(({ id }) => id)).toEqual(['log3']);
  expect(position).toMatchObject({ cursor: 'log3', newest: '2026-11-01T08:00:00.000Z' });
});

it('a server that gives half of what a search asks for is searched on', async () => {
  const all = Array.from({ length: 120 }, (_, at) => rawEntry({ id: `log${1_000 + at}` }));
  answering(({ query }) => {
    const start = Number(query.get('page')) * 50;
    return { body: query.has('q') ? all.slice(start, start + 50) : [all[0]] };
  });
  expect(valueOf(await read(server), 'logs').entries).toHaveLength(120);
});

it('a search whose last page was full ends at the empty one', async () => {
  server.logs = Array.from({ length: 100 }, (_, at) => rawEntry({ id: `log${1_000 + at}` }));
  expect(valueOf(await read(server), 'logs').entries).toHaveLength(100);
  expect(server.asked.filter(({ query }) => query.has('q'))).toHaveLength(2);
});

it('a search fills in from the newest entry that was read, where clocks differ', async () => {
  const { position, memory } = goingOn.logs;
  const ahead = position && { ...position, newest: '2026-11-01T05:00:00.000Z' };
  answering(({ query }) =>
    query.has('from')
      ? { status: 404, body: { statusCode: 404 } }
      : { body: [rawEntry({ id: 'log1', date: '2026-11-01T05:30:00Z' })] },
  );
  const reading = await read(server, { logs: { position: ahead, memory } });
  expect(valueOf(reading, 'logs').entries).toHaveLength(1);
});

it('a search stops at entries from before', async () => {
  const old = Array.from({ length: 99 }, (_, at) =>
    rawEntry({ id: `old${at}`, date: '2026-10-01T00:00:00Z' }),
  );
  answering(({ query }) => {
    if (query.has('from')) return { status: 410, body: { statusCode: 410 } };
    return {
      body: query.has('q') ? [rawEntry({ id: 'log1' }), ...old] : [rawEntry({ id: 'log1' })],
    };
  });
  const { entries } = valueOf(await read(server, goingOn), 'logs');
  expect(entries.map(({ id }) => id)).toEqual(['log1']);
  expect(server.asked.filter(({ query }) => query.has('q'))).toHaveLength(1);
});

it('a search names only fields that can be searched, each with its value in quotes', async () => {
  server.logs = [rawEntry()];
  await read(server);
  const [query] = server.asked.flatMap((asked) => asked.query.get('q') ?? []);
  expect(query).toMatch(/^\(type:sapi AND \((description:"[^"]+"( OR )?)+\)\) OR type:depnote$/);
  for (const description of [
    'Create a client',
    'Dynamic client registration',
    'Update tenant settings',
  ]) {
    expect(query).toContain(`description:"${description}"`);
  }
});
