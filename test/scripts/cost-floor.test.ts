import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floorOf } from '../../scripts/cost/floor.ts';
import { costOf, totalOf, type Case, type CostLine } from '../../scripts/cost/model.ts';
import { prices } from '../../scripts/cost/prices.ts';
import { readMeasured } from '../../scripts/cost/read-measured.ts';
import type { Measured, TenantUnits, Units } from '../../scripts/cost/units.ts';
import { floorSection } from '../../scripts/docs/cost-floor.ts';

const nothing: Units = {
  wallMs: 0,
  cpuMs: 0,
  readUnits: 0,
  writeUnits: 0,
  secretReads: 0,
  published: 0,
  puts: 0,
  putBytes: 0,
  logBytes: 0,
  metrics: 0,
};

/** A measurement in which no run takes anything, but reports keep so many files. */
function measuredOf(sizes: readonly number[], puts = 0): Measured {
  return {
    on: '2026-11-23',
    machine: 'none',
    latencyMs: 50,
    memory: { watch: 512, report: 512, pulse: 256 },
    tenants: sizes.map((apps): TenantUnits => {
      return { apps, adoption: nothing, unchanged: nothing, report: { ...nothing, puts } };
    }),
    pulses: [
      { tenants: 1, pulse: nothing },
      { tenants: 101, pulse: nothing },
    ],
  };
}

function usdOf(lines: readonly CostLine[], service: string): number {
  return lines.find((line) => line.service === service)?.usd ?? NaN;
}

function floor(of: Partial<Case>, puts = 0): readonly CostLine[] {
  const whole: Case = { tenants: 1, apps: 100, credentials: 'ssm', ...of };
  return floorOf(measuredOf([whole.apps], puts), whole);
}

describe('the least a month could cost', () => {
  const counts = [1, 10, 150, 1000];
  const cases = readMeasured().tenants.flatMap(({ apps }) =>
    counts.map((tenants): Case => ({ tenants, apps, credentials: 'ssm' })),
  );

  test.each(cases)('is no more than was measured: $tenants tenants of $apps apps', (of) => {
    const measured = readMeasured();
    const least = floorOf(measured, of);
    for (const { service, usd } of costOf(measured, of)) {
      expect(usdOf(least, service), service).toBeLessThanOrEqual(usd);
    }
    expect(totalOf(least)).toBeGreaterThan(0);
  });

  test('grows with the tenants, and with the apps of each', () => {
    const count = fc.integer({ min: 1, max: 150 });
    const size = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(count, count, size, size, (tenants, moreTenants, apps, moreApps) => {
        const least = totalOf(floor({ tenants, apps }));
        const most = floor({ tenants: tenants + moreTenants, apps: apps + moreApps });
        expect(totalOf(floor({ tenants: tenants + moreTenants, apps }))).toBeGreaterThan(least);
        expect(totalOf(floor({ tenants, apps: apps + moreApps }))).toBeGreaterThan(least);
        expect(totalOf(most)).toBeGreaterThan(least);
      }),
      { numRuns: 50 },
    );
  });

  test('a watch waits for a token and each page, and writes three times', () => {
    const [one, two] = [floor({ apps: 100 }), floor({ apps: 200 })];
    const pageGbSeconds = 0.05 * (128 / 1024);
    expect(usdOf(two, 'Lambda') - usdOf(one, 'Lambda')).toBeCloseTo(
      730 * pageGbSeconds * prices.lambdaCompute.usd,
      12,
    );
    expect(usdOf(one, 'Lambda')).toBeGreaterThan(
      730 * 2 * pageGbSeconds * prices.lambdaCompute.usd,
    );
    expect(usdOf(one, 'DynamoDB')).toBeGreaterThan(730 * 3 * prices.tableWrite.usd);
  });

  test('682 apps fit what half a read unit reads, and 683 do not', () => {
    const reads = (apps: number) => usdOf(floor({ apps }), 'DynamoDB');
    expect(reads(683) - reads(682)).toBeCloseTo(730 * 0.5 * prices.tableRead.usd, 7);
    expect(reads(682) - reads(681)).toBeCloseTo(0, 7);
  });

  test('every run is started and requested once', () => {
    const runs = 730 + 52 / 12 + 4 * 730;
    expect(usdOf(floor({}), 'EventBridge Scheduler')).toBeCloseTo(runs * prices.schedule.usd, 12);
  });

  test('each report is one file where reports are kept', () => {
    expect(usdOf(floor({}), 'S3')).toBe(0);
    expect(usdOf(floor({}, 6), 'S3')).toBeCloseTo((52 / 12) * prices.put.usd, 12);
    // Beside those of ten tenants there is one of all.
    expect(usdOf(floor({ tenants: 10 }, 6), 'S3')).toBeCloseTo(11 * (52 / 12) * prices.put.usd, 12);
  });
});

test('the section sets every size beside its floor, and has no figure that is none', () => {
  const section = floorSection(measuredOf([100, 10_000]), [1, 1000]);
  expect(section.match(/^\| 1 .*\| (100|10000) /gm)?.length).toBe(2);
  expect(section.match(/^\| 1000 .*\| (100|10000) /gm)?.length).toBe(2);
  expect(section).toContain('1000 tenants of 10000 apps');
  expect(section).toMatch(/\| EventBridge Scheduler +\|/);
  expect(section).not.toMatch(/NaN|undefined|Infinity|\| SQS/);
});

test('the difference names the three services that are farthest above the floor', () => {
  const section = floorSection(measuredOf([100]), [1]);
  expect(section).toContain('| KMS $1.00, CloudWatch alarms $0.50,');
});
