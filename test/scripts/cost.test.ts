import { describe, expect, test } from 'vitest';
import { adoptionCost, costOf, totalOf, type Case } from '../../scripts/cost/model.ts';
import { prices } from '../../scripts/cost/prices.ts';
import type { Measured, Units } from '../../scripts/cost/units.ts';
import { costPage, costTable } from '../../scripts/docs/cost-page.ts';

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

/** A measurement in which runs take only what is given. */
function measuredOf(parts: {
  unchanged?: Partial<Units>;
  adoption?: Partial<Units>;
  report?: Partial<Units>;
  pulses?: readonly [Partial<Units>, Partial<Units>];
}): Measured {
  const [small = {}, large = {}] = parts.pulses ?? [];
  return {
    on: '2026-11-23',
    machine: 'none',
    latencyMs: 50,
    memory: { watch: 512, report: 512, pulse: 256 },
    tenants: [
      {
        apps: 100,
        adoption: { ...nothing, ...parts.adoption },
        unchanged: { ...nothing, ...parts.unchanged },
        report: { ...nothing, ...parts.report },
      },
    ],
    pulses: [
      { tenants: 1, pulse: { ...nothing, ...small } },
      { tenants: 101, pulse: { ...nothing, ...large } },
    ],
  };
}

function cost(measured: Measured, parts: Partial<Case> = {}): Record<string, number> {
  const lines = costOf(measured, { tenants: 1, apps: 100, credentials: 'ssm', ...parts });
  return Object.fromEntries(lines.map(({ service, usd }) => [service, usd]));
}

describe('the cost of a month', () => {
  test('what stands there costs without a run, and once for many tenants', () => {
    const one = cost(measuredOf({}));
    expect(one['CloudWatch alarms']).toBeCloseTo(5 * 0.1, 6);
    expect(one['KMS']).toBeCloseTo(1, 3);
    expect(one['Secrets Manager']).toBe(0);
    expect(cost(measuredOf({}), { tenants: 100 })['CloudWatch alarms']).toBeCloseTo(0.5, 6);
  });

  test('more tenants than a cell holds have the alarms of every cell', () => {
    const many = cost(measuredOf({}), { tenants: 1000 });
    const cells = ((many['CloudWatch alarms'] ?? 0) / 0.1 - 1) / 4;
    expect(Number(cells.toFixed(6))).toBeGreaterThanOrEqual(7);
    expect(cells).toBeCloseTo(Math.round(cells), 6);
  });

  test('units of watch are paid 730 times for each tenant', () => {
    const measured = measuredOf({ unchanged: { readUnits: 2, writeUnits: 3 } });
    const still = cost(measuredOf({}), { tenants: 10 })['DynamoDB'] ?? 0;
    const usd = cost(measured, { tenants: 10 })['DynamoDB'] ?? 0;
    const units = 2 * prices.tableRead.usd + 3 * prices.tableWrite.usd;
    expect(usd - still).toBeCloseTo(10 * 730 * units, 9);
  });

  test('units of report are paid once a week', () => {
    const still = cost(measuredOf({}))['DynamoDB'] ?? 0;
    const usd = cost(measuredOf({ report: { readUnits: 6 } }))['DynamoDB'] ?? 0;
    expect(usd - still).toBeCloseTo((52 / 12) * 6 * prices.tableRead.usd, 12);
  });

  test('files of reports are paid as they are written, and kept for 400 days', () => {
    const measured = measuredOf({ report: { puts: 6, putBytes: 2 ** 30 } });
    const expected = (52 / 12) * 6 * prices.put.usd + (400 / 7) * prices.fileStorage.usd;
    expect(cost(measured)['S3']).toBeCloseTo(expected, 9);
    // Of two tenants each has its own, and the report of both is as large as these together.
    expect(cost(measured, { tenants: 2 })['S3']).toBeCloseTo(4 * expected, 9);
  });

  test('units of pulse are paid 2,920 times for each cell, by how many tenants are in it', () => {
    const measured = measuredOf({ pulses: [{ readUnits: 1 }, { readUnits: 101 }] });
    const still = cost(measuredOf({}), { tenants: 51 })['DynamoDB'] ?? 0;
    const usd = cost(measured, { tenants: 51 })['DynamoDB'] ?? 0;
    expect(usd - still).toBeCloseTo(2920 * 51 * prices.tableRead.usd, 9);
  });

  test('time on a part of a processor is longer than measured, waiting is not', () => {
    const waiting = cost(measuredOf({ unchanged: { wallMs: 1000, cpuMs: 0 } }))['Lambda'] ?? 0;
    const working = cost(measuredOf({ unchanged: { wallMs: 1000, cpuMs: 1000 } }))['Lambda'] ?? 0;
    const still = cost(measuredOf({}))['Lambda'] ?? 0;
    expect(waiting - still).toBeCloseTo(730 * 0.5 * prices.lambdaCompute.usd, 9);
    expect((working - still) / (waiting - still)).toBeCloseTo(1769 / 512, 6);
  });

  test('a secret of Secrets Manager is paid for each tenant, and each time it is read', () => {
    const measured = measuredOf({ unchanged: { secretReads: 1 } });
    const usd = cost(measured, { tenants: 10, credentials: 'secretsManager' })['Secrets Manager'];
    expect(usd).toBeCloseTo(10 * (0.4 + 730 * (0.05 / 10_000)), 9);
  });

  test('a metric is paid by its name, however many tenants there are, and by the hours it is sent in', () => {
    const measured = measuredOf({ unchanged: { metrics: 2 }, report: { metrics: 1 } });
    const expected = 0.3 * (2 + 52 / 12 / 730);
    expect(cost(measured)['CloudWatch metrics']).toBeCloseTo(expected, 9);
    expect(cost(measured, { tenants: 100 })['CloudWatch metrics']).toBeCloseTo(expected, 9);
  });

  test('dearest first, and the total is the sum', () => {
    const lines = costOf(measuredOf({}), { tenants: 10, apps: 100, credentials: 'secretsManager' });
    expect(lines[0]?.service).toBe('Secrets Manager');
    expect(totalOf(lines)).toBeCloseTo(
      lines.reduce((sum, { usd }) => sum + usd, 0),
      9,
    );
  });
});

test('adoption is paid once, by its writes', () => {
  const measured = measuredOf({ adoption: { writeUnits: 1000, readUnits: 8 } });
  expect(adoptionCost(measured, 100)).toBeCloseTo((1000 * 0.625 + 8 * 0.125) / 1e6, 12);
});

test('a size that was not measured is a mistake', () => {
  expect(() => costOf(measuredOf({}), { tenants: 1, apps: 7, credentials: 'ssm' })).toThrow(
    'a tenant of 7 apps was not measured',
  );
});

test('the pages say the day of the prices, that they must be checked, and no figure that is none', () => {
  const page = costPage(measuredOf({}));
  expect(page).toMatch(/noted from knowledge on 2026-11-23 and must be checked/);
  expect(page).toMatch(/without the free tier/);
  for (const { source } of Object.values(prices)) expect(page).toContain(source);
  expect(page + costTable(measuredOf({}))).not.toMatch(/NaN|undefined|Infinity/);
});
