import { describe, expect, test } from 'vitest';
import { rowKey } from '../../functions/core/ports.ts';
import { quietSections } from '../../functions/core/quiet-sections.ts';
import { coveredOver, type Unread } from '../../functions/core/sample.ts';
import type { Life } from '../../functions/core/finding.ts';
import type { SectionName } from '../../functions/core/snapshot.ts';
import { at, day, day0, life, print, suppression } from './lifecycle-samples.ts';

const by = { by: 'Kim', at: day0 };
const now = new Date(at(day));
const digest = print;

interface Given {
  readonly lives?: Readonly<Partial<Record<SectionName, Life>>>;
  readonly suppressions?: readonly ReturnType<typeof suppression>[];
  /** What the runs up to now could not read. */
  readonly runs?: readonly Unread[];
}

function quiet({ lives = {}, suppressions = [], runs = [] }: Given) {
  const rule = 'coverage-lost';
  const rows = Object.entries(lives).map(
    ([subject, life]) => [rowKey(rule, subject), { rule, subject, life, print: '' }] as const,
  );
  const coverage = coveredOver(day0, runs);
  const decided = { findings: new Map(rows), coverage, suppressions, digest, now };
  return Object.fromEntries(quietSections(decided));
}

const covers = ['cause "refused"', 'section "grants"', 'section "apis"'].map(digest);

test.each([
  ['open', life('open'), {}],
  ['acknowledged', life('acknowledged', { decision: by }), {}],
  ['inherited', life('inherited'), {}],
  ['resolved', life('resolved', { resolvedAt: day0 }), {}],
  ['accepted', life('accepted', { decision: by }), { grants: 'grants' }],
  [
    'suppressed',
    life('suppressed', { decision: { ...by, until: at(2 * day) } }),
    { grants: 'grants' },
  ],
  [
    'suppressed, and its end was not told yet',
    life('suppressed', { decision: { ...by, until: day0 } }),
    { grants: 'grants' },
  ],
  [
    'resolved, and suppressed should it come back',
    life('resolved', { resolvedAt: day0, decision: { ...by, until: at(2 * day) } }),
    { grants: 'grants' },
  ],
  [
    'resolved, and its suppression ended',
    life('resolved', { resolvedAt: day0, decision: { ...by, until: day0 } }),
    {},
  ],
] as const)('a section whose finding is %s', (_what, grants, expected) => {
  expect(quiet({ lives: { grants } })).toEqual(expected);
});

test('a suppression that holds hides the sections it matches, each for itself', () => {
  const hides = (parts: Parameters<typeof suppression>[0]) =>
    quiet({ suppressions: [suppression({ rule: 'coverage-lost', ...parts })] });
  expect(hides({ subject: 'ap*' })).toEqual({ apps: 'apps', apis: 'apis' });
  expect(hides({ subject: 'ap*', until: day0 })).toEqual({});
  expect(hides({ rule: 'app-tested' })).toEqual({});
});

describe('what was accepted', () => {
  const grants = life('accepted', { decision: { ...by, covers } });
  const both = { grants: 'refused', apis: 'refused' } as const;

  test('covers the sections that were named, and have been lost ever since', () => {
    const three = { ...both, logs: 'refused' } as const;
    expect(quiet({ lives: { grants }, runs: [three, three] })).toEqual({
      grants: 'grants',
      apis: 'grants',
    });
  });

  test('does not cover what was read since, and lost again', () => {
    expect(quiet({ lives: { grants }, runs: [both, { grants: 'refused' }, both] })).toEqual({
      grants: 'grants',
    });
  });

  test('covers nothing once it is over', () => {
    expect(quiet({ lives: { grants: { ...grants, status: 'open' } }, runs: [both] })).toEqual({});
  });

  test('leaves to another what was decided about that', () => {
    const apis = life('suppressed', { decision: { ...by, until: at(2 * day) } });
    expect(quiet({ lives: { grants, apis }, runs: [both] })).toEqual({
      grants: 'grants',
      apis: 'apis',
    });
  });
});
