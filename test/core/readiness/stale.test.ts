import { describe, expect, test } from 'vitest';
import { readinessOf, type ReadinessFacts } from '../../../functions/core/readiness/readiness.ts';
import type { Stale } from '../../../functions/core/readiness/stale.ts';
import { defaultGrant } from '../../../functions/core/sample.ts';
import {
  facts,
  known,
  orders,
  ownGrant,
  permissive,
  sections,
  system,
} from './readiness-samples.ts';

const on = '2026-11-20T08:00:00.000Z';
const quiet = { sections: sections({ grants: [defaultGrant({ audience: orders })] }) };

function told(stale: Stale, parts: Partial<ReadinessFacts> = {}) {
  return known(readinessOf(facts([permissive()], { ...quiet, stale, ...parts })));
}

function itemOf(id: string, stale: Stale, parts: Partial<ReadinessFacts> = {}) {
  const { newApps, dcr } = told(stale, parts);
  return [...newApps.items, ...dcr.items].find((item) => item.id === id);
}

const counted = { strictByOrigin: { regular: 1, dcr: 1 } };
const unset = { dcr: { enabled: true, mode: 'unset', effective: 'permissive' } } as const;

describe('what the newest run could not read', () => {
  test.each<[string, keyof Stale, Partial<ReadinessFacts>]>([
    ['default-permissions', 'grants', {}],
    ['validated-no-rules', 'pipeline', {}],
    ['validated-nothing-else', 'connections', {}],
    ['validated-nothing-else', 'apis', { sections: sections({ grants: [ownGrant(orders)] }) }],
    ['validated-nothing-else', 'apps', {}],
    ['validated-grant-types', 'apps', {}],
    ['test-app', 'apps', counted],
    ['test-registration', 'apps', counted],
    ['mode-strict', 'settings', {}],
  ])('is not done: %s, by %s', (id, section, parts) => {
    expect(itemOf(id, {}, parts)?.state).toBe('done');
    const old = itemOf(id, { [section]: on }, parts);
    expect(old?.state).toBe('unknown');
    expect(old?.because).toMatch(/as last read on 2026-11-20|To be asked: /);
  });

  test('is not needed no more than done', () => {
    const off = { dcr: { enabled: false, mode: 'unset', effective: 'unknown' } } as const;
    expect(itemOf('test-registration', {}, off)?.state).toBe('not-needed');
    expect(itemOf('test-registration', { settings: on }, off)).toMatchObject({
      state: 'unknown',
      because: 'Settings as last read on 2026-11-20: Dynamic registration is off.',
    });
    expect(itemOf('test-registration', { settings: on }, counted)?.state).toBe('done');
  });

  test('stays not done, with its date', () => {
    const because =
      'Settings as last read on 2026-11-20: The DCR mode is unset, so apps are permissive.';
    expect(itemOf('mode-strict', { settings: on }, unset)).toMatchObject({
      state: 'not-done',
      because,
      next: { commands: [expect.any(String)] },
    });
    const active = {
      sections: sections({ pipeline: { rules: [{ id: 'r', name: 'r' }], hooks: [], gone: [] } }),
    };
    expect(itemOf('validated-no-rules', { pipeline: on }, active)).toMatchObject({
      state: 'not-done',
      because: 'Active Rules in the tenant: 1 (pipeline as last read on 2026-11-20).',
    });
  });

  test('is said to be older than any record where none tells when', () => {
    expect(itemOf('default-permissions', { grants: null })?.because).toMatch(
      /^Grants as last read before the runs on record: /,
    );
  });

  test('is dated where it blocks an app, and asked where it did not', () => {
    const held = { grants: [ownGrant(system, { subjectType: 'user' })] };
    const stale = { grants: on, apis: '2026-11-19T08:00:00.000Z', login: on };
    const [one] = told(stale, { sections: sections(held) }).apps;
    expect(one?.unmet).toContainEqual({
      requirement: 'system-apis',
      detail: `grants for users to: "${system}" (grants and apis as last read on 2026-11-19)`,
    });
    expect(one?.asks).toContain('universal-login');
    expect(one?.hints).toContainEqual({
      requirement: 'universal-login',
      detail: 'login as last read on 2026-11-20: none in the way',
    });
  });
});

test('of apps stored before, that nothing shows in them is no proof', () => {
  const id = 'validated-nothing-else';
  expect(itemOf(id, {})).toMatchObject({
    state: 'done',
    because: expect.stringContaining('what it left out was not checked'),
  });
  expect(itemOf(id, {}, { isPast: true })?.state).toBe('unknown');
  expect(itemOf('validated-grant-types', {}, { isPast: true })?.state).toBe('done');
});
