import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reserveOf } from '../../functions/adapters/auth0/bucket.ts';
import type { Line } from '../../scripts/bench/line.ts';
import { holds } from '../../scripts/bench/line.ts';
import { limitsPart } from '../../scripts/bench/limits.ts';
import type {
  Invocation,
  LimitsFound,
  Paced,
  Resumed,
  Spent,
} from '../../scripts/bench/limits/found.ts';
import { leastSeconds, leastSecondsOf } from '../../scripts/bench/limits/least-time.ts';
import { compared } from '../../scripts/bench/limits/measure-resumed.ts';
import { pacedCases } from '../../scripts/bench/limits/measure.ts';
import { appsWithin } from '../../scripts/bench/limits/apps-within.ts';

/**
 * Seconds until the last of so many calls, made as soon as the bucket has a token above what is left to others, or a while
 * later. Time goes in steps in which a tenth of a token comes back, and tokens are counted in tenths: nothing is rounded.
 * @param hesitate says before each call how many steps to let pass although it could be made
 */
function simulate(
  calls: number,
  { burst, perSecond }: { burst: number; perSecond: number },
  reserve: number,
  hesitate: () => number = () => 0,
): number {
  let tenths = burst * 10;
  let steps = 0;
  const pass = (): void => {
    steps += 1;
    tenths = Math.min(burst * 10, tenths + 1);
  };
  const isThere = (): boolean => tenths - 10 >= reserve * 10;
  for (let made = 0; made < calls; made += 1) {
    for (let pause = hesitate(); pause > 0; pause -= 1) pass();
    while (!isThere()) pass();
    tenths -= 10;
  }
  return steps / 10 / perSecond;
}

describe('the least time under a token bucket', () => {
  const bucket = fc.record({
    burst: fc.integer({ min: 1, max: 60 }),
    perSecond: fc.double({ min: 0.1, max: 40, noNaN: true }),
  });
  const share = fc.double({ min: 0.05, max: 1, noNaN: true });
  const calls = fc.integer({ min: 0, max: 100 });

  it('is what it takes whoever calls as soon as there is a token to take', () => {
    fc.assert(
      fc.property(bucket, share, calls, (bucket, share, calls) => {
        const simulated = simulate(calls, bucket, reserveOf(bucket.burst, share));
        const least = leastSeconds(calls, bucket, share);
        expect(simulated).toBeCloseTo(least, 9);
      }),
    );
  });

  it('is not beaten by who waits in between', () => {
    const pauses = fc.infiniteStream(fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(bucket, share, calls, pauses, (bucket, share, calls, pauses) => {
        const reserve = reserveOf(bucket.burst, share);
        const simulated = simulate(calls, bucket, reserve, () => pauses.next().value);
        expect(simulated).toBeGreaterThanOrEqual(leastSeconds(calls, bucket, share) - 1e-9);
      }),
    );
  });

  it('grows by what somebody else takes of the refill', () => {
    expect(leastSeconds(35, { burst: 10, perSecond: 2 }, 0.5)).toBe(15);
    expect(leastSeconds(35, { burst: 10, perSecond: 2 }, 0.5, 1)).toBe(30);
  });

  it('of several buckets is that of the slowest, without the calls of production', () => {
    const slow = spent({ bucket: { burst: 5, perSecond: 1 }, calls: 12 });
    const fast = spent({ bucket: { burst: 50, perSecond: 16 }, calls: 40 });
    expect(leastSecondsOf(paced({ share: 1, spent: [fast, slow] }))).toBe(7);
    const production = { perSecond: 0.5, calls: 5, refused: 0 };
    expect(leastSecondsOf(paced({ share: 1, spent: [slow], production }))).toBe(4);
  });
});

describe('what an invocation lists', () => {
  it('is what the wire lets through, or the bucket that counts apps', () => {
    expect(appsWithin(10_000, { buckets: [], share: 1, roundTripMs: 50 })).toBe(20_000);
    const rest = { burst: 10, perSecond: 2 };
    const apps = { burst: 6, perSecond: 1, of: ['clients'] };
    const logs = { burst: 1, perSecond: 0.1, of: ['logs'] };
    const setting = { share: 0.5, roundTripMs: 50 };
    expect(appsWithin(10_000, { ...setting, buckets: [logs, rest] })).toBe(2_500);
    expect(appsWithin(10_000, { ...setting, buckets: [logs, apps, rest] })).toBe(1_300);
    expect(appsWithin(10_000, { ...setting, roundTripMs: 1_000, buckets: [apps] })).toBe(1_000);
  });
});

describe('runs within a limit of time, beside one without', () => {
  const whole = invocation({ calls: 19, pages: 10, apps: 950, findings: ['a open', 'b open'] });
  const begun = { complete: false, apps: null, findings: [] };
  const first = invocation({ ...begun, calls: 15, pages: 6, messages: 0, snapshot: 'part' });
  const last = invocation({ ...whole, calls: 14, pages: 4 });

  it('are added up', () => {
    expect(compared('first read', 950, { whole, limited: [first, last] })).toEqual({
      what: 'first read',
      apps: 950,
      whole: { calls: 19, pages: 10, readUnits: 1, writeUnits: 2, messages: 1, findings: 2 },
      invocations: 2,
      inAll: { calls: 29, pages: 10, readUnits: 2, writeUnits: 4, messages: 1, findings: 2 },
      unlike: 0,
      moments: 1,
      toldTwice: 0,
    });
  });

  it.each([
    ['an app', { apps: 949 }, 1],
    ['a finding', { findings: ['a open'] }, 1],
    ['the status of one', { findings: ['a open', 'b resolved'] }, 2],
    ['the hash', { snapshot: 'other' }, 1],
  ])('differ when %s does', (_, parts, unlike) => {
    const limited = [first, { ...last, ...parts }];
    expect(compared('', 950, { whole, limited }).unlike).toBe(unlike);
  });

  it('show a second moment, and a finding told again', () => {
    const again = { ...last, takenAt: '2026-11-01T10:00:00.000Z', told: ['a'] };
    const { moments, toldTwice } = compared('', 950, {
      whole,
      limited: [{ ...first, told: ['a', 'b'] }, again],
    });
    expect([moments, toldTwice]).toEqual([2, 1]);
  });

  it('say nothing where the limit was none, or the tenant was not read whole', () => {
    expect(() => compared('', 950, { whole, limited: [last] })).toThrow('met by no invocation');
    expect(() => compared('', 951, { whole, limited: [first, last] })).toThrow('of 951 apps 950');
  });
});

describe('the lines', () => {
  it('hold a run to 1.1 of its least time, and to no 429 and no token of production’s', () => {
    const lines = linesOf({ paced: [paced({})] });
    expect(lines['wall time']).toMatchObject({ measured: 15.5, floor: { value: 15 } });
    expect(lines['wall time']?.bound).toBeCloseTo(16.5, 9);
    expect(failing({ paced: [paced({})] })).toEqual([]);
    expect(failing({ paced: [paced({ wallMs: 16_600 })] })).toEqual(['wall time']);
    expect(failing({ paced: [paced({ spent: [spent({ refused: 1 })] })] })).toEqual([
      'our calls refused (429)',
    ]);
    expect(failing({ paced: [paced({ spent: [spent({ lowest: 4.9 })] })] })).toEqual([
      "tokens taken of production's",
    ]);
    expect(failing({ paced: [paced({ calls: 38 })] })).toEqual(['API calls']);
  });

  it('hold no time of a bucket with room for one call, which the first two take a token too much of', () => {
    const small = { bucket: { burst: 2, perSecond: 2 }, lowest: 0 };
    const lines = linesOf({ paced: [paced({ wallMs: 60_000, spent: [spent(small)] })] });
    expect(lines['wall time']?.bound).toBeNull();
    expect(lines["tokens taken of production's"]).toMatchObject({ measured: 1, bound: 1 });
  });

  it('hold production’s calls, and not our time, where it spends beside us', () => {
    const production = { perSecond: 1, calls: 20, refused: 2 };
    const beside = paced({ production, spent: [spent({ refused: 2, lowest: 1 })] });
    const lines = linesOf({ paced: [beside] });
    expect(lines['wall time']?.bound).toBeNull();
    expect(failing({ paced: [beside] })).toEqual(["production's calls refused (429)"]);
    expect(lines['our calls refused (429)']?.measured).toBe(0);
  });

  it('hold calls in several invocations to what each makes anew, and everything else to one run', () => {
    const lines = linesOf({ resumed: [resumed({})] });
    // 209 at once; two more invocations with token, eight other calls and a page cut off; one search.
    expect(lines['API calls in all']).toMatchObject({ bound: 209 + 2 * 10 + 1, measured: 229 });
    expect(failing({ resumed: [resumed({})] })).toEqual([]);
    const { inAll } = resumed({});
    const bad = resumed({
      inAll: { ...inAll, calls: 231, pages: 201, messages: 2 },
      unlike: 1,
      moments: 2,
      toldTwice: 1,
    });
    expect(failing({ resumed: [bad] })).toEqual([
      'API calls in all',
      'pages read twice',
      'apps, findings and hash unlike',
      'moments in the snapshot beyond one',
      'findings told twice',
      'messages',
    ]);
  });

  it('are exact where they are counts that no time decides', () => {
    const lines = limitsPart.lines(found({ paced: [paced({})], resumed: [resumed({})] }));
    const exact = lines.filter((line) => line.exact).map(({ what }) => what);
    expect(exact).toEqual([
      'API calls',
      'our calls refused (429)',
      'pages read twice',
      'apps, findings and hash unlike',
      'moments in the snapshot beyond one',
      'findings told twice',
      'messages',
    ]);
  });

  it('have names of their own for every case that is measured', () => {
    const cases = pacedCases().flat();
    const lines = limitsPart.lines(
      found({
        paced: cases.map(({ plan, share, others }) =>
          paced({
            plan: plan.name,
            share,
            production: others > 0 ? { perSecond: others, calls: 0, refused: 0 } : null,
          }),
        ),
      }),
    );
    const names = lines.map(({ on, what }) => `${on} ${what}`);
    expect(new Set(names).size).toBe(names.length);
    expect(cases.length).toBeGreaterThan(6);
  });
});

describe('the page', () => {
  const beside = paced({
    plan: 'Beside',
    production: { perSecond: 1, calls: 20, refused: 3 },
    spent: [spent({ refused: 3, calls: 55 })],
  });
  const small = paced({ plan: 'Small', spent: [spent({ bucket: { burst: 2, perSecond: 2 } })] });
  const page = limitsPart.page(
    found({ paced: [paced({}), small, beside], resumed: [resumed({})] }),
  );

  it('shows each run beside its least time and each bucket beside what is production’s', () => {
    expect(rowOf(page, 'Plan')).toEqual([
      'Plan',
      '10, 2.00/s',
      '0.5',
      '36',
      '15.5 s',
      '15.0 s',
      '1.03 ×',
      '0',
      '5 of 5',
    ]);
  });

  it('says which run is not held, and how production fared', () => {
    expect(page).toContain('Small at 0.5 is shown and not held. Of a limit of 2');
    expect(page).not.toContain('Plan at 0.5 is shown');
    expect(page).toContain("Of production's 23 calls 3 were answered 429, of our 36 0.");
  });

  it('shows the invocations beside one run, and how many apps one reads', () => {
    expect(rowOf(page, 'first read, limited').slice(1, 6)).toEqual([
      '3',
      '229',
      '≤ 230',
      '200',
      '1',
    ]);
    expect(page).toContain(
      'the same hash of the snapshot as without a limit; the snapshot is of one',
    );
    expect(rowOf(page, 'none')).toEqual(['none', '1,678,000']);
    expect(rowOf(page, 'Plan, rateShare 0.5')).toEqual(['Plan, rateShare 0.5', '168,000']);
    expect(page).not.toContain('Small, rateShare');
  });

  it('says so when a limited read is unlike', () => {
    const unlike = limitsPart.page(found({ resumed: [resumed({ unlike: 3, moments: 2 })] }));
    expect(unlike).toContain(
      '3 differences from the run without a limit; the snapshot is of 2 moments',
    );
  });

  it('is sections from ## on, without a figure that is none', () => {
    expect(page.match(/^#+ .*$/gm)).toEqual([
      '## Under a rate limit',
      '## A listing over several invocations',
    ]);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});

function paced(parts: Partial<Paced>): Paced {
  return {
    plan: 'Plan',
    share: 0.5,
    apps: 2_700,
    calls: 36,
    wallMs: 15_500,
    spent: [spent({})],
    production: null,
    ...parts,
  };
}

function spent(parts: Partial<Spent>): Spent {
  return { bucket: { burst: 10, perSecond: 2 }, calls: 35, refused: 0, lowest: 5.1, ...parts };
}

function resumed(parts: Partial<Resumed>): Resumed {
  const whole = { pages: 200, readUnits: 1, writeUnits: 20, messages: 1, findings: 40 };
  return {
    what: 'first read',
    apps: 20_000,
    whole: { ...whole, calls: 209 },
    invocations: 3,
    inAll: { ...whole, calls: 229, readUnits: 30 },
    unlike: 0,
    moments: 1,
    toldTwice: 0,
    ...parts,
  };
}

function invocation(parts: Partial<Invocation>): Invocation {
  return {
    complete: true,
    wallMs: 1_000,
    calls: 19,
    pages: 10,
    apps: 950,
    takenAt: '2026-11-01T09:00:00.000Z',
    snapshot: 'hash',
    readUnits: 1,
    writeUnits: 2,
    messages: 1,
    findings: [],
    told: [],
    ...parts,
  };
}

function found(parts: Partial<LimitsFound>): LimitsFound {
  const times = { latencyMs: 20, limitMs: 2_500, marginMs: 1_000, readMs: 839_000 };
  return { ...times, paced: [], resumed: [], ...parts };
}

function linesOf(parts: Partial<LimitsFound>): Readonly<Record<string, Line>> {
  return Object.fromEntries(limitsPart.lines(found(parts)).map((line) => [line.what, line]));
}

function failing(parts: Partial<LimitsFound>): string[] {
  const lines = limitsPart.lines(found(parts));
  return lines.filter((line) => !holds(line)).map(({ what }) => what);
}

function rowOf(page: string, first: string): string[] {
  const rows = page.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.find(([cell]) => cell === first) ?? [];
}
