import { describe, expect, test } from 'vitest';
import type { FindingRow } from '../../functions/core/ports.ts';
import { rowKey } from '../../functions/core/ports.ts';
import { listedRows, tallyOf } from '../../functions/core/tally.ts';

/** Only what is counted and ranked of a row. */
function row(subject: string, status: 'open' | 'inherited', severity: 'critical' | 'high' | 'low') {
  return { rule: 'app-permissive', subject, print: '', life: { status, severity } } as FindingRow;
}

const rows = [
  row('a', 'inherited', 'critical'),
  row('b', 'open', 'low'),
  row('c', 'open', 'high'),
  row('d', 'inherited', 'low'),
  row('e', 'open', 'high'),
];
const command = 'npx strictwatch findings --tenant acme';
const subjectsOf = (some: readonly FindingRow[]) => some.map(({ subject }) => subject);

describe('the findings a result lists', () => {
  test('are all where nobody set how many, or where they fit', () => {
    expect(listedRows(rows, undefined)).toEqual({ rows });
    expect(listedRows(rows, { most: 5, command })).toEqual({ rows });
  });

  test('are else the worst open ones, in the order they came in, and the others are counted', () => {
    const listed = listedRows(rows, { most: 3, command });
    expect(subjectsOf(listed.rows)).toEqual(['b', 'c', 'e']);
    expect(listed.omitted).toEqual({
      count: 2,
      bySeverity: [
        { severity: 'critical', count: 1 },
        { severity: 'low', count: 1 },
      ],
      command,
    });
    expect(subjectsOf(listedRows(rows, { most: 2, command }).rows)).toEqual(['c', 'e']);
    expect(subjectsOf(listedRows(rows, { most: 4, command }).rows)).toEqual(['a', 'b', 'c', 'e']);
  });
});

test('a tally is of every row, and of what this run told of it', () => {
  const announced = new Map([
    [rowKey('app-permissive', 'c'), 'opened'],
    [rowKey('app-permissive', 'b'), 'reminded'],
    [rowKey('dcr-permissive', 'dcr'), 'opened'],
  ] as const);
  expect(tallyOf(rows, announced)).toEqual({
    statuses: { inherited: 2, open: 3 },
    announced: { opened: 1, reminded: 1 },
  });
  expect(tallyOf([], new Map())).toEqual({ statuses: {}, announced: {} });
});
