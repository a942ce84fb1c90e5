import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepMeasured, readMeasured, type Part } from '../../scripts/fault-matrix/measured.ts';
import { auth0Part } from './matrix/auth0-part.ts';
import { openBench, type Bench } from './matrix/bench.ts';
import { scenes } from './matrix/scenes.ts';
import { storePart } from './matrix/store-part.ts';
import { tellingPart } from './matrix/telling-part.ts';

let bench: Bench;
let parts: readonly Part[];

beforeAll(async () => {
  bench = await openBench();
  const measured: Part[] = [await auth0Part(bench), await tellingPart(bench)];
  for (const { isWhole, ...scene } of scenes) {
    const known = measured.flatMap(({ rows }) => rows.map(({ step }) => step));
    measured.push(await storePart(bench, scene, new Set(isWhole ? [] : known)));
  }
  parts = measured;
  keepMeasured('embedded', parts);
}, 200_000);

afterAll(() => bench.close());

test('no fault at any step loses, falsifies or leaves anything unrepaired', () => {
  const bad = parts.flatMap(({ title, rows }) =>
    rows.flatMap(({ step, cells }) =>
      Object.entries(cells)
        .filter(([, happened]) => !['at once', 'next run', 'twice'].includes(happened))
        .map(([fault, happened]) => `${title}: ${step}, ${fault}: ${happened}`),
    ),
  );
  expect(bad).toEqual([]);
});

test('something is told twice only where a channel had accepted it and that could not be stored', () => {
  const twice = parts.flatMap(({ title, rows }) =>
    rows.flatMap(({ step, cells }) =>
      Object.entries(cells).flatMap(([fault, happened]) =>
        happened === 'twice' ? [`${title}: ${step}, ${fault}`] : [],
      ),
    ),
  );
  expect(twice.filter((cell) => !isTheWindow(cell))).toEqual([]);
  expect(twice.length).toBeGreaterThan(3);
});

test('docs/fault-matrix.md says what was measured (STRICTWATCH_WRITE_MATRIX=1 npm run test:faults, then npm run docs)', () => {
  expect(inOrder(parts)).toEqual(inOrder(readMeasured().embedded));
});

/** Between what a channel accepted and what is stored of that. */
function isTheWindow(cell: string): boolean {
  return /post to Slack|strike off|rows of apps and findings.* \([23]\)|write the head \([23]\)/.test(
    cell,
  );
}

/** What a run does side by side it does in no order. */
function inOrder(of: readonly Part[]): Part[] {
  const bySteps = (a: { step: string }, b: { step: string }) => (a.step < b.step ? -1 : 1);
  return of.map(({ title, rows }) => ({ title, rows: rows.toSorted(bySteps) }));
}
