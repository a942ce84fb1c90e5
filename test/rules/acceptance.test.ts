import { describe, expect, test } from 'vitest';
import { canonicalJson, fingerprint } from '../../functions/adapters/dynamo/fingerprint.ts';
import { breadthOf, widened } from '../../functions/core/breadth.ts';
import { evaluate } from '../../functions/core/evaluate.ts';
import type { Caller } from '../../functions/core/log-memory.ts';
import type { AnyRule, Observation } from '../../functions/core/rule.ts';
import {
  api,
  app,
  coveredSince,
  judgedOf,
  sample,
  settings,
  type Sample,
} from '../../functions/core/sample.ts';
import type { DcrMode } from '../../functions/core/snapshot.ts';
import { loadRules } from '../../scripts/docs/load-rules.ts';
import { repository } from '../../scripts/write-docs.ts';

const rules = await loadRules(repository);

function ruleOf(id: string): AnyRule {
  const rule = rules.find((one) => one.id === id);
  expect.assert(rule, `there is no rule ${id}`);
  return rule;
}

function found(id: string, given: Sample): Observation {
  const [verdict] = evaluate([ruleOf(id)], judgedOf(given));
  expect.assert(verdict?.status === 'evaluated', `${id} could not judge`);
  const [observation] = verdict.observations;
  expect.assert(observation, `${id} found nothing`);
  return observation;
}

/** What the store gives back of an observation. */
function stored({ grade: _notStored, ...observation }: Observation): Observation {
  return { ...observation, evidence: JSON.parse(canonicalJson(observation.evidence)) };
}

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ id, rule }) => {
  test('says what it means that it is over', () => {
    expect(rule.over).toMatch(/^\w.*\w$/);
  });

  test('covers the same of what is stored as of what was seen, and so itself', () => {
    for (const { given, finds } of rule.examples.filter((example) => example.finds.length > 0)) {
      const seen = found(id, given);
      expect(finds).toContain(seen.subject);
      const covers = breadthOf(rule, stored(seen)).map(fingerprint);
      expect(widened(breadthOf(rule, seen), covers, fingerprint)).toEqual([]);
    }
  });
});

/** What an acceptance of a rule's first finding does not cover once the tenant is the other. */
function uncovered(id: string, before: Sample, after: Sample): string[] {
  const rule = ruleOf(id);
  const covers = breadthOf(rule, stored(found(id, before))).map(fingerprint);
  return widened(breadthOf(rule, found(id, after)), covers, fingerprint);
}

const partner = app({ id: 'partner', securityMode: 'permissive' });
const orders = api({ identifier: 'https://orders.example', userPolicy: 'allow_all' });

function apps(...ids: readonly string[]): Sample {
  return sample({ apis: [orders], apps: ids.map((id) => ({ ...partner, id })) });
}

function callbacks(...all: readonly string[]): Sample {
  return sample({ apps: [{ ...partner, callbacks: all }] });
}

function wild(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `https://*.p${at}.example/cb`);
}

function answered(rawSecurityMode?: string): Sample {
  const mode = rawSecurityMode === undefined ? {} : { rawSecurityMode };
  return sample({ apps: [{ ...partner, securityMode: 'unknown', ...mode }] });
}

function unread(parts: Parameters<typeof sample>[0] & object): Sample {
  const coverage = coveredSince('2026-11-16T09:00:00.000Z', 2);
  return sample({ ...parts, baseline: { coverage } });
}

const caller: Caller = {
  id: 'pipeline',
  kind: 'app',
  name: 'Onboarding',
  ip: '203.0.113.7',
  userAgent: 'terraform/1',
  tool: 'Terraform',
  apps: [created('a', 'strict')],
  more: 0,
  stated: null,
};

function created(id: string, mode: 'strict' | 'permissive') {
  return { id, name: id, at: '2026-11-20T09:00:00.000Z', mode, logId: id };
}

function calls(parts: Partial<Caller>): Sample {
  return sample({ past: { callers: [{ ...caller, ...parts }] } });
}

function dcr(mode: DcrMode, parts: Parameters<typeof sample>[0] = {}): Sample {
  return sample({ settings: settings({ dcr: { enabled: true, mode } }), ...parts });
}

function registered(count: number, from = 0): Sample {
  const createdAt = '2026-11-23T08:30:00.000Z';
  const ids = Array.from({ length: count }, (_, at) => `app${from + at}`);
  return sample({
    apps: ids.map((id) => app({ id, name: 'Free Gift', origin: 'dcr', createdAt })),
    flood: { perHour: 3, perDay: 1_000 },
  });
}

function active(...names: readonly string[]): Sample {
  const active = names.map((name, at) => ({ id: `rul_${at}`, name }));
  return sample({ pipeline: { rules: active, hooks: [], gone: [] } });
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, at) => String(at));
}

/** What a sample has for a digest. */
function digest(value: unknown): string {
  return judgedOf(sample()).digest(value);
}

function flag(value: boolean): Sample {
  return sample({ settings: settings({ flags: { new_one: value } }), baseline: { flags: [] } });
}

describe('an acceptance still covers', () => {
  test.each<[string, string, Sample, Sample]>([
    [
      'an API that three apps can call',
      'api-open-to-permissive',
      apps('a', 'b'),
      apps('b', 'c', 'd'),
    ],
    [
      'callbacks of which one is gone',
      'app-callback-unsafe',
      callbacks(...wild(2)),
      callbacks(...wild(1)),
    ],
    [
      'more callbacks than are shown, in another order',
      'app-callback-unsafe',
      callbacks(...wild(22)),
      callbacks(...wild(20), ...wild(22).slice(-2).toReversed()),
    ],
    [
      'more Rules than are shown, of which one is off',
      'pipeline-blocks-strict',
      active(...numbers(21)),
      active(...numbers(20)),
    ],
    [
      'a callback beside a new safe one',
      'app-callback-unsafe',
      callbacks(...wild(1)),
      callbacks(...wild(1), 'https://ok.example/cb'),
    ],
    [
      'an app with another name',
      'app-permissive',
      apps('partner'),
      sample({ apps: [{ ...partner, name: 'New' }] }),
    ],
    [
      'another app of the caller, from another address',
      'creation-relies-on-default',
      calls({}),
      calls({
        apps: [created('b', 'strict'), created('a', 'strict')],
        ip: '203.0.113.9',
        userAgent: 'terraform/2',
      }),
    ],
    [
      'open registration that was tightened',
      'dcr-enabled',
      dcr('permissive', { intent: { dcr: 'off' } }),
      dcr('strict', { intent: { dcr: 'off' } }),
    ],
    ['a burst that others follow', 'dcr-flood', registered(10), registered(15, 3)],
    ['Rules of which one is off', 'pipeline-blocks-strict', active('a', 'b'), active('b')],
    [
      'Rules of one name, fewer now',
      'pipeline-blocks-strict',
      active('a', 'a', 'b'),
      active('a', 'b'),
    ],
  ])('%s', (_what, id, before, after) => {
    expect(uncovered(id, before, after)).toEqual([]);
  });
});

describe('an acceptance does not cover', () => {
  test.each<[string, string, Sample, Sample, string[]]>([
    [
      'twice as many apps',
      'api-open-to-permissive',
      apps('a'),
      apps('a', 'b'),
      ['at least 2 permissive third-party apps'],
    ],
    [
      'a policy that is another',
      'api-open-to-permissive',
      sample({ apis: [{ ...orders, userPolicy: 'allow_some' }], apps: [partner] }),
      apps('a'),
      ['user access policy allow_all'],
    ],
    [
      'another unsafe callback',
      'app-callback-unsafe',
      callbacks(...wild(1)),
      callbacks(...wild(2)),
      ['callback "https://*.p1.example/cb"'],
    ],
    [
      'one more than is shown',
      'app-callback-unsafe',
      callbacks(...wild(20)),
      callbacks(...wild(21)),
      [`other unsafe callbacks (${digest(wild(21).slice(20))})`],
    ],
    [
      'another callback in place of one that is not shown',
      'app-callback-unsafe',
      callbacks(...wild(21)),
      callbacks(...wild(20), 'http://evil.example/cb'),
      [`other unsafe callbacks (${digest(['http://evil.example/cb'])})`],
    ],
    [
      'a mode that is answered now',
      'app-mode-unknown',
      answered(),
      answered('paranoid'),
      ['mode "paranoid"'],
    ],
    [
      'a loss for another cause',
      'coverage-lost',
      unread({ unread: { grants: 'scope' } }),
      unread({ unread: { grants: 'credentials' } }),
      ['cause credentials'],
    ],
    [
      'another section lost with it',
      'coverage-lost',
      unread({ unread: { apis: 'credentials' } }),
      unread({ unread: { apis: 'credentials', logs: 'credentials' } }),
      ['section "logs"'],
    ],
    [
      'apps of another mode',
      'creation-relies-on-default',
      calls({}),
      calls({ apps: [created('b', 'permissive'), created('a', 'strict')] }),
      ['creates apps "permissive"'],
    ],
    [
      'another tool',
      'creation-relies-on-default',
      calls({}),
      calls({ tool: 'Auth0 CLI' }),
      ['creates with "Auth0 CLI"'],
    ],
    [
      'registration that was loosened',
      'dcr-enabled',
      dcr('strict', { intent: { dcr: 'off' } }),
      dcr('permissive', { intent: { dcr: 'off' } }),
      ['DCR mode permissive'],
    ],
    ['a burst twice as large', 'dcr-flood', registered(10), registered(16), ['at least 16 apps']],
    ['a flag that was switched', 'flag-unknown', flag(false), flag(true), ['value true']],
    [
      'another active Rule',
      'pipeline-blocks-strict',
      active('a'),
      active('a', 'b'),
      ['rules "b"', '2 active rules'],
    ],
    [
      'another active Rule in place of one that is not shown',
      'pipeline-blocks-strict',
      active(...numbers(21)),
      active(...numbers(20), 'evil'),
      [`other active rules (${digest(['evil'])})`],
    ],
    [
      'another active Rule of the same name',
      'pipeline-blocks-strict',
      active('a'),
      active('a', 'a'),
      ['2 active rules'],
    ],
    [
      'a change where it was against intent',
      'dcr-mode-changed',
      dcr('strict', { intent: { dcr: 'permissive' } }),
      dcr('permissive', { baseline: { dcr: { enabled: true, mode: 'strict' } } }),
      ['not as accepted: switch true', 'not as accepted: mode "permissive"'],
    ],
  ])('%s', (_what, id, before, after, expected) => {
    expect(uncovered(id, before, after)).toEqual(expected);
  });
});
