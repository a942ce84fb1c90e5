import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyMemory } from '../../functions/core/log-memory.ts';
import { BusyError, StoreError } from '../../functions/core/errors.ts';
import type { HistoryEvent } from '../../functions/core/history.ts';
import type { AppVersion, Linked, PartialRead, Store } from '../../functions/core/ports.ts';
import { rowKey } from '../../functions/core/ports.ts';
import { app, grant, sample, settings } from '../../functions/core/sample.ts';
import {
  keptSections,
  type App,
  type Grant,
  type Login,
  type Sections,
} from '../../functions/core/snapshot.ts';
import {
  base,
  caller,
  change,
  head,
  logs,
  manyRows,
  on,
  owing,
  randomId,
  row,
  rowsBy,
  runRecord,
} from './store-sample.ts';

/** A store to test. `now` stands for the clock of leases and expiry. */
export interface StoreUnderTest {
  open(now?: () => number, aloneSince?: number): Store;
}

const noLogs = { position: null, memory: emptyMemory };
const day = 24 * 3600_000;
const nine = '2026-11-23T09:00:00.000Z';
const ten = '2026-11-23T10:00:00.000Z';
const eleven = '2026-11-23T11:00:00.000Z';

/** What any store must do, through the port alone. */
export function storeContract(underTest: () => StoreUnderTest): void {
  let store: Store;
  let tenant: string;
  let count = 0;
  const run = `t${Date.now().toString(36)}`;

  beforeEach(() => {
    store = underTest().open();
    tenant = `${run}-${count++}`;
  });

  async function session<T>(work: (session: Awaited<ReturnType<Store['begin']>>) => Promise<T>) {
    const session = await store.begin(tenant);
    try {
      return await work(session);
    } finally {
      await session.end();
    }
  }

  async function save(parts: Parameters<typeof change>[0]): Promise<void> {
    await session((session) => session.save(change(parts)));
  }

  async function load() {
    return (await store.beginDry(tenant)).load();
  }

  describe('what is known', () => {
    it('is nothing before the first run', async () => {
      expect(await load()).toEqual({
        apps: new Map(),
        findings: new Map(),
        head: null,
        partial: null,
        logs: noLogs,
      });
      expect(await store.head(tenant)).toBeNull();
      expect(await store.logs(tenant)).toEqual(noLogs);
      expect(await store.findings(tenant)).toEqual([]);
      expect(await store.tenants()).not.toContain(tenant);
    });

    it('is what was saved', async () => {
      const appRows = new Map([
        ['app1', { print: 'aaaaaaaa' }],
        ['app2', { print: 'bbbbbbbb', base }],
      ]);
      const findingRows = rowsBy([row('app1'), row('app2', owing), row('dcr')]);
      await save({ appRows, findingRows });
      expect(await load()).toEqual({
        apps: appRows,
        findings: findingRows,
        head,
        partial: null,
        logs: noLogs,
      });
      expect(await store.head(tenant)).toEqual(head);
      expect(await store.tenants()).toContain(tenant);
    });

    it('changes row by row, and a null removes an app', async () => {
      await save({
        appRows: new Map([
          ['app1', { print: 'aaaaaaaa', base }],
          ['app2', { print: 'bbbbbbbb' }],
        ]),
        findingRows: rowsBy([row('app1'), row('app2')]),
      });
      await save({
        appRows: new Map([
          ['app1', { print: 'cccccccc' }],
          ['app2', null],
        ]),
        findingRows: rowsBy([row('app2', owing)]),
      });
      const known = await load();
      expect(known.apps).toEqual(new Map([['app1', { print: 'cccccccc' }]]));
      expect(known.findings).toEqual(rowsBy([row('app1'), row('app2', owing)]));
    });

    it('can be saved and settled again within one session', async () => {
      await session(async (session) => {
        await session.save(
          change({ findingRows: rowsBy([row('app1', owing), row('dcr', owing)]) }),
        );
        await session.settle(rowsBy([row('app1')]), null);
        await session.settle(rowsBy([row('dcr')]), { ...head, owedSummary: { channels: ['c'] } });
        await session.save(change({ appRows: new Map([['app1', { print: 'aaaaaaaa' }]]) }));
      });
      const known = await load();
      expect(known.findings).toEqual(rowsBy([row('app1'), row('dcr')]));
      expect(known.apps.get('app1')).toEqual({ print: 'aaaaaaaa' });
      expect(known.head).toEqual(head);
    });

    it('keeps head fields that a settle does not name', async () => {
      await save({ findingRows: rowsBy([row('app1', owing)]) });
      await session((session) => session.settle(rowsBy([row('app1')]), null));
      expect((await load()).head).toEqual(head);
    });

    it('survives growing to many rows and shrinking again', async () => {
      const few = { appRows: new Map([['app1', { print: 'aaaaaaaa', base }]]) };
      const many = manyRows(5000);
      await save(few);
      await save(many);
      const grown = await load();
      expect(grown.apps).toEqual(new Map([...few.appRows, ...many.appRows]));
      expect(grown.findings).toEqual(many.findingRows);
      await save({ appRows: new Map([...many.appRows.keys()].map((id) => [id, null])) });
      const shrunk = await load();
      expect(shrunk.apps).toEqual(few.appRows);
      expect(shrunk.findings).toEqual(many.findingRows);
    });

    it('shares the lives that rows have in common', async () => {
      await save(manyRows(3000));
      const lives = new Set([...(await load()).findings.values()].map(({ life }) => life));
      expect(lives.size).toBe(1);
    });
  });

  describe('an unfinished listing', () => {
    function listing(size: number, cursor: string): PartialRead {
      const apps = Array.from({ length: size }, (_, index) => app({ id: randomId(index) }));
      return { cursor, takenAt: nine, apps };
    }

    it('is kept, replaced and forgotten', async () => {
      const long = listing(1700, 'one');
      await save({ partial: long });
      expect((await load()).partial).toEqual(long);
      const short = listing(3, 'two');
      await save({ partial: short });
      expect((await load()).partial).toEqual(short);
      await save({ partial: listing(0, 'three') });
      expect((await load()).partial).toEqual(listing(0, 'three'));
      await save({ partial: null });
      expect((await load()).partial).toBeNull();
    });
  });

  describe('what the logs told', () => {
    it('is kept, position and memory, and read without a run', async () => {
      await save({ logs });
      expect((await load()).logs).toEqual(logs);
      expect(await store.logs(tenant)).toEqual(logs);
    });

    it('changes part by part, also within one session', async () => {
      const { memory } = logs;
      const asked = { ...memory, toggle: { ...memory.toggle, apiField: { ...on, asOf: ten } } };
      const moved = { position: { ...logs.position, caughtUpAt: ten }, memory: asked };
      const emptied = { position: moved.position, memory: emptyMemory };
      await session(async (session) => {
        await session.save(change({ logs }));
        await session.save(change({ logs: moved }));
      });
      expect((await load()).logs).toEqual(moved);
      await save({ logs: emptied });
      expect((await load()).logs).toEqual(emptied);
    });

    it('is known to a dry run', async () => {
      await save({ logs });
      const dry = await store.beginDry(tenant);
      expect((await dry.load()).logs).toEqual(logs);
    });

    it('costs one unit when only its position moved, and nothing when it did not', async () => {
      const field = { ...on, field: 'settings.flags.some_switch' };
      const toggle = { ...logs.memory.toggle, apiField: field };
      const before = { ...logs, memory: { ...logs.memory, toggle } };
      await save({ logs: before });
      await session(async (session) => {
        await session.load();
        const { writeUnits } = session.cost();
        await session.save(change({ logs: before }));
        expect(session.cost().writeUnits).toBe(writeUnits);
        const apiField = { ...field, asOf: ten };
        const memory = { ...logs.memory, toggle: { ...toggle, apiField } };
        const position = { ...logs.position, caughtUpAt: ten, newest: ten };
        await session.save(change({ logs: { position, memory } }));
        expect(session.cost().writeUnits).toBe(writeUnits + 1);
      });
    });

    it('is cut to what fits, the newest kept, rather than keep a run from ending', async () => {
      const registrations = Array.from({ length: 6000 }, (_, seed) => ({
        app: randomId(seed),
        at: nine,
        name: randomId(seed, 60),
        hosts: [`${randomId(-seed, 60)}.example`],
        traits: 'none: authorization_code',
      }));
      const callers = Array.from({ length: 100 }, (_, seed) => ({
        ...caller,
        id: randomId(seed),
        userAgent: randomId(seed, 8000),
      }));
      const memory = { ...logs.memory, registrations, callers };
      await save({ logs: { ...logs, memory } });
      const stored = (await load()).logs;
      expect(stored).toEqual({
        ...logs,
        memory: {
          ...memory,
          registrations: registrations.slice(0, stored.memory.registrations.length),
          callers: callers.slice(0, stored.memory.callers.length),
        },
      });
      expect(stored.memory.registrations.length).toBeGreaterThan(1000);
      expect(stored.memory.callers.length).toBeGreaterThan(20);
      // What is stored by now is stored as it is.
      await session(async (session) => {
        await session.load();
        const { writeUnits } = session.cost();
        await session.save(change({ logs: stored }));
        expect(session.cost().writeUnits).toBe(writeUnits);
      });
    });

    it('is fenced like everything else a run writes', async () => {
      const start = Date.now();
      await save({ logs });
      const zombie = await underTest()
        .open(() => start)
        .begin(tenant);
      await zombie.load();
      const next = await underTest()
        .open(() => start + 61_000)
        .begin(tenant);
      await next.load();
      const moved = { ...logs, position: { ...logs.position, cursor: 'next' } };
      await next.save(change({ logs: moved }));
      const stale = { ...logs, position: { ...logs.position, cursor: 'stale' } };
      await expect(zombie.save(change({ logs: stale }))).rejects.toThrow(/took over/);
      expect((await load()).logs).toEqual(moved);
      await next.end();
      await zombie.end();
    });
  });

  describe('apps', () => {
    const odd = ['a#b', 'https://app.example/client?x=1#me', 'ä/😀 ~', '\uD800', 'x'.repeat(3000)];
    const one = app({ id: 'app1' });
    const two = app({ id: 'app2', name: '<script>' });
    const rows = new Map([one, two].map(({ id }) => [id, { print: 'aaaaaaaa' }]));
    const printsOf = (...apps: App[]) =>
      new Map(apps.map((app): [string, string] => [app.id, store.fingerprint(app)]));

    it('are read back as last stored', async () => {
      await save({ apps: [one, two], appRows: rows });
      const wider = { ...one, callbacks: ['https://other.example/'] };
      await save({ validFrom: ten, apps: [wider] });
      const prints = new Map([...printsOf(wider, two), ['never', store.fingerprint(one)]]);
      const stored = await session((session) => session.storedApps(prints));
      expect(stored).toEqual(
        new Map([
          ['app1', wider],
          ['app2', two],
        ]),
      );
    });

    it('are read back in the version the manifest knows, though a run that died stored a newer one', async () => {
      await save({ apps: [one], appRows: rows });
      for (const at of [ten, eleven])
        await save({ validFrom: at, apps: [{ ...one, callbacks: [`https://${at}.example/`] }] });
      const stored = await session((session) => session.storedApps(printsOf(one)));
      expect(stored).toEqual(new Map([['app1', one]]));
    });

    it('keep apart whatever their ids are made of', async () => {
      const apps = [...odd, 'a', 'app1', 'app1#', 'app'].map((id) => app({ id, name: `n ${id}` }));
      await save({ apps, appRows: new Map(apps.map(({ id }) => [id, { print: 'aaaaaaaa' }])) });
      const stored = await session((session) => session.storedApps(printsOf(...apps)));
      expect(stored).toEqual(new Map(apps.map((app) => [app.id, app])));
      expect(await store.appsAt(tenant, ten)).toHaveLength(apps.length);
    });

    it('are known as they were at any moment', async () => {
      await save({ apps: [one, two], appRows: rows });
      const wider = { ...one, callbacks: ['https://other.example/'] };
      await save({ validFrom: ten, apps: [wider] });
      await save({ validFrom: eleven, deletedApps: ['app1'], appRows: new Map([['app1', null]]) });
      expect(await store.appsAt(tenant, '2026-11-23T08:59:59.999Z')).toEqual([]);
      const lasting = { app: two, validFrom: nine, validTo: null };
      const first = { app: one, validFrom: nine, validTo: ten };
      const second = { app: wider, validFrom: ten, validTo: eleven };
      expect(await store.appsAt(tenant, nine)).toEqual([first, lasting]);
      expect(await store.appsAt(tenant, '2026-11-23T09:59:59.999Z')).toEqual([first, lasting]);
      expect(await store.appsAt(tenant, ten)).toEqual([second, lasting]);
      expect(await store.appsAt(tenant, eleven)).toEqual([lasting]);
    });

    it('can come back after they were deleted', async () => {
      await save({ apps: [one], appRows: rows });
      await save({ validFrom: ten, deletedApps: ['app1'], appRows: new Map([['app1', null]]) });
      await save({ validFrom: eleven, apps: [one], appRows: rows });
      expect(await store.appsAt(tenant, '2026-11-23T10:30:00.000Z')).toEqual([]);
      expect(await store.appsAt(tenant, eleven)).toEqual([
        { app: one, validFrom: eleven, validTo: null },
      ]);
    });

    describe('when a run has an earlier time than the one before', () => {
      const wider = { ...one, callbacks: ['https://other.example/'] };
      const later = '2026-11-23T10:00:00.001Z';
      const none = new Map([['app1', null]]);

      it('are as it found them from just after what was known', async () => {
        await save({ validFrom: ten, apps: [one], appRows: rows });
        await save({ validFrom: nine, apps: [wider] });
        await save({ validFrom: eleven });
        const now = { app: wider, validFrom: later, validTo: null };
        expect(await store.appsAt(tenant, eleven)).toEqual([now]);
        expect(await store.appsAt(tenant, later)).toEqual([now]);
        expect(await store.appsAt(tenant, ten)).toEqual([
          { app: one, validFrom: ten, validTo: later },
        ]);
        expect(await store.appsAt(tenant, nine)).toEqual([]);
        const known = await session((session) => session.storedApps(printsOf(wider)));
        expect(known).toEqual(new Map([['app1', wider]]));
        await save({ validFrom: eleven, apps: [one] });
        expect(await store.appsAt(tenant, eleven)).toEqual([
          { app: one, validFrom: eleven, validTo: null },
        ]);
      });

      it('are gone just after what was known, and can come back', async () => {
        await save({ validFrom: ten, apps: [one], appRows: rows });
        await save({ validFrom: nine, deletedApps: ['app1'], appRows: none });
        expect(await store.appsAt(tenant, ten)).toEqual([
          { app: one, validFrom: ten, validTo: later },
        ]);
        expect(await store.appsAt(tenant, eleven)).toEqual([]);
        await save({ validFrom: nine, apps: [wider], appRows: rows });
        expect(await store.appsAt(tenant, eleven)).toEqual([
          { app: wider, validFrom: later, validTo: null },
        ]);
        expect(await store.appsAt(tenant, ten)).toHaveLength(1);
      });

      it('begin when what was before them ended', async () => {
        await save({ validFrom: nine, apps: [one], appRows: rows });
        await save({ validFrom: eleven, deletedApps: ['app1'], appRows: none });
        await save({ validFrom: ten, apps: [wider], appRows: rows });
        expect(await store.appsAt(tenant, ten)).toEqual([
          { app: one, validFrom: nine, validTo: eleven },
        ]);
        expect(await store.appsAt(tenant, eleven)).toEqual([
          { app: wider, validFrom: eleven, validTo: null },
        ]);
      });

      it('each have their own time: one that is new is there from when it was found', async () => {
        await save({ validFrom: ten, apps: [one], appRows: rows });
        await save({ validFrom: nine, apps: [two] });
        expect(await store.appsAt(tenant, nine)).toEqual([
          { app: two, validFrom: nine, validTo: null },
        ]);
      });

      it('or the same, keep what each of them found', async () => {
        await save({ validFrom: ten, apps: [one], appRows: rows });
        await save({ validFrom: ten, apps: [wider] });
        expect(await store.appsAt(tenant, ten)).toMatchObject([{ app: one }]);
        expect(await store.appsAt(tenant, later)).toMatchObject([{ app: wider }]);
      });
    });

    it('are not stored again when they are stored as they are', async () => {
      await save({ apps: [one], appRows: rows });
      await save({ validFrom: ten, apps: [{ ...one }] });
      expect(await store.appsAt(tenant, eleven)).toEqual([
        { app: one, validFrom: nine, validTo: null },
      ]);
    });

    it('may be larger than one item', async () => {
      const callbacks = Array.from({ length: 12_000 }, (_, i) => `https://${randomId(i)}.example/`);
      const large = app({ id: 'app1', callbacks });
      await save({ apps: [large], appRows: rows });
      await save({ validFrom: ten, apps: [one] });
      const [before] = await store.appsAt(tenant, nine);
      expect(before).toEqual({ app: large, validFrom: nine, validTo: ten });
      const [after] = await store.appsAt(tenant, ten);
      expect(after).toEqual({ app: one, validFrom: ten, validTo: null });
    });
  });

  describe('the history of apps', () => {
    const [one, two] = [app({ id: 'app1' }), app({ id: 'app2' })];
    const wider = { ...one, callbacks: ['https://other.example/'] };

    async function historyOf(of: string): Promise<AppVersion[][]> {
      const all: AppVersion[][] = [];
      for await (const versions of store.appHistory(of)) all.push([...versions]);
      return all;
    }

    it('has all versions of an app after the other, oldest first', async () => {
      const rows = new Map([one, two].map(({ id }) => [id, { print: 'aaaaaaaa' }]));
      await save({ apps: [two, one], appRows: rows });
      await save({ validFrom: ten, apps: [wider] });
      await save({ validFrom: eleven, deletedApps: ['app1'], appRows: new Map([['app1', null]]) });
      expect(await historyOf(tenant)).toEqual([
        [
          { app: one, validFrom: nine, validTo: ten },
          { app: wider, validFrom: ten, validTo: eleven },
        ],
        [{ app: two, validFrom: nine, validTo: null }],
      ]);
    });

    it('is nothing of a tenant that was never read', async () => {
      expect(await historyOf(tenant)).toEqual([]);
    });
  });

  describe('sections', () => {
    const grants = (...audiences: string[]) => audiences.map((audience) => grant({ audience }));

    it('are known as they were at any moment, each by itself', async () => {
      const first = { settings: settings(), grants: grants('https://one.example') };
      await save({ sections: first });
      const second = grants('https://two.example');
      await save({ validFrom: eleven, sections: { grants: second } });
      expect(await store.sectionsAt(tenant, '2026-11-23T08:59:59.999Z')).toEqual({});
      expect(await store.sectionsAt(tenant, nine)).toEqual({
        settings: { value: first.settings, validFrom: nine },
        grants: { value: first.grants, validFrom: nine },
      });
      expect(await store.sectionsAt(tenant, '2026-11-23T12:59:59+02:00')).toMatchObject({
        grants: { value: first.grants },
      });
      expect(await store.sectionsAt(tenant, eleven)).toMatchObject({
        settings: { validFrom: nine },
        grants: { value: second, validFrom: eleven },
      });
    });

    it('of every kind come back as they were stored', async () => {
      const { sections: all } = sample({ apps: [] });
      const values = Object.fromEntries(
        keptSections.map((name) => [name, all[name].ok ? all[name].value : null]),
      );
      const withLater = { login: { ...(values['login'] as Login), later: 1 } };
      await save({ sections: { ...values, ...withLater } });
      const stored = await store.sectionsAt(tenant, nine);
      expect(Object.keys(stored).sort()).toEqual(keptSections.toSorted());
      expect(stored).toMatchObject(
        Object.fromEntries(keptSections.map((name) => [name, { value: values[name] }])),
      );
      expect(stored.login?.value).toHaveProperty('later', 1);
    });

    it('may be larger than one item', async () => {
      const many = Array.from({ length: 20_000 }, (_, i) => grant({ audience: randomId(i, 40) }));
      await save({ sections: { grants: many } });
      await save({ validFrom: ten, sections: { grants: many.slice(1) } });
      expect((await store.sectionsAt(tenant, nine)).grants?.value).toEqual(many);
    });
  });

  describe('grants', () => {
    it('are null until they were read', async () => {
      await save({ sections: { settings: settings() } });
      const print = store.fingerprint([]);
      expect(await session((session) => session.storedGrants(print))).toBeNull();
    });

    it('are read back as last stored, also when there are very many', async () => {
      await save({ sections: { grants: [grant({ audience: 'https://api.example' })] } });
      const many = Array.from({ length: 20_000 }, (_, index) =>
        grant({ audience: 'https://api.example', id: randomId(index), appId: randomId(-index) }),
      );
      await save({ validFrom: ten, sections: { grants: many } });
      const stored = (grants: readonly Grant[]) =>
        session((session) => session.storedGrants(store.fingerprint(grants)));
      expect(await stored(many)).toEqual(many);
      await save({ validFrom: eleven, sections: { grants: [] } });
      expect(await stored([])).toEqual([]);
      // The manifest may still name an earlier version: a run that died stored a newer one.
      expect(await stored(many)).toEqual(many);
    });
  });

  describe('findings', () => {
    const said = { message: 'The app is permissive.', evidence: { how: 'dcr', list: [1, null] } };

    it('come with their words', async () => {
      const findingRows = rowsBy([row('app1', owing), row('app#2')]);
      const words = new Map([[rowKey('app-permissive', 'app1'), said]]);
      await save({ findingRows, words });
      const common = { tenant, rule: 'app-permissive' };
      const findings = await store.findings(tenant);
      expect(findings.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
        {
          ...row('app#2').life,
          ...common,
          key: `${tenant}/app-permissive/app#2`,
          subject: 'app#2',
          message: '',
          evidence: {},
        },
        { ...owing, ...common, key: `${tenant}/app-permissive/app1`, subject: 'app1', ...said },
      ]);
    });

    it('have words that can be asked for by row, 100 and more at once', async () => {
      const keys = Array.from({ length: 230 }, (_, index) => `app-permissive app ${index}`);
      const words = new Map(keys.map((key) => [key, { ...said, message: key }]));
      await save({ words });
      const stored = await session((session) =>
        session.storedWords([...keys, ...keys.slice(0, 3), 'app-permissive never']),
      );
      expect(stored).toEqual(words);
    });

    it('have words that can be asked for when they are too much for one answer', async () => {
      const letters = Array.from({ length: 8 }, (_, index) => randomId(index, 300_000));
      const words = new Map(letters.map((message, at) => [`rule ${at}`, { ...said, message }]));
      await save({ words });
      const stored = await session((session) => session.storedWords([...words.keys()]));
      expect(stored).toEqual(words);
    });

    it('keep words that are long', async () => {
      const key = 'app-callback-unsafe app1';
      const long = { message: 'm', evidence: { callbacks: 'https://x.example/ '.repeat(50_000) } };
      await save({ words: new Map([[key, long]]) });
      expect(await session((session) => session.storedWords([key]))).toEqual(
        new Map([[key, long]]),
      );
    });
  });

  describe('history', () => {
    const past = (subject: string, parts: Partial<HistoryEvent> = {}): HistoryEvent => ({
      rule: 'app-permissive',
      subject,
      at: nine,
      what: 'acknowledged',
      transition: 1,
      by: 'Ana',
      ...parts,
    });

    it('is read back whole, oldest first, and by finding', async () => {
      const whole = past('app1', {
        at: ten,
        what: 'suppressed',
        severity: 'high',
        stage: '30d',
        owner: 'web \u202e',
        reason: 'migration',
        until: eleven,
        suppression: 's-1',
        hides: { rule: 'app-permissive', subject: 'app*' },
        before: { since: nine, resolvedAt: ten },
      });
      await save({ history: [whole, past('app1'), past('app1#2'), past('app12')] });
      expect(await store.history(tenant, 'app-permissive', 'app1')).toEqual([past('app1'), whole]);
      expect(await store.history(tenant, 'app-permissive', 'app1#2')).toEqual([past('app1#2')]);
      expect(await store.history(tenant, 'app-widened', 'app1')).toEqual([]);
    });

    it('has what a person did as often as they did it, and what a run did once', async () => {
      const { by: _nobody, ...announced } = past('app1', { what: 'escalated', at: nine });
      await save({ history: [past('app1'), announced] });
      await save({ history: [past('app1', { at: ten }), { ...announced, at: eleven }] });
      const found = await store.history(tenant, 'app-permissive', 'app1');
      expect(found.map(({ what, at }) => `${what} ${at}`)).toEqual([
        `acknowledged ${nine}`,
        `acknowledged ${ten}`,
        `escalated ${eleven}`,
      ]);
    });

    it('has all that was done in one moment, and one of what a run did twice', async () => {
      const asked = past('app1', { reason: 'one' });
      const voided = (reason: string, at = nine) => {
        const { by: _nobody, ...event } = past('app1', { what: 'voided', reason, at });
        return event;
      };
      await save({ history: [asked, voided('first')] });
      await save({ history: [asked, past('app1', { reason: 'two' }), voided('first', ten)] });
      await save({ history: [voided('second', eleven)] });
      const found = await store.history(tenant, 'app-permissive', 'app1');
      expect(found.map(({ reason, at }) => `${reason} ${at}`).sort()).toEqual([
        `first ${ten}`,
        `one ${nine}`,
        `second ${eleven}`,
        `two ${nine}`,
      ]);
    });

    it('is read of all subjects of a rule together', async () => {
      const of = (subject: string) => ({ ...past(subject), rule: 'suppression' });
      const another = { ...past('x'), rule: 'suppression-of' };
      await save({ history: [of('s-1'), of('s-2'), past('app1'), another] });
      const found = await store.history(tenant, 'suppression');
      expect(found.map(({ subject }) => subject).sort()).toEqual(['s-1', 's-2']);
    });

    it('is read of all rules together', async () => {
      const decided = { ...past('dcr'), rule: 'dcr-enabled', at: ten };
      const hidden = { ...past('x'), rule: 'suppression', at: nine };
      await save({ history: [decided, past('app1'), hidden] });
      const rules = (await store.history(tenant)).map(({ rule }) => rule);
      expect(rules.sort()).toEqual(['app-permissive', 'dcr-enabled', 'suppression']);
      expect((await store.history(tenant)).at(-1)).toEqual(decided);
    });

    it('is kept apart by tenant, and is nothing where nothing happened', async () => {
      await save({ history: [past('app1')] });
      expect(await store.history(`${tenant}-other`, 'app-permissive', 'app1')).toEqual([]);
    });
  });

  describe('runs', () => {
    it('are listed newest first', async () => {
      const times = [nine, eleven, ten];
      for (const at of times) await session((session) => session.record(runRecord(tenant, at)));
      const runs = await store.runs(tenant, 2);
      expect(runs).toMatchObject([runRecord(tenant, eleven), runRecord(tenant, ten)]);
      expect(await store.tenants()).toContain(tenant);
    });

    it('are listed up to a moment, whatever its zone', async () => {
      for (const at of [nine, ten, eleven])
        await session((session) => session.record(runRecord(tenant, at)));
      const startsOf = async (limit: number, until: string) =>
        (await store.runs(tenant, limit, until)).map(({ startedAt }) => startedAt);
      expect(await startsOf(9, ten)).toEqual([ten, nine]);
      expect(await startsOf(1, '2026-11-23T12:59:00+02:00')).toEqual([ten]);
      expect(await startsOf(9, '2026-11-23T08:59:59.999Z')).toEqual([]);
    });

    it('are both kept when they began at the same instant', async () => {
      for (let i = 0; i < 2; i++)
        await session((session) => session.record(runRecord(tenant, nine)));
      expect(await store.runs(tenant, 10)).toHaveLength(2);
    });

    it('and replaced versions are dropped after 400 days', async () => {
      const later = underTest().open(() => Date.now() + 401 * day);
      await save({ apps: [app({ id: 'app1' })], appRows: new Map([['app1', { print: 'a' }]]) });
      await save({ validFrom: ten, apps: [app({ id: 'app1', name: 'new' })] });
      await session((session) => session.record(runRecord(tenant, nine)));
      expect(await later.runs(tenant, 10)).toEqual([]);
      expect(await later.appsAt(tenant, nine)).toEqual([]);
      expect(await later.appsAt(tenant, ten)).toHaveLength(1);
    });
  });

  describe('records', () => {
    async function record(at: string, snapshot?: string): Promise<void> {
      const run = { ...runRecord(tenant, at), ...(snapshot && { snapshot }) };
      await session((session) => session.record(run));
    }

    async function records(): Promise<Linked[]> {
      const all: Linked[] = [];
      for await (const one of store.records(tenant)) all.push(one);
      return all;
    }

    it('are none before the first', async () => {
      expect(await records()).toEqual([]);
      expect(await store.lastRecord(tenant)).toBeNull();
    });

    it('name the one before by its hash, in the order they were left', async () => {
      await record(nine, 'abc');
      await record(eleven);
      await record(ten);
      const [first, third, second] = await records();
      expect(first?.run).toEqual({
        ...runRecord(tenant, nine),
        snapshot: 'abc',
        link: { sequence: 1, previous: null, until: expect.any(String) as string },
      });
      expect(second?.run.link).toMatchObject({ sequence: 2, previous: first?.hash });
      expect(third?.run.link).toMatchObject({ sequence: 3, previous: second?.hash });
      expect(await store.lastRecord(tenant)).toEqual(third);
      expect(third?.hash).toMatch(/^[0-9a-f]{64}$/);
    });

    it('say until when the one before is kept, and when what they judged is what is stored', async () => {
      const start = Date.now();
      await save({ validFrom: eleven, apps: [app({ id: 'app1' })] });
      await record(nine);
      await record(ten);
      const [first, second] = await records();
      expect(first?.run.link).toMatchObject({ sequence: 1, previous: null, heldAt: eleven });
      expect(second?.run.link?.previousUntil).toBe(first?.run.link?.until);
      expect(second?.run.link).toMatchObject({ sequence: 2, heldAt: eleven });
      const until = Date.parse(second?.run.link?.previousUntil ?? '');
      expect(until).toBeGreaterThan(start + 400 * day - 2000);
      expect(until).toBeLessThan(Date.now() + 400 * day + 1);
      await record('2026-11-23T12:00:00.000Z');
      expect((await store.lastRecord(tenant))?.run.link).not.toHaveProperty('heldAt');
    });

    it('are linked within one session, too', async () => {
      await session(async (session) => {
        await session.record(runRecord(tenant, nine));
        await session.record(runRecord(tenant, ten));
      });
      expect((await records()).map(({ run }) => run.link?.sequence)).toEqual([1, 2]);
    });

    it('keep the last of them for good', async () => {
      const later = underTest().open(() => Date.now() + 401 * day);
      await record(nine);
      expect(await later.lastRecord(tenant)).toMatchObject({ run: runRecord(tenant, nine) });
    });

    it('are linked to none that another run could have left', async () => {
      let time = Date.now();
      const clocked = underTest().open(() => time);
      const slow = await clocked.begin(tenant);
      await slow.load();
      time += 61_000;
      const next = await clocked.begin(tenant);
      await next.load();
      await next.record(runRecord(tenant, ten));
      await expect(slow.record(runRecord(tenant, nine))).rejects.toThrow(/took over/);
      await next.end();
      expect((await records()).map(({ run }) => run.startedAt)).toEqual([ten]);
    });

    it('cost two writes and the lease, and no read of their own', async () => {
      await record(nine);
      const cost = await session(async (session) => {
        await session.load();
        const before = session.cost();
        await session.record(runRecord(tenant, ten));
        const after = session.cost();
        return [after.readUnits - before.readUnits, after.writeUnits - before.writeUnits];
      });
      // A tenant without a head is listed again.
      expect(cost).toEqual([0, 3]);
    });
  });

  describe('marks of reports', () => {
    it('are kept by tenant, and one for all', async () => {
      const mark = { at: ten, since: nine };
      expect(await store.lastReport(tenant)).toBeNull();
      await store.noteReport(tenant, mark);
      await store.noteReport(tenant, { at: eleven, since: ten });
      await store.noteReport(null, mark);
      expect(await store.lastReport(tenant)).toEqual({ at: eleven, since: ten });
      expect(await store.lastReport(null)).toEqual(mark);
      expect(await store.lastReport(`${tenant}-b`)).toBeNull();
      const tenants = await store.tenants();
      expect(tenants.filter((id) => id === tenant || id.startsWith('#'))).toEqual([]);
    });

    it('never give way to an older one, and of one report add up', async () => {
      const untold = { at: ten, since: nine, isUntold: true, told: [] } as const;
      await store.noteReport(tenant, untold);
      expect(await store.lastReport(tenant)).toEqual(untold);
      const told = ['a', 'b', 'c', 'd'];
      await Promise.all(
        told.map((id) => store.noteReport(tenant, { at: ten, since: nine, told: [id] })),
      );
      const merged = await store.lastReport(tenant);
      expect({ ...merged, told: merged?.told?.toSorted() }).toEqual({ at: ten, since: nine, told });
      await Promise.all([
        store.noteReport(tenant, { at: eleven, since: ten, told }),
        store.noteReport(tenant, { at: ten, since: nine, told: ['late'] }),
      ]);
      await store.noteReport(tenant, { at: ten, since: nine, told: ['later'] });
      expect(await store.lastReport(tenant)).toEqual({ at: eleven, since: ten, told });
    });

    it('change nothing of what a run knows', async () => {
      await save({ findingRows: rowsBy([row('app1')]) });
      await store.noteReport(tenant, { at: ten, since: nine });
      expect((await load()).findings).toEqual(rowsBy([row('app1')]));
    });
  });

  describe('a seal', () => {
    const apps = ['b', 'a', 'c'].map((id) => app({ id }));
    const one = sample({ apps }).sections;

    function sealOf(sections: Sections): string {
      const seal = store.seal();
      if (sections.apps.ok) for (const app of sections.apps.value) seal.printApp(app);
      return seal.of(sections);
    }

    it('prints apps as a fingerprint does', () => {
      const seal = store.seal();
      expect(apps.map((app) => seal.printApp(app))).toEqual(apps.map(store.fingerprint));
    });

    it('is the hash of the lines it says it is of', () => {
      const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
      const small = { id: 'a', name: 'é' } as App;
      const no = { ok: false, reason: 'HTTP 500', cause: 'unavailable' } as const;
      const login = { experience: 'new', identifierFirst: true } as const;
      const sections = {
        apps: { ok: true, value: [small] },
        settings: no,
        grants: no,
        apis: no,
        connections: no,
        login: { ok: true, value: login },
        pipeline: no,
        logs: no,
      } as Sections;
      const ofApp = Buffer.from(sha256('{"id":"a","name":"é"}'), 'hex');
      const lines = [
        'strictwatch-snapshot-1',
        `apps 1 ${sha256(ofApp)}`,
        'apis not-read',
        'connections not-read',
        'grants not-read',
        `login ${sha256('{"experience":"new","identifierFirst":true}')}`,
        'pipeline not-read',
        'settings not-read',
      ];
      expect(sealOf(sections)).toBe(sha256(`${lines.join('\n')}\n`));
    });

    it('is the same whatever order apps came in, and another for whatever else differs', () => {
      const value = one.apps.ok ? one.apps.value : [];
      const no = { ok: false, reason: 'HTTP 500', cause: 'unavailable' } as const;
      const whole = sealOf(one);
      expect(sealOf({ ...one, apps: { ok: true, value: value.toReversed() } })).toBe(whole);
      expect(sealOf({ ...one, logs: no })).toBe(whole);
      const renamed = value.map((app) => (app.id === 'c' ? { ...app, name: 'other' } : app));
      const others: Sections[] = [
        { ...one, apps: { ok: true, value: renamed } },
        { ...one, apps: { ok: true, value: value.slice(1) } },
        { ...one, apps: { ok: true, value: [] } },
        { ...one, apps: no },
        { ...one, grants: no },
        { ...one, grants: { ok: true, value: [grant({ audience: 'https://other.example' })] } },
        { ...one, login: no },
      ];
      expect(new Set([whole, ...others.map(sealOf)]).size).toBe(others.length + 1);
    });

    it('takes grants for not read while apps are not: they are not stored then', () => {
      const no = { ok: false, reason: 'HTTP 500', cause: 'unavailable' } as const;
      expect(sealOf({ ...one, apps: no })).toBe(sealOf({ ...one, apps: no, grants: no }));
    });

    it('holds more apps than it began with, each in its place', () => {
      const value = Array.from({ length: 9000 }, (_, index) => app({ id: randomId(index) }));
      const many = { ...one, apps: { ok: true, value } } as const;
      const turned = { ...one, apps: { ok: true, value: value.toReversed() } } as const;
      expect(sealOf(turned)).toBe(sealOf(many));
      const other = value.map((app, index) => (index === 8500 ? { ...app, name: 'x' } : app));
      expect(sealOf({ ...one, apps: { ok: true, value: other } })).not.toBe(sealOf(many));
    });

    it('refuses sections whose apps it was not shown', () => {
      expect(() => store.seal().of(one)).toThrow(/every app once/);
    });
  });

  describe('one run at a time', () => {
    it('holds for its tenant until it ends', async () => {
      const first = await store.begin(tenant);
      await expect(store.begin(tenant)).rejects.toThrow(BusyError);
      await expect(store.begin(tenant)).rejects.toThrow(/within (60|59) s/);
      const other = await store.begin(`${tenant}-b`);
      await other.end();
      await first.end();
      await first.end();
      const next = await store.begin(tenant);
      await next.end();
    });

    it('lets exactly one of many in', async () => {
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => store.begin(tenant)));
      const won = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []));
      expect(won).toHaveLength(1);
      await won[0]?.end();
    });

    it('blocks the next for at most 60 seconds when it is killed', async () => {
      let time = Date.now();
      const clocked = underTest().open(() => time);
      const killed = await clocked.begin(tenant);
      time += 59_000;
      await expect(clocked.begin(tenant)).rejects.toThrow(/within 1 s/);
      time += 1_000;
      const next = await clocked.begin(tenant);
      await killed.end();
      await expect(clocked.begin(tenant)).rejects.toThrow(BusyError);
      await next.end();
    });

    it('does not wait for a run that died before this process had the store to itself', async () => {
      const time = Date.now();
      const died = await underTest()
        .open(() => time)
        .begin(tenant);
      await died.load();
      const alone = underTest().open(() => time + 5, time + 1);
      const next = await alone.begin(tenant);
      await expect(alone.begin(tenant)).rejects.toThrow(BusyError);
      await next.save(change());
      await expect(died.save(change({ head: { ...head, adopted: [] } }))).rejects.toThrow(
        /took over/,
      );
      await next.end();
    });

    it('waits for a run that began since', async () => {
      const time = Date.now();
      const first = await underTest()
        .open(() => time, time)
        .begin(tenant);
      const alone = underTest().open(() => time + 59_000, time);
      await expect(alone.begin(tenant)).rejects.toThrow(BusyError);
      await first.end();
    });

    it('writes nothing more once another run took over', async () => {
      let time = Date.now();
      const clocked = underTest().open(() => time);
      const zombie = await clocked.begin(tenant);
      await zombie.load();
      time += 61_000;
      const next = await clocked.begin(tenant);
      await expect(zombie.save(change())).rejects.toThrow(StoreError);
      await expect(zombie.record(runRecord(tenant, nine))).rejects.toThrow(/took over/);
      expect(await load()).toMatchObject({ head: null });
      expect(await store.runs(tenant, 5)).toEqual([]);
      await next.end();
    });

    it('goes on after a pause in which nobody took over', async () => {
      let time = Date.now();
      const paused = await underTest()
        .open(() => time)
        .begin(tenant);
      time += 600_000;
      await paused.save(change());
      expect((await load()).head).toEqual(head);
      await paused.end();
    });

    it('is fenced against a run whose clock stands still', async () => {
      await save({
        findingRows: rowsBy([row('app1', owing)]),
        partial: { cursor: 'a', takenAt: nine, apps: [] },
      });
      const start = Date.now();
      const zombie = await underTest()
        .open(() => start)
        .begin(tenant);
      await zombie.load();
      const next = await underTest()
        .open(() => start + 61_000)
        .begin(tenant);
      await next.load();
      const cleared = rowsBy([row('app1')]);
      await next.save(change({ findingRows: cleared, head: { ...head, adopted: ['next'] } }));
      const stale = rowsBy([row('app1', { ...owing, transition: 9 })]);
      await expect(zombie.settle(stale, null)).rejects.toThrow(/took over/);
      await expect(zombie.save(change({ head: { ...head, adopted: [] } }))).rejects.toThrow(
        StoreError,
      );
      await expect(
        zombie.save(change({ partial: { cursor: 'b', takenAt: nine, apps: [] } })),
      ).rejects.toThrow(StoreError);
      const known = await load();
      expect(known).toMatchObject({ findings: cleared, partial: null });
      expect(known.head?.adopted).toEqual(['next']);
      await next.end();
      await zombie.end();
    });
  });

  describe('a dry run', () => {
    it('reads beside another run and writes nothing', async () => {
      const running = await store.begin(tenant);
      await running.save(change());
      const dry = await store.beginDry(tenant);
      expect((await dry.load()).head).toEqual(head);
      await expect(dry.save(change())).rejects.toThrow(StoreError);
      await expect(dry.settle(new Map(), null)).rejects.toThrow(StoreError);
      await expect(dry.record(runRecord(tenant, nine))).rejects.toThrow(StoreError);
      expect(dry.cost().writeUnits).toBe(0);
      await dry.end();
      await running.end();
    });
  });

  describe('cost', () => {
    it('counts what a session reads and writes', async () => {
      await session(async (session) => {
        const begun = session.cost();
        expect(begun.writeUnits).toBeGreaterThan(0);
        await session.load();
        await session.save(change());
        expect(session.cost().writeUnits).toBeGreaterThan(begun.writeUnits);
      });
      const dry = await store.beginDry(tenant);
      await dry.load();
      expect(dry.cost()).toEqual({ readUnits: 1, writeUnits: 0 });
    });

    it('is nothing for a save that changes nothing', async () => {
      await save({ findingRows: rowsBy([row('app1')]) });
      await session(async (session) => {
        await session.load();
        const before = session.cost();
        await session.save(change({ findingRows: rowsBy([row('app1')]) }));
        await session.settle(rowsBy([row('app1')]), head);
        expect(session.cost()).toEqual(before);
      });
    });

    it('grows with the changed shards, not with the tenant', async () => {
      const many = manyRows(6000);
      await save(many);
      await session(async (session) => {
        await session.load();
        const before = session.cost().writeUnits;
        const [id = ''] = many.appRows.keys();
        await session.save(change({ appRows: new Map([[id, { print: 'changed!' }]]) }));
        expect(session.cost().writeUnits - before).toBeLessThan(60);
      });
    });
  });

  it('a digest has at least 128 bits, and tells what a fingerprint tells', () => {
    expect(store.digest({ id: 'app1' })).toMatch(/^GrTXKqQl[\w-]{14}$/);
    expect(store.digest({ b: 1, a: 2 })).toBe(store.digest({ a: 2, b: 1 }));
  });

  describe('fingerprint', () => {
    it('refuses a value nested so deeply that nobody could read it', () => {
      const nested = (depth: number) => JSON.parse('{"a":['.repeat(depth) + ']}'.repeat(depth));
      expect(store.fingerprint(nested(100))).toMatch(/^[\w-]{8}$/);
      expect(() => store.fingerprint(nested(20_000))).toThrow(StoreError);
      expect(() => store.fingerprint(nested(20_000))).toThrow(/nested/);
    });

    it('tells values apart, and not the order they were built in', () => {
      const fingerprint = (value: unknown) => store.fingerprint(value);
      expect(fingerprint({ a: 1, b: [{ c: 'x', d: null }] })).toMatch(/^[\w-]{8}$/);
      expect(fingerprint({ b: [{ d: null, c: 'x' }], a: 1, e: undefined })).toBe(
        fingerprint({ a: 1, b: [{ c: 'x', d: null }] }),
      );
      const values = [
        {},
        [],
        '',
        null,
        0,
        '0',
        { a: '1' },
        { a: 1 },
        { a: [1] },
        ['a', 1],
        [['a'], 1],
      ];
      expect(new Set(values.map(fingerprint)).size).toBe(values.length);
      // Kept in every tenant's data: a change here would rewrite all apps of all tenants.
      expect(fingerprint({ id: 'app1' })).toBe('GrTXKqQl');
    });
  });
}
