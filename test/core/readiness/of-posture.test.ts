import { describe, expect, test } from 'vitest';
import { postureOf, type PostureFacts } from '../../../functions/core/posture.ts';
import { foldApps, trendMoments } from '../../../functions/core/posture/fold-apps.ts';
import { app, defaultGrant } from '../../../functions/core/sample.ts';
import { day, facts, finding, head, run } from '../posture/facts.ts';
import { known } from './readiness-samples.ts';

const rule = 'creation-relies-on-default';
const judged = head({ adopted: [rule] });

function stateOf(id: string, parts: Partial<PostureFacts>): string | undefined {
  const { newApps, dcr } = known(postureOf(facts(parts)).readiness);
  return [...newApps.items, ...dcr.items].find((item) => item.id === id)?.state;
}

test.each<[string, Partial<PostureFacts>, string]>([
  ['nobody was seen', { head: judged }, 'done'],
  ['somebody was', { head: judged, findings: [finding({ rule })] }, 'not-done'],
  [
    'somebody was, long ago',
    { head: judged, findings: [finding({ rule, status: 'resolved' })] },
    'done',
  ],
  ['the rule never judged', {}, 'unknown'],
  [
    'the rule could not judge',
    { head: judged, runs: [run(21, {}, { unknown: [{ rule, reason: 'logs were not read' }] })] },
    'unknown',
  ],
])('callers that leave the mode to the default: %s', (_, parts, state) => {
  expect(stateOf('callers', parts)).toBe(state);
});

test('strict apps there are count as ones to test with, those that registered for registration', () => {
  const withApp = (origin: 'regular' | 'dcr') => {
    const fold = foldApps(trendMoments(new Date(day(22))), 500);
    fold.add([{ app: app({ id: 'strict', origin }), validFrom: day(2), validTo: null }]);
    return { apps: fold.result() };
  };
  const ids = ['test-app', 'test-registration'];
  expect(ids.map((id) => stateOf(id, withApp('regular')))).toEqual(['done', 'not-done']);
  expect(ids.map((id) => stateOf(id, withApp('dcr')))).toEqual(['not-done', 'done']);
});

describe('sections that the newest run could not read make what they told unknown', () => {
  const value = [defaultGrant({ audience: 'https://orders.example' })];
  const sections = { grants: { value, validFrom: day(1) } };
  const id = 'default-permissions';
  const because = (parts: Partial<PostureFacts>) => {
    const { newApps } = known(postureOf(facts({ sections, ...parts })).readiness);
    return newApps.items.find((item) => item.id === id)?.because;
  };

  test.each<[string, Partial<PostureFacts>, string]>([
    ['it was read', {}, 'For users of APIs: 1'],
    ['it was not', { runs: [run(21, { grants: '403' }), run(3)] }, 'on 2026-11-03: For'],
    ['not with the apps', { runs: [run(21, { apps: '504' }), run(4)] }, 'on 2026-11-04: For'],
    ['by no run on record', { runs: [run(21, { grants: '403' })] }, 'before the runs on record'],
    ['no run is on record', { runs: [], head: head({ lastComplete: day(2) }) }, 'before the runs'],
  ])('%s', (_, parts, words) => {
    expect(because(parts)).toContain(words);
    expect(stateOf(id, { sections, ...parts })).toBe(words.startsWith('For') ? 'done' : 'unknown');
  });

  test('settings, as old as DCR is', () => {
    const runs = [run(21, { settings: '403' }), run(5)];
    expect(stateOf('mode-strict', { runs: [run(21)] })).toBe('done');
    expect(stateOf('mode-strict', { runs })).toBe('unknown');
  });
});

test('of a past moment, traits that are missing prove nothing', () => {
  const fold = foldApps(trendMoments(new Date(day(22))), 500);
  const permissive = app({ id: 'p', securityMode: 'permissive', appType: 'regular_web' });
  fold.add([{ app: permissive, validFrom: day(2), validTo: null }]);
  const quiet = {
    grants: { value: [], validFrom: day(1) },
    apis: { value: [], validFrom: day(1) },
    connections: {
      value: [{ id: 'c', name: 'c', strategy: 'auth0', domain: true }],
      validFrom: day(1),
    },
  };
  const parts = { apps: fold.result(), sections: quiet };
  expect(stateOf('validated-nothing-else', parts)).toBe('done');
  const past = { ...parts, now: new Date(day(30)) };
  expect(stateOf('validated-nothing-else', past)).toBe('unknown');
});
