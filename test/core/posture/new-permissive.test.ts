import { expect, test } from 'vitest';
import type { Finding } from '../../../functions/core/finding.ts';
import { newPermissiveIn } from '../../../functions/core/posture/new-permissive.ts';
import type { HistoryEvent } from '../../../functions/core/history.ts';
import { day, event, finding, made, pasts } from './facts.ts';

const span = { from: Date.parse(day(2)), to: Date.parse(day(9)) };

function newOnes(findings: readonly Finding[], history: readonly HistoryEvent[] = []) {
  const stood = new Map(findings.map((one) => [one.key, one]));
  const options = { span, watchedSince: day(1) };
  return newPermissiveIn(pasts(findings, history), stood, options);
}

const seen = { firstSeen: day(5), since: day(5) };

test('who made it and how, as the logs tell', () => {
  const attribution = {
    by: {
      kind: 'app',
      id: 'm2m',
      name: 'partner-sync',
      email: null,
      ip: '203.0.113.7',
      userAgent: null,
      tool: 'Terraform provider',
    },
    channel: 'api',
    at: day(5),
    logId: 'log1',
    did: 'app-created',
    how: 'api-default',
  };
  const evidence = {
    name: 'Shop <b>',
    origin: 'regular',
    createdAt: '2026-11-05T08:59:00Z',
    attribution,
  };
  expect(newOnes([finding({ ...seen, evidence, status: 'acknowledged' })])).toEqual([
    {
      key: 'acme/app-permissive/p',
      app: 'p',
      name: 'Shop <b>',
      seen: day(5),
      createdAt: '2026-11-05T08:59:00.000Z',
      origin: 'regular',
      how: 'api-default',
      who: 'M2M app "partner-sync" (m2m), 203.0.113.7, Terraform provider, 2026-11-05 09:00 UTC',
      status: 'acknowledged',
    },
  ]);
});

test('where the logs do not tell, why they do not', () => {
  const unattributed = {
    unattributed: 'the logs could not be read',
    did: 'app-registered',
    seen: day(5),
    how: 'dcr',
  };
  const evidence = { name: 'x', origin: 'dcr', createdAt: 'yesterday', attribution: unattributed };
  expect(newOnes([finding({ ...seen, evidence })])).toMatchObject([
    { origin: 'dcr', how: 'dcr', who: null, unattributed: 'the logs could not be read' },
  ]);
  const [bare] = newOnes([finding(seen)]);
  expect(bare).toEqual({
    key: 'acme/app-permissive/p',
    app: 'p',
    name: '',
    seen: day(5),
    origin: 'unknown',
    how: 'unknown',
    who: null,
    unattributed: 'nothing is stored of who created it',
    status: 'open',
  });
});

const back = event(5, 'reopened', { transition: 3, before: { since: day(1), resolvedAt: day(4) } });

test.each<[string, Partial<Finding>, readonly HistoryEvent[], number]>([
  ['came in the time', seen, [], 1],
  [
    'came in the time and went',
    { ...seen, status: 'resolved', resolvedAt: day(6), transition: 2 },
    [],
    1,
  ],
  ['came before', {}, [], 0],
  ['came later', { firstSeen: day(10), since: day(10) }, [], 0],
  ['was adopted in the time', { ...seen, status: 'inherited', transition: 0 }, [], 0],
  [
    'was adopted, and is acknowledged',
    { ...seen, transition: 0 },
    [event(6, 'acknowledged', { transition: 0 })],
    0,
  ],
  ['came back in the time', { since: day(5), transition: 3 }, [back], 0],
  ['is of another rule', { ...seen, rule: 'app-widened' }, [], 0],
  [
    'was hidden from the beginning',
    {
      ...seen,
      status: 'suppressed',
      transition: 0,
      decision: { by: 'Ana', at: day(3), until: day(20), suppression: 's-3' },
    },
    [made(3, 20)],
    1,
  ],
])('an app that %s', (_, parts, history, count) => {
  expect(newOnes([finding(parts)], history)).toHaveLength(count);
});

test('what is hidden from the beginning is new only after the first read', () => {
  const decision = { by: 'Kim', at: day(0), until: day(20), suppression: 'file-1' };
  const hidden = finding({ ...seen, status: 'suppressed', transition: 0, decision });
  const stood = new Map([[hidden.key, hidden]]);
  const since = (watchedSince: string | null) =>
    newPermissiveIn(pasts([hidden]), stood, { span, watchedSince });
  expect([day(4), day(5), null].map((from) => since(from).length)).toEqual([1, 0, 0]);
});

test('the newest first', () => {
  const at = (number: number) => ({ firstSeen: day(number), since: day(number) });
  const all = [finding({ subject: 'old', ...at(3) }), finding({ subject: 'new', ...at(6) })];
  expect(newOnes(all).map(({ app }) => app)).toEqual(['new', 'old']);
});
