import { expect, test } from 'vitest';
import { readResults } from '../../scripts/bench/results.ts';
import { partNames, parts } from '../../scripts/bench/parts.ts';
import type { Run, TenantsFound } from '../../scripts/bench/tenants/found.ts';
import { performancePage } from '../../scripts/docs/performance-page.ts';

const run: Run = {
  complete: true,
  apps: 100,
  wallMs: 100,
  cpuMs: 50,
  peakMiB: 90,
  calls: 12,
  readUnits: 1,
  writeUnits: 5,
  renewalUnits: 0,
  items: 5,
  bytes: 100,
  messages: { terminal: 0 },
  findings: 1,
  opened: 0,
  toldOf: [],
};

const tenants: TenantsFound = {
  latencyMs: 50,
  memoryFlags: [],
  fewChanged: 10,
  registered: 50_000,
  readerPeakMiB: 80,
  sizes: [
    {
      apps: 100,
      adoption: run,
      unchanged: run,
      timed: [{ run: { wallMs: 300, cpuMs: 1 }, reader: { wallMs: 200, cpuMs: 1 } }],
      few: run,
      percent: run,
      flood: null,
    },
  ],
};

const kept = { on: '2026-11-23', machine: 'one machine', setting: 'one setting', found: tenants };

test('a part that was not measured says so, and how to', () => {
  const page = performancePage({});
  expect(page).toContain('Nothing was measured yet.');
  for (const name of partNames) {
    const words = `## ${parts[name].title}\n\nNot measured: \`npm run bench -- --only ${name} --write\` does.`;
    expect(page).toContain(words);
  }
});

test('what is held is on top, with its lower bound and why; then each part', () => {
  const page = performancePage({ tenants: kept });
  expect(page).toMatch(
    /\| Tenants of every size +\| 2026-11-23 +\| one machine +\| one setting +\|/,
  );
  expect(page).toMatch(
    /\| 100 apps, unchanged +\| API calls +\| 12 +\| ≤ 11 +\| \*\*no\*\* +\| 2 \(1\) +\| 6\.00 × +\|/,
  );
  expect(page).toContain('\n1. the token, and a page for each 100 apps');
  expect(page).toContain(parts.tenants.page(tenants));
  expect(page.indexOf('## What is held')).toBeLessThan(page.indexOf(parts.tenants.page(tenants)));
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('what is only shown is not among what is held', () => {
  const [held = ''] = performancePage({ tenants: kept }).split('### ');
  expect(held).not.toContain('1 % changed');
  expect(held).not.toContain('| time ');
});

test('what is committed can be read by the parts as they are', () => {
  const results = readResults();
  const silent = partNames.filter((name) => {
    const found = results[name]?.found;
    return found !== undefined && parts[name].lines(found).length === 0;
  });
  expect(silent).toEqual([]);
  expect(performancePage(results)).not.toMatch(/NaN|undefined|Infinity/);
});
