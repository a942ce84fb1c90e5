import { describe, expect, test } from 'vitest';
import { checkSnapshot, foldChain, heldAt, sealedRun } from '../../functions/core/evidence.ts';
import type { Linked } from '../../functions/core/ports.ts';
import type { Link } from '../../functions/core/run.ts';
import { runRecord } from '../adapters/store-sample.ts';

const now = new Date('2026-11-23T09:00:00.000Z');

function startOf(sequence: number): string {
  return new Date(Date.UTC(2026, 10, 1, sequence)).toISOString();
}

/** A record of a chain, synthetic: its hash is `h` and its number. */
function linked(sequence: number, link: Partial<Link> = {}, startedAt = startOf(sequence)): Linked {
  const previous = sequence > 1 ? `h${sequence - 1}` : null;
  const run = { ...runRecord('acme', startedAt), link: { sequence, previous, ...link } };
  return { run, hash: `h${sequence}` };
}

function unlinked(startedAt: string): Linked {
  return { run: runRecord('acme', startedAt), hash: 'old' };
}

const four = [1, 2, 3, 4].map((sequence) => linked(sequence));
const fourth = linked(4);

function chainOf(records: readonly Linked[], last: Linked | null = fourth, at = now) {
  const fold = foldChain();
  for (const record of records) fold.add(record);
  return fold.result(last, at);
}

describe('a whole chain', () => {
  test('has no problem, in whatever order its records come', () => {
    const chain = chainOf(four.toReversed());
    expect(chain).toMatchObject({ problems: [], notes: [], unlinked: 0 });
    expect(chain.places.map(({ sequence, hash }) => [sequence, hash])).toEqual([
      [1, 'h1'],
      [2, 'h2'],
      [3, 'h3'],
      [4, 'h4'],
    ]);
  });

  test('may begin after records of versions before, which it counts', () => {
    const old = ['2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z'].map(unlinked);
    expect(chainOf([...old, ...four])).toMatchObject({ problems: [], unlinked: 2 });
  });

  test('may end with a record that is not yet in its place', () => {
    const chain = chainOf(four.slice(0, 3));
    expect(chain.problems).toEqual([]);
    expect(chain.places).toHaveLength(4);
  });

  test('may lack what expired, at its beginning and where an earlier one is kept longer', () => {
    const since = linked(3, { previousUntil: '2026-11-23T09:00:00.000Z' });
    expect(chainOf([since, fourth]).problems).toEqual([]);
    expect(chainOf([linked(1), since, fourth]).problems).toEqual([]);
  });

  test('says when time went back, which breaks nothing', () => {
    const early = linked(3, {}, '2026-10-30T00:00:00.000Z');
    const { problems, notes } = chainOf([linked(1), linked(2), early, fourth]);
    expect(problems).toEqual([]);
    expect(notes).toEqual([
      'Time went back: Record 3 of 2026-10-30T00:00:00.000Z follows one of 2026-11-01T02:00:00.000Z.',
    ]);
  });

  test('is nothing where no record is linked', () => {
    expect(chainOf([unlinked(startOf(1))], null)).toEqual({
      places: [],
      unlinked: 1,
      problems: [],
      notes: [],
    });
  });
});

describe('a broken chain names', () => {
  const altered = (sequence: number) => ({ ...linked(sequence), hash: 'forged' });
  const kept = { previousUntil: '2027-11-23T09:00:00.000Z' };
  const cases: readonly [string, readonly Linked[], Linked | null, readonly RegExp[]][] = [
    [
      'an altered record',
      [linked(1), altered(2), ...four.slice(2)],
      fourth,
      [/^Record 2 of 2026-11-01T02:00:00.000Z is not what record 3 says/],
    ],
    ['an altered first', [altered(1), ...four.slice(1)], fourth, [/^Record 1 .*record 2 says/]],
    [
      'an altered last',
      [...four.slice(0, 3), altered(4)],
      fourth,
      [/^Record 4 .* is not the one kept as the last/],
    ],
    [
      'an altered item of the last',
      four,
      altered(4),
      [/^Record 4 .* is not the one kept as the last/],
    ],
    [
      'a record that is missing',
      [linked(1), linked(2), fourth],
      fourth,
      [/^Record 3 is missing between 2026-11-01T02.* and 2026-11-01T04/],
    ],
    ['several that are', [linked(1), linked(4, kept)], fourth, [/^Records 2 to 3 are missing/]],
    [
      'those before the first',
      [linked(3, kept), fourth],
      fourth,
      [/^Record 2 is missing before Record 3 .* until 2027-11-23.* Others/],
    ],
    [
      'those of which nobody knows until when they are kept',
      [linked(3), fourth],
      fourth,
      [/^Record 2 is missing before/],
    ],
    [
      'a first that should not be',
      [linked(1, { previous: 'x' }), ...four.slice(1)],
      fourth,
      [/^Record 1 .* is the first, and names one before it/],
    ],
    [
      'a first that should not be the first',
      [linked(2, { previous: null }), ...four.slice(2)],
      fourth,
      [/^Record 2 .* names none before it/],
    ],
    [
      'two in one place',
      [...four, linked(3, {}, startOf(9))],
      fourth,
      [/^Two records claim place 3, of 2026-11-01T03.* and of 2026-11-01T09/],
    ],
    [
      'one beyond the last',
      [...four, linked(5)],
      fourth,
      [/^Record 5 .* is beyond the one kept as the last, record 4/],
    ],
    ['a last far beyond', four, linked(7), [/^Records 5 to 6 are missing/]],
    ['no last', four, null, [/^What the store keeps of the last record is gone/]],
    [
      'a last that is not linked',
      four,
      unlinked(startOf(5)),
      [/^The record kept as the last, of .*, has no place/],
    ],
    [
      'records that are not linked after it began',
      [...four, unlinked(startOf(3)), unlinked(startOf(2))],
      fourth,
      [/^2 run records without a place .* first of them at 2026-11-01T02/],
    ],
  ];

  test.each(cases)('%s', (_what, records, last, expected) => {
    const { problems } = chainOf(records, last);
    expect(problems).toHaveLength(expected.length);
    for (const [index, problem] of problems.entries())
      expect(problem).toMatch(expected[index] ?? /^$/);
  });
});

describe('a snapshot', () => {
  const run = {
    ...runRecord('acme', startOf(2)),
    snapshot: 'abc',
    link: { sequence: 2, previous: 'h1' },
  };
  const sealed = sealedRun(run);
  if (!sealed) throw new Error('the sample is not sealed');

  test('is of a complete run that says so', () => {
    const { snapshot: _snapshot, ...unsealed } = run;
    const { link: _link, ...stray } = run;
    expect([{ ...run, complete: false }, unsealed, stray].map(sealedRun)).toEqual([
      null,
      null,
      null,
    ]);
    expect(sealed).toEqual({ run, link: run.link, snapshot: 'abc' });
  });

  test('is compared with what is stored at the start of the run, or when time had passed', () => {
    expect(heldAt(sealed)).toBe(startOf(2));
    const later = { ...sealed, link: { ...sealed.link, heldAt: startOf(5) } };
    expect(heldAt(later)).toBe(startOf(5));
  });

  test('is the same or differs', () => {
    const check = { sequence: 2, startedAt: startOf(2), snapshot: 'abc' };
    expect(checkSnapshot(sealed, 'abc')).toEqual({ ...check, result: 'same' });
    expect(checkSnapshot(sealed, 'def')).toEqual({ ...check, result: 'differs' });
  });
});
