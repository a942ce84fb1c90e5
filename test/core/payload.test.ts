import { expect, test } from 'vitest';
import { cellOf } from '../../functions/core/deployment.ts';
import {
  cellPayloadOf,
  reportPayloadOf,
  tenantNamed,
  tenantPayloadOf,
} from '../../functions/core/payload.ts';
import { parseTenant } from '../../functions/core/tenant.ts';

const place = { stack: 'strictwatch', cell: 2, cells: 3 };

function tenants(count: number) {
  return Array.from({ length: count }, (_, i) =>
    parseTenant({
      id: `t${i}`,
      domain: 'acme.eu.auth0.com',
      credentials: { secretId: 'a' },
    }),
  );
}

function complaint(id: string, count = 1): string {
  try {
    tenantNamed(id, tenants(count), 'watch', place);
  } catch (error) {
    return String(error);
  }
  throw new Error('it was found');
}

test('a payload has defaults, and may be text', () => {
  expect(tenantPayloadOf('watch', { tenant: 'acme' })).toEqual({ tenant: 'acme', dryRun: false });
  expect(tenantPayloadOf('watch', '{"tenant":"acme","dryRun":true}')).toEqual({
    tenant: 'acme',
    dryRun: true,
  });
  expect(cellPayloadOf('pulse', {})).toEqual({ dryRun: false });
});

test('who waits for a channel may have it tried at once, but for a report, which each channel is sent', () => {
  const watch = { tenant: 'acme', retryNow: true };
  expect(tenantPayloadOf('watch', watch)).toEqual({ ...watch, dryRun: false });
  expect(cellPayloadOf('pulse', { retryNow: true })).toEqual({ dryRun: false, retryNow: true });
  expect(() => reportPayloadOf(watch)).toThrow(/unknown keys: "retryNow"/);
  expect(() => cellPayloadOf('pulse', { retryNow: 1 })).toThrow(
    '"retryNow" in the payload must be true or false.',
  );
});

test('a decision is a payload of watch alone', () => {
  const action = { kind: 'acknowledge', finding: 'acme/app-permissive/p', by: 'Ana' };
  const event = { tenant: 'acme', action };
  expect(tenantPayloadOf('watch', event)).toEqual({ tenant: 'acme', dryRun: false, action });
  expect(() => reportPayloadOf(event)).toThrow('The payload has unknown keys: "action".');
});

test.each([
  ['a kind that is none', { kind: 'delete', finding: 'a/b/c', by: 'Ana' }],
  ['nobody who decides', { kind: 'acknowledge', finding: 'a/b/c', by: ' ' }],
  ['no reason', { kind: 'accept', finding: 'a/b/c', by: 'Ana', owner: 'web' }],
  ['no end', { kind: 'suppress', finding: 'a/b/c', by: 'Ana', owner: 'web', reason: 'x' }],
  ['a key nobody knows', { kind: 'acknowledge', finding: 'a/b/c', by: 'Ana', synthetic: 1 }],
  ['a text', 'synthetic'],
])('an action with %s is refused with what one needs, and is not repeated', (_, action) => {
  const ask = () => tenantPayloadOf('watch', { tenant: 'acme', action });
  expect(ask).toThrow(
    /^The "action" in the payload is none\. Its "kind" is acknowledge .* Send \{/,
  );
  expect(ask).not.toThrow(/synthetic/);
});

test('all that is wrong with a payload is said at once, in one line and without end', () => {
  const event = { tenant: 1, dryRun: 2, 'a\nb': 3, ['x'.repeat(99)]: 4, c: 5, d: 6, e: 7, f: 8 };
  expect(() => reportPayloadOf(event)).toThrow(
    /^The payload names no tenant:.*"dryRun" in the payload must be true or false\. The payload has unknown keys: "a␤b", "x{39}…", "c", "d", "e"\. Send [^\n]*$/,
  );
});

test('a tenant of this cell is found', () => {
  expect(tenantNamed('t1', tenants(3), 'watch', place).id).toBe('t1');
});

test('of many tenants fifty are named and the rest are counted', () => {
  expect(complaint('none', 51)).toMatch(/are: t0, (t\d+, ){48}t49 and 1 more\.$/);
  expect(complaint('none', 50)).toMatch(/t48, t49\.$/);
  expect(complaint('none', 0)).toMatch(/are: none\.$/);
});

test('a tenant of another cell is told where it would be, one of this cell how to add it', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `other-${i}`);
  const elsewhere = ids.find((id) => cellOf(id, 3) === 3) ?? '';
  const here = ids.find((id) => cellOf(id, 3) === 2) ?? '';
  expect(complaint(elsewhere)).toContain(
    `There is no tenant "${elsewhere}" here. This is cell 2 of 3; if it is deployed, it is in cell 3: invoke strictwatch-watch-3.`,
  );
  expect(complaint(here)).toContain(
    'This is cell 2 of 3, where it would be: check its spelling, or add it to tenants.json and deploy.',
  );
});

test('a report is of a tenant or of all, now or as of a moment', () => {
  expect(reportPayloadOf({ tenant: 'acme' })).toEqual({ tenant: 'acme', dryRun: false });
  expect(reportPayloadOf({ fleet: true, dryRun: true })).toEqual({ fleet: true, dryRun: true });
  const at = '2026-11-23T07:00:00Z';
  const since = '2026-11-16T07:00:00Z';
  expect(reportPayloadOf({ tenant: 'acme', at, since })).toEqual({
    tenant: 'acme',
    at: new Date(at),
    since: new Date(since),
    dryRun: false,
  });
  expect(reportPayloadOf({ fleet: true, scheduled: at })).toMatchObject({
    scheduled: new Date(at),
  });
});

const moment = 'must be a moment such as "2026-11-23T07:00:00Z".';

test.each([
  [{ dryRun: false }, 'The payload names no tenant: "tenant" must be an id of tenants.json.'],
  [{ tenant: 'a', fleet: true }, '"tenant" and "fleet" do not go together: a report is of one of'],
  [{ fleet: false }, '"fleet" in the payload must be true.'],
  [{ tenant: 'a', at: 'monday' }, `"at" in the payload ${moment}`],
  [{ tenant: 'a', since: 1 }, `"since" in the payload ${moment}`],
  [
    { tenant: 'a', scheduled: '<aws.scheduler.scheduled-time>' },
    `"scheduled" in the payload ${moment}`,
  ],
  [
    { tenant: 'a', scheduled: '2026-11-23T07:00:00Z', at: '2026-11-23T07:00:00Z' },
    '"scheduled" goes neither with "at" nor with "since": its schedule says both.',
  ],
])('a report of %j is refused', (event, message) => {
  expect(() => reportPayloadOf(event)).toThrow(message);
  expect(() => reportPayloadOf(event)).toThrow(
    'Send {"tenant":"acme-prod"} or {"fleet":true}, with "dryRun": true beside it to write nothing and tell nobody.',
  );
});
