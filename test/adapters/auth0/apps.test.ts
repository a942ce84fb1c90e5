import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartialRead } from '../../../functions/core/ports.ts';
import { failureOf, idsOf, read, tenantAt, valueOf } from './reading.ts';
import {
  inTurn,
  on,
  rawApps,
  startTenant,
  type RawItem,
  type Reply,
  type ScriptedTenant,
} from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
});
afterEach(() => server.close());

const clients = '/api/v2/clients';
const html = { raw: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } };

function pagesAsked(): (string | null)[] {
  return server.asked.filter(({ path }) => path === clients).map(({ query }) => query.get('from'));
}

describe('the next page', () => {
  const leaving = 'undici:client:sendHeaders';
  const did: string[] = [];
  const leaves = (message: unknown) => {
    const { path } = (message as { request: { path: string } }).request;
    if (path.startsWith(clients)) did.push('asked');
  };
  beforeEach(() => {
    did.length = 0;
    subscribe(leaving, leaves);
  });
  afterEach(() => void unsubscribe(leaving, leaves));

  it('is on its way before this one is worked on', async () => {
    server.scope = 'read:clients';
    server.apps = rawApps(450);
    // As far away as a tenant is: its answers come when the work is done.
    server.delayMs = 20;
    await read(server, {
      progress: ({ section }) => void (section === 'apps' && did.push('worked on')),
    });
    expect(did).toEqual([
      'asked',
      ...Array.from({ length: 4 }, () => ['asked', 'worked on']).flat(),
      'worked on',
    ]);
  });
});

describe('a page that fails', () => {
  const faults: [string, Reply][] = [
    ['500', { status: 500, body: { statusCode: 500 } }],
    ['an HTML page', html],
    ['cut JSON', { fault: 'cut', body: { clients: rawApps(3) } }],
    ['a closed connection', { fault: 'hang up' }],
  ];

  it.each(faults)('with %s and recovers is read again, in place', async (_what, reply) => {
    server.apps = rawApps(350);
    server.script = inTurn(on(clients, 'c200'), reply, reply);
    const reading = await read(server);
    expect(idsOf(reading)).toHaveLength(350);
    expect(pagesAsked()).toEqual([null, 'c100', 'c200', 'c200', 'c200', 'c300']);
    expect(reading.calls).toBe(4 + 9 + 2);
  });

  it.each(faults)(
    'with %s beyond its retries starts the listing again, once',
    async (_w, reply) => {
      server.apps = rawApps(350);
      server.script = inTurn(on(clients, 'c200'), reply, reply, reply);
      expect(idsOf(await read(server))).toHaveLength(350);
      expect(pagesAsked().filter((from) => from === null)).toHaveLength(2);
    },
  );

  it.each(faults)('with %s for good leaves the apps unread, not fewer', async (_what, reply) => {
    server.apps = rawApps(350);
    server.script = (asked) => (on(clients, 'c200')(asked) ? reply : undefined);
    const reading = await read(server);
    expect(failureOf(reading, 'apps').cause).toBe('unavailable');
    expect(pagesAsked().filter((from) => from === 'c200')).toHaveLength(6);
    expect(reading.partial).toBeNull();
    expect(valueOf(reading, 'settings').flags).toEqual({});
  });

  it('at the very beginning is not tried more often', async () => {
    server.script = (asked) => (asked.path === clients ? html : undefined);
    expect(failureOf(await read(server), 'apps').reason).toContain('not JSON');
    expect(pagesAsked()).toHaveLength(3);
  });
});

describe('a cursor', () => {
  it('that expired starts the listing again', async () => {
    server.apps = rawApps(250);
    server.script = inTurn(on(clients, 'c100'), {
      status: 400,
      body: { errorCode: 'invalid_paging' },
    });
    expect(idsOf(await read(server))).toHaveLength(250);
    expect(pagesAsked()).toEqual([null, 'c100', null, 'c100', 'c200']);
  });

  it('that is refused for good says so', async () => {
    server.apps = rawApps(250);
    const reply = { status: 400, body: { errorCode: 'invalid_paging' } };
    server.script = (asked) => (on(clients, 'c100')(asked) ? reply : undefined);
    const { cause, reason } = failureOf(await read(server), 'apps');
    expect(cause).toBe('refused');
    expect(reason).toContain('400 invalid_paging');
  });

  it.each([
    ['repeats itself', { clients: rawApps(100), next: 'c100' }],
    ['leads to a page seen before', { clients: rawApps(100), next: 'c200' }],
    ['leads to nothing but empty pages', { clients: [], next: 'c100' }],
    ['is no text', { clients: rawApps(200).slice(100), next: 7 }],
    ['leads to no list', { items: [] }],
  ])('that %s is not believed', async (_what, body) => {
    server.apps = rawApps(250);
    server.script = (asked) => (on(clients, 'c100')(asked) ? { body } : undefined);
    const { cause } = failureOf(await read(server), 'apps');
    expect(cause).toBe('inconsistent');
    expect(pagesAsked().filter((from) => from === null)).toHaveLength(2);
  });

  it('that never ends in new but empty pages ends the listing', async () => {
    let pages = 0;
    server.script = (asked) =>
      asked.path === clients ? { body: { clients: [], next: `e${(pages += 1)}` } } : undefined;
    expect(failureOf(await read(server), 'apps').reason).toContain('empty pages');
    expect(pages).toBeLessThan(30);
  });

  it('that comes back is not followed, whatever it leads to', async () => {
    let served = 100;
    server.script = (asked) => {
      if (!on(clients, 'c100')(asked)) return undefined;
      const page = rawApps((served += 100)).slice(-100);
      return { body: { clients: page, ...(served < 3_000 && { next: 'c100' }) } };
    };
    server.apps = rawApps(250);
    expect(failureOf(await read(server), 'apps').reason).toContain('repeated itself');
    expect(pagesAsked().length).toBeLessThan(10);
  });

  it('that leads to the global client again and again is not followed', async () => {
    let pages = 0;
    server.script = (asked) => {
      if (asked.path !== clients) return undefined;
      const body = { clients: [{ client_id: 'everything', global: true }], next: `g${pages}` };
      return (pages += 1) < 30 ? { body } : { body: { clients: rawApps(1) } };
    };
    expect(failureOf(await read(server), 'apps').reason).toContain('repeated itself');
    expect(pages).toBeLessThan(10);
  });

  it('that goes wrong once is forgiven', async () => {
    server.apps = rawApps(250);
    server.script = inTurn(on(clients, 'c100'), { body: { clients: rawApps(100), next: 'c100' } });
    expect(idsOf(await read(server))).toHaveLength(250);
  });

  it('goes through an empty last page', async () => {
    server.apps = rawApps(100);
    server.script = (asked) => {
      if (on(clients, 'c100')(asked)) return { body: { clients: [] } };
      return asked.path === clients ? { body: { clients: server.apps, next: 'c100' } } : undefined;
    };
    expect(idsOf(await read(server))).toHaveLength(100);
  });

  it('that leads to an empty last page is looked at twice', async () => {
    server.apps = rawApps(350);
    server.script = inTurn(on(clients, 'c200'), { body: { clients: [] } });
    expect(idsOf(await read(server))).toHaveLength(350);
    expect(pagesAsked()).toEqual([null, 'c100', 'c200', 'c200', 'c300']);
  });

  it('that leads to an empty page, and on, is looked at twice too', async () => {
    server.apps = rawApps(350);
    server.script = inTurn(on(clients, 'c200'), { body: { clients: [], next: 'c300' } });
    expect(idsOf(await read(server))).toHaveLength(350);
  });

  it('that is empty text ends the listing', async () => {
    server.script = inTurn(on(clients), { body: { clients: rawApps(2), next: '' } });
    expect(idsOf(await read(server))).toHaveLength(2);
  });
});

describe('a list without an envelope', () => {
  it.each([
    [0, true],
    [30, true],
    [99, true],
    [50, false],
    [100, false],
    [130, false],
  ])('of %i apps is whole: %s', async (count, whole) => {
    server.script = (asked) =>
      asked.path === clients ? { raw: JSON.stringify(rawApps(count)) } : undefined;
    const { apps } = (await read(server)).snapshot.sections;
    expect(apps.ok ? apps.value.length : apps.cause).toBe(whole ? count : 'inconsistent');
  });
});

describe('apps that come and go while the pages are read', () => {
  it('are listed once, with what was read last', async () => {
    server.apps = rawApps(250);
    const [moved] = rawApps(1, { name: 'renamed' });
    server.script = inTurn(on(clients, 'c200'), {
      body: { clients: [...server.apps.slice(200), moved] },
    });
    const apps = valueOf(await read(server), 'apps');
    expect(apps).toHaveLength(250);
    expect(apps[0]?.name).toBe('renamed');
  });

  it('leave the global client out, whatever Auth0 does', async () => {
    server.apps = [{ client_id: 'everything', global: true }, ...rawApps(2)];
    expect(idsOf(await read(server))).toEqual(['app000000', 'app000001']);
  });

  it('do not make a page of the global client alone a repeat', async () => {
    server.pageSize = 1;
    server.apps = [...rawApps(1), { client_id: 'everything', global: true }];
    expect(idsOf(await read(server))).toEqual(['app000000']);
  });

  it.each([[{}], [{ client_id: '' }], [{ client_id: 7 }], [null], ['app']])(
    'spoil the listing when one of them is %j',
    async (item) => {
      server.apps = [...rawApps(2), item as RawItem];
      const { cause, reason } = failureOf(await read(server), 'apps');
      expect(cause).toBe('inconsistent');
      expect(reason).toContain('without an id');
    },
  );
});

describe('an app that was there before', () => {
  const known = new Set(rawApps(250).map(({ client_id }) => String(client_id)));

  it('costs nothing while it is listed', async () => {
    server.apps = rawApps(250);
    expect((await read(server, { knownApps: known })).calls).toBe(3 + 9);
  });

  it('is deleted when Auth0 says so', async () => {
    server.apps = rawApps(250).slice(5);
    const reading = await read(server, { knownApps: known });
    expect(idsOf(reading)).toHaveLength(245);
    expect(reading.calls).toBe(3 + 9 + 5);
    const asked = server.asked.find(({ path }) => path === `${clients}/app000000`);
    expect(asked?.query.get('fields')).toBe('client_id');
  });

  it('that one listing left out is found by a second', async () => {
    server.apps = rawApps(250);
    server.script = inTurn(on(clients, 'c200'), { body: { clients: server.apps.slice(210) } });
    const reading = await read(server, { knownApps: known });
    expect(idsOf(reading)).toHaveLength(250);
  });

  it('that listings keep leaving out makes them unbelievable', async () => {
    server.apps = rawApps(250);
    server.script = (asked) =>
      on(clients, 'c200')(asked) ? { body: { clients: server.apps.slice(210) } } : undefined;
    const { cause, reason } = failureOf(await read(server, { knownApps: known }), 'apps');
    expect(cause).toBe('inconsistent');
    expect(reason).toContain('leaves out 10 that Auth0 still has');
  });

  it('is unknown, not deleted, when Auth0 cannot say', async () => {
    server.apps = rawApps(250).slice(1);
    server.script = (asked) => (asked.path.startsWith(`${clients}/`) ? { status: 503 } : undefined);
    expect(failureOf(await read(server, { knownApps: known }), 'apps').cause).toBe('unavailable');
  });

  it('is deleted with many others when two listings agree', async () => {
    server.apps = rawApps(200);
    const reading = await read(server, { knownApps: known });
    expect(idsOf(reading)).toHaveLength(200);
    expect(reading.calls).toBe(2 + 9 + 2 + 20);
  });

  it('is unknown with many others when Auth0 still has one that both listings leave out', async () => {
    server.apps = rawApps(250);
    server.script = (asked) =>
      on(clients, 'c100')(asked) ? { body: { clients: server.apps.slice(100, 200) } } : undefined;
    const { cause, reason } = failureOf(await read(server, { knownApps: known }), 'apps');
    expect(cause).toBe('inconsistent');
    expect(reason).toContain('that Auth0 still has');
  });

  it('is unknown with many others when two listings differ', async () => {
    server.apps = rawApps(250);
    server.script = inTurn(on(clients, 'c100'), { body: { clients: server.apps.slice(100, 200) } });
    const { cause, reason } = failureOf(await read(server, { knownApps: known }), 'apps');
    expect(cause).toBe('inconsistent');
    expect(reason).toContain('50 and 0 are missing');
  });

  it('is unknown when as many are missing from both, but not the same', async () => {
    server.apps = rawApps(250);
    const first = { body: { clients: server.apps.slice(100, 200) } };
    const second = { body: { clients: server.apps.slice(150, 250) } };
    server.script = inTurn(on(clients, 'c100'), first, second);
    const { reason } = failureOf(await read(server, { knownApps: known }), 'apps');
    expect(reason).toContain('50 and 50 are missing');
  });
});

describe('a redirect', () => {
  it('is named and not followed', async () => {
    const other = await startTenant();
    const headers = { location: `${other.url}/api/v2/clients` };
    server.script = (asked) => (asked.path === clients ? { status: 302, headers } : undefined);
    const { cause, reason } = failureOf(await read(server), 'apps');
    expect(cause).toBe('refused');
    expect(reason).toContain(new URL(other.url).host);
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('of the token request is not followed either', async () => {
    const other = await startTenant();
    const headers = { location: `${other.url}/oauth/token` };
    server.script = (asked) =>
      asked.path === '/oauth/token' ? { status: 307, headers } : undefined;
    expect(failureOf(await read(server), 'apps').reason).toContain(new URL(other.url).host);
    expect(other.asked).toEqual([]);
    await other.close();
  });
});

describe('a read that runs out of time', () => {
  const parts = { now: new Date('2026-11-01T09:00:00.000Z') };

  it('goes on where it was, and ends in the same snapshot', async () => {
    server.apps = rawApps(750);
    const whole = await read(server, parts);
    let left = Infinity;
    const first = await read(server, {
      ...parts,
      timeLeft: () => left,
      progress: ({ section, pages }) => {
        if (section === 'apps' && pages === 3) left = 0;
      },
    });
    expect(failureOf(first, 'apps').cause).toBe('time');
    expect(first.snapshot.takenAt).toBe(whole.snapshot.takenAt);
    const kept = JSON.parse(JSON.stringify(first.partial)) as PartialRead;
    expect(kept.apps.length).toBeGreaterThanOrEqual(300);
    server.asked.length = 0;
    const later = new Date('2026-11-01T09:10:00.000Z');
    const second = await read(server, { now: later, resume: kept });
    const { logs } = whole.snapshot.sections;
    const { sections } = second.snapshot;
    expect({ ...second.snapshot, sections: { ...sections, logs } }).toEqual(whole.snapshot);
    expect(valueOf(second, 'logs').position.caughtUpAt).toBe(later.toISOString());
    expect(second.partial).toBeNull();
    expect(pagesAsked()[0]).toBe(kept.cursor);
    expect(pagesAsked()).not.toContain(null);
  });

  it('keeps a listing begun earlier when there is no time for a page of it', async () => {
    const resume = { cursor: 'c100', takenAt: '2026-11-01T08:00:00.000Z', apps: [] };
    const reading = await read(server, { ...parts, resume, timeLeft: () => 500 });
    expect(reading.partial).toEqual(resume);
    expect(reading.snapshot.takenAt).toBe(resume.takenAt);
    expect(reading.calls).toBe(0);
  });

  it('has nothing to keep before the first page', async () => {
    const reading = await read(server, { ...parts, timeLeft: () => 500 });
    expect(failureOf(reading, 'apps').cause).toBe('time');
    expect(failureOf(reading, 'settings').cause).toBe('time');
    expect(reading.partial).toBeNull();
  });

  it('begins anew when the kept cursor is too old', async () => {
    server.apps = rawApps(150);
    const [gone] = valueOf(await read(server), 'apps');
    const stale = { cursor: 'old', takenAt: '2026-10-30T08:00:00.000Z', apps: gone ? [gone] : [] };
    server.script = (asked) => (on(clients, 'old')(asked) ? { status: 400 } : undefined);
    server.apps = rawApps(150).slice(1);
    const reading = await read(server, { ...parts, resume: stale });
    expect(idsOf(reading)).toHaveLength(149);
    expect(reading.snapshot.takenAt).toBe('2026-11-01T09:00:00.000Z');
  });

  it('while it confirms deletions asks for the last page again and goes on', async () => {
    server.apps = rawApps(150);
    const knownApps = new Set(['deleted-1', 'deleted-2']);
    let left = Infinity;
    server.script = (asked) => {
      if (asked.path === `${clients}/deleted-1`) left = 0;
      return undefined;
    };
    const first = await read(server, { ...parts, knownApps, timeLeft: () => left });
    expect(failureOf(first, 'apps').cause).toBe('time');
    expect(first.partial?.cursor).toBe('c100');
    server.script = () => undefined;
    server.asked.length = 0;
    const second = await read(server, { ...parts, knownApps, resume: first.partial });
    expect(idsOf(second)).toHaveLength(150);
    expect(pagesAsked()).toEqual(['c100']);
  });

  it('is short of time, not of answers, when the last attempt took what was left', async () => {
    let left = Infinity;
    let attempts = 0;
    server.script = (asked) => {
      if (asked.path !== clients) return undefined;
      if ((attempts += 1) === 3) left = 0;
      return { status: 503 };
    };
    const reading = await read(server, { ...parts, timeLeft: () => left });
    expect(failureOf(reading, 'apps').cause).toBe('time');
  });

  it('does not wait for an answer longer than it has', async () => {
    server.delayMs = 2_000;
    const started = performance.now();
    const ends = started + 1_150;
    const reading = await read(server, { ...parts, timeLeft: () => ends - performance.now() });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(failureOf(reading, 'apps').cause).toBe('time');
  });
});

it('reaches the tenant it is configured for, whatever its audience', async () => {
  const tenant = tenantAt(`${server.url}/`, { audience: 'https://canonical.eu.auth0.com/api/v2/' });
  await read(server, { tenant });
  expect(server.asked[0]?.form.get('audience')).toBe('https://canonical.eu.auth0.com/api/v2/');
  expect(server.paths()).toContain(clients);
});
