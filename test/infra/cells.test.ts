import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { cellCount, cellOf } from '../../functions/core/deployment.ts';
import { manyTenants, ofType, synth, tenant, type Monitor } from './synth.ts';

const thousand = manyTenants(1000);
const monitor = synth({ tenants: thousand });

test('1,000 tenants stay within what CloudFormation takes', () => {
  expect(monitor.cells.length).toBe(cellCount(thousand.map(({ id }) => id)));
  for (const { template, resources, outputs } of [monitor.shared, ...monitor.cells]) {
    expect(resources.length).toBeLessThan(500);
    expect(Object.keys(outputs).length).toBeLessThan(200);
    expect(JSON.stringify(template).length).toBeLessThan(1024 * 1024);
  }
});

test('every tenant is in exactly one cell, with its schedules', () => {
  const found = monitor.cells.flatMap((cell, index) =>
    schedulesOf(cell).map(({ Description }) => `${String(Description)} in ${index + 1}`),
  );
  const cells = monitor.cells.length;
  const expected = thousand.flatMap(({ id }) =>
    ['watch', 'report'].map((job) => `${job}-${id} in ${cellOf(id, cells)}`),
  );
  const pulses = monitor.cells.map((_, index) => `pulse in ${index + 1}`);
  const fleet = 'report of the fleet in 1';
  expect(found.toSorted()).toEqual([...expected, ...pulses, fleet].toSorted());
});

test('the stacks are the same each time, whatever the order in the file', () => {
  const again = synth({ tenants: thousand.toReversed() });
  expect(templatesOf(again)).toEqual(templatesOf(monitor));
});

test('a tenant that comes changes nothing of the others', () => {
  const some = thousand.slice(0, 200);
  const before = synth({ tenants: some });
  const after = synth({ tenants: [...some, tenant('zz-new')] });
  const cells = before.cells.length;
  expect([cells, after.cells.length]).toEqual([2, 2]);
  const home = cellOf('zz-new', cells) - 1;
  expect(after.shared.template).toEqual(before.shared.template);
  for (const [index, cell] of before.cells.entries()) {
    const isSame = isDeepStrictEqual(after.cells[index]?.template, cell.template);
    expect(isSame, cell.name).toBe(index !== home);
  }
  const kept = new Map(after.cells[home]?.resources.map(({ id, ...rest }) => [id, rest]));
  const changed = before.cells[home]!.resources.filter(
    ({ id, ...rest }) => JSON.stringify(kept.get(id)) !== JSON.stringify(rest),
  );
  // What watch may read, and the tenants beside the functions' code.
  expect(changed.map(({ id }) => id.slice(0, -8))).toEqual([
    expect.stringMatching(/^watchSecrets\d$/),
    'watchFunction',
    'reportFunction',
    'pulseFunction',
  ]);
  const ids = new Set(before.cells[home]?.resources.map(({ id }) => id));
  const came = [...kept.keys()].filter((id) => !ids.has(id));
  expect(came.toSorted()).toEqual([
    expect.stringMatching(/^Schedulesreportzznew/),
    expect.stringMatching(/^Scheduleswatchzznew/),
  ]);
});

test('a tenant that goes takes its schedules and nothing else', () => {
  const before = synth({ tenants: thousand.slice(0, 20) }).cells[0]!;
  const after = synth({ tenants: thousand.slice(0, 19) }).cells[0]!;
  const kept = new Set(after.resources.map(({ id }) => id));
  expect(before.resources.map(({ id }) => id).filter((id) => !kept.has(id))).toEqual([
    expect.stringMatching(/^Scheduleswatchtenant0019/),
    expect.stringMatching(/^Schedulesreporttenant0019/),
  ]);
});

test('ids that differ only in what a logical id leaves out stay apart', () => {
  const [cell] = synth({ tenants: [tenant('a-b'), tenant('ab'), tenant('a--b')] }).cells;
  expect(schedulesOf(cell!).map(({ Description }) => Description)).toEqual([
    'watch-a--b',
    'watch-a-b',
    'watch-ab',
    'report-a--b',
    'report-a-b',
    'report-ab',
    'report of the fleet',
    'pulse',
  ]);
});

function schedulesOf(cell: Monitor['shared']) {
  return ofType(cell, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);
}

function templatesOf({ shared, cells }: Monitor): unknown {
  return [shared, ...cells].map(({ template }) => template);
}
