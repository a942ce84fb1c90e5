import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, read, valueOf } from './reading.ts';
import { on, rawApps, startTenant, type ScriptedTenant } from './server.ts';

/** Answers nobody would expect of Auth0: none may end a read with an exception, or be taken for what it is not. */

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
});
afterEach(() => server.close());

const clients = '/api/v2/clients';
const html = { raw: '<html>not here</html>', headers: { 'content-type': 'text/html' } };

describe('an app that is no longer listed', () => {
  it.each([
    ['an HTML page', { status: 404, ...html }],
    ['another server’s JSON', { status: 404, body: { error: 'no route' } }],
    ['the shape of another error', { status: 404, body: { statusCode: 400 } }],
  ])('is not deleted by a 404 with %s', async (_what, reply) => {
    server.apps = rawApps(2);
    server.script = ({ path }) => (path.startsWith(`${clients}/`) ? reply : undefined);
    const { cause, reason } = failureOf(await read(server, { knownApps: new Set(['x']) }), 'apps');
    expect(cause).toBe('inconsistent');
    expect(reason).toContain('none of Auth0');
  });

  it.each(['\ud800x', '.', '..', '...'])(
    'is still there when %j cannot be asked for',
    async (id) => {
      server.apps = rawApps(2);
      const { cause, reason } = failureOf(await read(server, { knownApps: new Set([id]) }), 'apps');
      expect(cause).toBe('inconsistent');
      expect(reason).toContain('leaves out 1 that Auth0 still has');
      expect(server.paths().filter((path) => path.startsWith(`${clients}/`))).toEqual([]);
    },
  );
});

it('an app that cannot be asked for is not deleted among many that can', async () => {
  const gone = Array.from({ length: 60 }, (_, at) => `gone${at}`);
  const knownApps = new Set([...gone, '\ud800x']);
  server.apps = rawApps(2);
  expect(failureOf(await read(server, { knownApps }), 'apps').cause).toBe('inconsistent');
});

it('whatever an id is, it ends no read, and what cannot be asked for is not deleted', async () => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('.', '/', '%', '\ud800', '\udfff', '#', '?', '\\', '\0', '_'),
  );
  const ids = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 6 }), { maxLength: 5 });
  const many = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 6 }), { maxLength: 40 });
  const readAll = (known: string[]) => read(server, { knownApps: new Set(known) });
  await fc.assert(
    fc.asyncProperty(ids, many, async (listed, known) => {
      server.apps = listed.map((client_id) => ({ client_id, is_first_party: false }));
      const reading = await readAll(known);
      const missing = known.filter((id) => !listed.includes(id));
      const lasting = missing.filter((id) => !id.isWellFormed() || /^\.+$/.test(id));
      const { apps } = reading.snapshot.sections;
      const read = apps.ok ? apps.value.map(({ id }) => id) : apps.cause;
      expect(read).toEqual(lasting.length === 0 ? listed.toSorted() : 'inconsistent');
    }),
    { numRuns: 60 },
  );
});

describe('a value nested 20,000 levels deep', () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;

  it('in settings is kept as far as it can be walked', async () => {
    const raw = `{"flags":{"x":${deep},"y":[${deep}]},"default_directory":${deep},"dynamic_client_registration_security_mode":${deep}}`;
    server.script = (asked) => (on('/api/v2/tenants/settings')(asked) ? { raw } : undefined);
    const settings = valueOf(await read(server), 'settings');
    expect(JSON.stringify(settings.flags)).toContain('(nested too deep)');
    expect(JSON.stringify(settings.other)).toContain('(nested too deep)');
    expect(settings.dcr.mode).toBe('unknown');
  });

  it('in an app, or in an item without an id, ends no read', async () => {
    const raw = `{"clients":[{"client_id":"a","third_party_security_mode":${deep}}]}`;
    const connections = `{"connections":[{"options":${deep}}]}`;
    server.script = (asked) => {
      if (on('/api/v2/connections')(asked)) return { raw: connections };
      return on(clients)(asked) ? { raw } : undefined;
    };
    const reading = await read(server);
    expect(valueOf(reading, 'apps')[0]?.rawSecurityMode).toContain('{"a":');
    expect(valueOf(reading, 'connections')).toHaveLength(1);
  });
});

describe('settings', () => {
  it.each([[{}], [{ error: 'maintenance' }], [{ statusCode: 200 }]])(
    'that say %j are none',
    async (body) => {
      server.settings = body;
      server.prompts = body;
      const reading = await read(server);
      expect(failureOf(reading, 'settings')).toEqual({
        cause: 'inconsistent',
        reason: 'the answer held no tenant settings. The next run reads it again.',
      });
      expect(failureOf(reading, 'login')).toEqual({
        cause: 'inconsistent',
        reason: 'the answer held no prompt settings. The next run reads it again.',
      });
    },
  );

  it('without flags are settings, and prompts without an experience are prompts', async () => {
    server.settings = { friendly_name: 'Acme' };
    server.prompts = { identifier_first: true };
    const reading = await read(server);
    expect(valueOf(reading, 'settings').flags).toEqual({});
    expect(valueOf(reading, 'login')).toEqual({ experience: 'unknown', identifierFirst: true });
  });
});

it('a 206 is not whole', async () => {
  const body = { clients: rawApps(3) };
  server.script = (asked) => (on(clients)(asked) ? { status: 206, body } : undefined);
  const { cause, reason } = failureOf(await read(server), 'apps');
  expect(cause).toBe('unavailable');
  expect(reason).toContain('206');
});
