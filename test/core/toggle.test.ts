import { describe, expect, test } from 'vitest';
import { bases, toggleLadder } from '../../functions/core/toggle.ts';
import { caseOf, cellOf, emptyCase, proof } from './toggle-cases.ts';

/**
 * Every rung, its freshness and its conflicts. A row says what was seen how long before `now`, and what that amounts to
 * when `now` is noon of a day before the deadline (2026-10-23, 00:00 UTC), of that day and of a day after it. In a cell,
 * `> log` is a conflict that the basis wins, `a ~ b` one that decides nothing, and `-` means as in the first cell. What
 * is older than 12h is on the second day from before the deadline.
 */
const table = `
  what was seen                          | 2026-09-20                      | 2026-10-23                      | 2026-11-30

  nothing                                | unknown                         | expected-off                    | expected-off

  field on 1h                            | on by field                     | on by field > schedule          | on by field > schedule
  field off 1h                           | off by field                    | -                               | -
  log on 1h                              | on by log                       | on by log > schedule            | on by log > schedule
  log off 1h                             | off by log                      | -                               | -
  probe on 1h                            | on by probe                     | on by probe > schedule          | on by probe > schedule
  probe off 1h                           | off by probe                    | -                               | -
  declared on                            | on by declared                  | on by declared > schedule       | on by declared > schedule
  declared off                           | off by declared                 | -                               | -

  The last millisecond in which a proof counts, and the first in which it does not
  field off 2d                           | off by field                    | expected-off                    | off by field
  field off 2d+1                         | unknown                         | expected-off                    | expected-off
  log off 30d                            | off by log                      | expected-off                    | off by log
  log off 30d+1                          | unknown                         | expected-off                    | expected-off
  probe off 30d                          | off by probe                    | expected-off                    | off by probe
  probe off 30d+1                        | unknown                         | expected-off                    | expected-off

  The first millisecond of the deadline's day, and the last before it
  field on 12h                           | on by field                     | on by field > schedule          | on by field > schedule
  field on 12h+1                         | on by field                     | expected-off                    | on by field > schedule
  log on 12h                             | on by log                       | on by log > schedule            | on by log > schedule
  log on 12h+1                           | on by log                       | expected-off                    | on by log > schedule
  log off 12h                            | off by log                      | -                               | -
  log off 12h+1                          | off by log                      | expected-off                    | off by log
  probe on 12h                           | on by probe                     | on by probe > schedule          | on by probe > schedule
  probe on 12h+1                         | on by probe                     | expected-off                    | on by probe > schedule

  Clocks differ by a day at most
  field off -1d                          | off by field                    | -                               | -
  field off -1d-1                        | unknown                         | expected-off                    | expected-off
  log off -1d                            | off by log                      | -                               | -
  log off -1d-1                          | unknown                         | expected-off                    | expected-off
  probe off -1d                          | off by probe                    | -                               | -
  probe off -1d-1                        | unknown                         | expected-off                    | expected-off

  A declaration, from 00:00 of its first day to the end of its last
  declared off since 0                   | off by declared                 | -                               | -
  declared off since -1                  | unknown                         | expected-off                    | expected-off
  declared off for 1                     | off by declared                 | -                               | -
  declared off for 0                     | unknown                         | expected-off                    | expected-off

  Proofs that agree: the strongest is the basis, although it is older
  field off 3h, log off 2h, probe off 1h | off by field                    | -                               | -
  log off 3h, probe off 1h               | off by log                      | -                               | -
  field off 3d, probe off 1h             | off by probe                    | -                               | -

  Proofs that disagree: the newer counts, at the same moment the stronger
  field off 1h, log on 3h                | off by field > log              | -                               | -
  field off 3h, log on 1h                | on by log > field               | on by log > field > schedule    | on by log > field > schedule
  field off 1h, probe on 3h              | off by field > probe            | -                               | -
  field on 3h, probe off 1h              | off by probe > field            | -                               | -
  log on 1h, probe off 3h                | on by log > probe               | on by log > probe > schedule    | on by log > probe > schedule
  log on 3h, probe off 1h                | off by probe > log              | -                               | -
  field off 1h, log on 1h                | off by field > log              | -                               | -
  log off 1h, probe on 1h                | off by log > probe              | -                               | -
  log off 1h, probe on 31d               | off by log                      | -                               | -
  field on 3d, probe off 1h              | off by probe                    | -                               | -

  An older proof is no basis when a newer one contradicted it meanwhile
  field off 3h, log on 2h, probe off 1h  | off by probe > log, field ~ log | -                               | -
  field off 1h, log on 3h, probe off 2h  | off by field > log, log ~ probe | -                               | -

  What a newer proof contradicted does not count again when that one is too old
  field on 3d, log off 5d                | unknown                         | expected-off                    | expected-off
  field off 3d, log on 5d                | unknown                         | expected-off                    | expected-off
  field on 2d, log off 5d                | on by field > log               | expected-off                    | on by field > log > schedule
  field on 3d, log on 5d                 | on by log                       | expected-off                    | on by log > schedule
  field on 5d, log off 3d                | off by log                      | expected-off                    | off by log
  field on 3d, log off 5d, probe off 1h  | off by probe                    | -                               | -
  field off 3d, log off 9d, probe on 5d  | unknown                         | expected-off                    | expected-off
  field on 3d, log off 3d                | unknown                         | expected-off                    | expected-off
  field on 3d, log off 5d, declared off  | off by declared                 | -                               | -
  field on 2d+1, declared off            | unknown                         | expected-off                    | expected-off
  field off 2d+1, declared on            | unknown                         | expected-off                    | expected-off
  field on 2d+1, declared on             | on by declared                  | on by declared > schedule       | on by declared > schedule
  log off -1d-1, probe on 1h             | on by probe                     | on by probe > schedule          | on by probe > schedule

  Proof beats declaration, whichever is newer; when it is too old the declaration counts again
  field off 1h, declared on              | off by field > declared         | -                               | -
  log off 3d, declared on                | off by log > declared           | on by declared > schedule       | off by log > declared
  log on 1h, declared off                | on by log > declared            | on by log > declared > schedule | on by log > declared > schedule
  probe off 1h, declared on              | off by probe > declared         | -                               | -
  log off 1h, declared off               | off by log                      | -                               | -
  log on 30d+1, declared off             | off by declared                 | -                               | -
  log on 3h, probe off 1h, declared on   | off by probe > log > declared   | -                               | -

  What was in the log before is no conflict, and a notice no proof
  log off 1h, before on 2h               | off by log                      | -                               | -
  log off 31d, before on 32d             | unknown                         | expected-off                    | expected-off
  field off 3h, log off 1h, before on 2h | off by log                      | -                               | -
  log off 31d, before on 1d, declared off | unknown                        | expected-off                    | expected-off
  notice 1h                              | unknown                         | expected-off                    | expected-off
  log off 1h, notice 1h                  | off by log                      | -                               | -
`;

const lines = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const [[, ...days] = [], ...rows] = lines.filter((cells) => cells.length > 1);

describe.each(rows.map(([seen = '', ...cells]) => ({ seen, cells })))(
  '$seen',
  ({ seen, cells }) => {
    test.each(days.map((day, i) => ({ day, i })))('$day', ({ day, i }) => {
      const { evidence, declared, now } = caseOf(seen, day);
      const ladder = toggleLadder(evidence, declared, now);
      expect(cellOf(ladder)).toBe(cells[i] === '-' ? cells[0] : cells[i]);

      expect(ladder.rungs.map(({ basis }) => basis)).toEqual(bases.slice(0, -1));
      const winners = ladder.rungs.filter(({ wins }) => wins);
      expect(winners.map(({ basis, says, asOf }) => ({ basis, state: says, asOf }))).toEqual(
        ladder.state === 'unknown'
          ? []
          : [{ basis: ladder.basis, state: ladder.state, asOf: ladder.asOf }],
      );
    });
  },
);

test('the table has what it promises', () => {
  expect(days).toEqual(['2026-09-20', '2026-10-23', '2026-11-30']);
  expect(rows.length).toBeGreaterThan(50);
});

test.each([
  ['2026-10-22T23:59:59.999Z', 'on by log', '2026-10-22T23:59:59.999Z'],
  ['2026-10-23T00:00:00.000Z', 'expected-off', '2026-10-23T00:00:00.000Z'],
])('at %s it is %s', (now, is, asOf) => {
  const log = proof('on', '2026-10-22T23:59:59.999Z');
  const ladder = toggleLadder({ ...emptyCase, log }, undefined, new Date(now));
  expect([cellOf(ladder), ladder.asOf]).toEqual([is, asOf]);
});

test('a declaration is as of its first day', () => {
  const { evidence, declared, now } = caseOf('declared off', '2026-11-30');
  expect(toggleLadder(evidence, declared, now).asOf).toBe('2026-11-28T00:00:00.000Z');
});

test('a proof whose moment cannot be read says nothing', () => {
  const evidence = { ...emptyCase, log: proof('on', 'no moment'), probe: proof('off', '') };
  const ladder = toggleLadder(evidence, undefined, new Date('2026-09-20'));
  expect([ladder.state, ladder.conflicts]).toEqual(['unknown', []]);
});
