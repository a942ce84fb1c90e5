import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compareLines } from '../../scripts/bench/check.ts';
import { figure, holds, overFloor, withUnit, type Line } from '../../scripts/bench/line.ts';
import { parseOptions, settingOf } from '../../scripts/bench/options.ts';
import { partNames } from '../../scripts/bench/parts.ts';
import { merged, readResults, writeResults, type Results } from '../../scripts/bench/results.ts';
import { benchTable } from '../../scripts/bench/table.ts';

const calls: Line = {
  on: '1,000 apps, unchanged',
  what: 'API calls',
  unit: 'calls',
  measured: 20,
  bound: 20,
  floor: { value: 11, because: 'the token and ten pages' },
  exact: true,
};

describe('what was asked for', () => {
  test('everything, unless it says otherwise', () => {
    expect(parseOptions([], partNames)).toEqual({
      apps: [100, 1_000, 10_000, 100_000],
      latencyMs: 50,
      flood: 50_000,
      flooded: [100, 100_000],
      only: partNames,
      write: false,
      check: false,
    });
  });

  test('sizes are sorted and each taken once, parts are measured in their own order', () => {
    const args = ['--apps', '1000,100,1000', '--only', 'bundles,tenants', '--latency', '5'];
    expect(parseOptions(args, partNames)).toMatchObject({
      apps: [100, 1_000],
      flooded: [100, 1_000],
      only: ['tenants', 'bundles'],
      latencyMs: 5,
    });
  });

  test('a check waits for nothing, and meets the flood once', () => {
    const checked = parseOptions(['--check'], partNames);
    expect(checked).toMatchObject({ latencyMs: 0, flooded: [100], check: true });
    expect(parseOptions(['--check', '--latency', '7'], partNames).latencyMs).toBe(7);
  });

  test.each([
    [['--apps', 'many'], '--apps is a whole number of at least 1, or several with commas'],
    [['--apps', '100,'], 'not ""'],
    [['--apps', '0'], 'not "0"'],
    [['--latency', '-1'], 'Cannot make sense of "--latency -1"'],
    [['--latency=1.5'], '--latency is a whole number of at least 0, not "1.5"'],
    [['--flood', '0'], '--flood is a whole number of at least 1, not "0"'],
    [['--only', 'tenants,tenant'], '--only knows no part "tenant". The parts are tenants, limits,'],
    [['--only', ''], '--only knows no part ""'],
    [['--app', '100'], 'Cannot make sense of "--app 100". `npm run bench` takes --apps 100,1000'],
    [['100'], 'Cannot make sense of "100"'],
    [['--write', '--check'], 'give one of them'],
  ])('%j is refused', (args, message) => {
    expect(() => parseOptions(args, partNames)).toThrow(message);
  });

  test('what is refused ends with 1 and one message', () => {
    const path = join(import.meta.dirname, '../../scripts/bench.ts');
    const run = spawnSync(process.execPath, [path, '--only', 'none'], { encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(/^--only knows no part "none"\. [^\n]*\n$/);
  });

  test('is said with its figures', () => {
    expect(settingOf({ latencyMs: 50 })).toBe('50 ms a request');
  });
});

describe('a line', () => {
  test.each([
    [20, 20, true],
    [20.1, 20, false],
    [1e9, null, true],
  ])('of %d, held to %s: %s', (measured, bound, expected) => {
    expect(holds({ ...calls, measured, bound })).toBe(expected);
  });

  test.each([
    [1_234.5, 'ms', '1,235'],
    [12.34, 'ms', '12'],
    [105.66, 'MiB', '105.7'],
    [1_105.66, 'MiB', '1,106'],
    [0.5, 'read units', '0.5'],
    [1.0949, 'ratio', '1.09'],
    [0.00212345, '$', '$0.00212'],
  ] as const)('%d in %s is shown as %s', (value, unit, text) => {
    expect(figure(value, unit)).toBe(text);
  });

  test('names its unit once', () => {
    expect(withUnit(20, calls)).toBe('20');
    expect(withUnit(20, { what: 'time', unit: 'ms' })).toBe('20 ms');
    expect(withUnit(0, { what: 'longest wait', unit: 's' })).toBe('0 s');
    expect(withUnit(5, { what: 'write units', unit: 'write units' })).toBe('5');
    expect(withUnit(1.5, { what: 'time', unit: 'ratio' })).toBe('1.50 ×');
    expect(withUnit(1.5, { what: 'cost', unit: '$' })).toBe('$1.50');
  });

  test('is so many times its lower bound, where that is anything', () => {
    expect(overFloor(calls)).toBe('1.82 ×');
    expect(overFloor({ ...calls, floor: { value: 0, because: 'nothing' } })).toBe('');
    expect(overFloor({ ...calls, floor: null })).toBe('');
  });
});

test('a table shows each figure beside its bounds, and each reason once', () => {
  const slow: Line = { ...calls, what: 'time', unit: 'ms', measured: 900, bound: 800, floor: null };
  const more: Line = { ...calls, on: '1,000 apps, adoption', bound: null };
  expect(benchTable([calls, slow, more])).toBe(
    [
      'ON                     WHAT       MEASURED  HELD TO         LOWER BOUND  OF IT',
      '1,000 apps, unchanged  API calls  20        ≤ 20     holds  11 [1]       1.82 ×',
      '1,000 apps, unchanged  time       900 ms    ≤ 800    FAILS',
      '1,000 apps, adoption   API calls  20                        11 [1]       1.82 ×',
      '[1] the token and ten pages',
      '',
    ].join('\n'),
  );
});

describe('compared with what was kept', () => {
  const compare = (measured: readonly Line[], kept: readonly Line[]) =>
    compareLines('tenants', measured, kept);

  test('the same is neither worse nor better', () => {
    expect(compare([calls], [calls])).toEqual({ worse: [], better: [], compared: 1 });
  });

  test('what grew is worse, and what to do where it is meant is said', () => {
    const { worse, better } = compare([{ ...calls, measured: 20.5 }], [calls]);
    expect(worse).toEqual([
      'tenants: 1,000 apps, unchanged, API calls grew by 0.5 from 20 to 20.5 calls. If it is meant, `npm run bench -- --write` records it.',
    ]);
    expect(better).toEqual([]);
  });

  test('what fell is better, and said', () => {
    const { worse, better } = compare([{ ...calls, measured: 19 }], [calls]);
    expect(worse).toEqual([]);
    expect(better).toEqual([
      'tenants: 1,000 apps, unchanged, API calls fell by 1 from 20 to 19 calls.',
    ]);
  });

  test.each([
    ['was not kept', []],
    ['was kept of something else', [{ ...calls, on: '100 apps, unchanged' }]],
    ['was kept as what differs by machine', [{ ...calls, exact: false }]],
  ])('what %s is worse', (_, kept) => {
    const { worse } = compare([calls], kept);
    expect(worse).toEqual([expect.stringContaining('is not among the kept results. If it is')]);
  });

  test('a time is not compared, nor is what was not measured now', () => {
    const time: Line = { ...calls, what: 'time', unit: 'ms', exact: false };
    const other = { ...calls, on: '10,000 apps, unchanged' };
    const compared = compare([{ ...time, measured: 1e6 }], [time, other]);
    expect(compared).toEqual({ worse: [], better: [], compared: 0 });
  });

  test('what is no longer measured of the same tenant is worse', () => {
    const time: Line = { ...calls, what: 'time', unit: 'ms', exact: false };
    const { worse } = compare([time], [time, calls]);
    expect(worse).toEqual([expect.stringContaining('API calls is no longer measured')]);
  });
});

describe('results', () => {
  const kept = (on: string) => ({ on, machine: 'a machine', setting: 'a setting', found: { on } });

  test('a part that was not measured now keeps what it had, in the order of parts', () => {
    const before = { peer: kept('2026-11-01'), tenants: kept('2026-11-01') };
    const results = merged(before, { peer: kept('2026-11-02') });
    expect(Object.entries(results).map(([name, { on }]) => [name, on])).toEqual([
      ['tenants', '2026-11-01'],
      ['peer', '2026-11-02'],
    ]);
  });

  test('sizes that were not measured now stay, as long as machine and setting are the same', () => {
    const sized = (setting: string, ...sizes: number[]) => ({
      tenants: {
        ...kept('2026-11-01'),
        setting,
        found: { memoryFlags: [], sizes: sizes.map((apps) => ({ apps, setting })) },
      },
    });
    const sizesOf = (before: Results, now: Results) => {
      const { found } = merged(before, now).tenants ?? kept('nothing');
      return (found as { sizes?: unknown }).sizes;
    };
    expect(sizesOf(sized('50 ms', 100, 10_000), sized('50 ms', 1_000, 10_000))).toEqual([
      { apps: 100, setting: '50 ms' },
      { apps: 1_000, setting: '50 ms' },
      { apps: 10_000, setting: '50 ms' },
    ]);
    expect(sizesOf(sized('20 ms', 100), sized('50 ms', 1_000))).toEqual([
      { apps: 1_000, setting: '50 ms' },
    ]);
  });

  test('are read as they were written, and there are none before the first time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'strictwatch-results-'));
    const file = join(folder, 'bench/results.json');
    try {
      expect(readResults(file)).toEqual({});
      writeResults({ fleet: kept('2026-11-01') }, file);
      expect(readResults(file)).toEqual({ fleet: kept('2026-11-01') });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
