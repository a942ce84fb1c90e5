import { describe, expect, test } from 'vitest';
import { holds, type Line } from '../../scripts/bench/line.ts';
import { tenantsPart } from '../../scripts/bench/tenants.ts';
import {
  median,
  type Run,
  type SizeFound,
  type TenantsFound,
} from '../../scripts/bench/tenants/found.ts';
import { writtenBy } from '../../scripts/bench/tenants/written.ts';

function run(parts: Partial<Run> = {}): Run {
  return {
    complete: true,
    apps: 0,
    wallMs: 500,
    cpuMs: 250,
    peakMiB: 100,
    calls: 11,
    readUnits: 1,
    writeUnits: 5,
    renewalUnits: 0,
    items: 5,
    bytes: 2_048,
    messages: { terminal: 0, sns: 0 },
    findings: 100,
    opened: 0,
    toldOf: [],
    ...parts,
  };
}

const told = { messages: { terminal: 1, sns: 1 } };
const flood = {
  during: run({ ...told, opened: 50_001, toldOf: ['app-permissive', 'settings-drift'] }),
  after: run(),
};

function size(apps: number, parts: Partial<SizeFound> = {}): SizeFound {
  return {
    apps,
    adoption: run(told),
    unchanged: run(),
    timed: [5_400, 5_300, 9_000].map((wallMs) => ({
      run: { wallMs, cpuMs: 900 },
      reader: { wallMs: wallMs - 300, cpuMs: 300 },
    })),
    few: run(told),
    percent: run(told),
    flood,
    ...parts,
  };
}

function found(...sizes: readonly SizeFound[]): TenantsFound {
  return {
    latencyMs: 50,
    memoryFlags: ['--max-old-space-size=1'],
    fewChanged: 10,
    registered: 50_000,
    readerPeakMiB: 80,
    sizes,
  };
}

function lineOf(sizes: SizeFound, on: string, what: string): Line {
  const lines = tenantsPart.lines(found(sizes));
  const [line, ...others] = lines.filter((one) => one.on.endsWith(on) && one.what === what);
  if (!line || others.length > 0) throw new Error(`one line of "${on}", "${what}" was expected`);
  return line;
}

describe('what a run is held to', () => {
  test.each([
    [100, 11],
    [101, 12],
    [100_000, 1_010],
  ])('a tenant of %d apps, unchanged, takes at most %d calls', (apps, bound) => {
    const line = lineOf(size(apps), 'unchanged', 'API calls');
    expect([line.bound, line.exact]).toEqual([bound, true]);
    expect(line.floor?.value).toBe(bound - 9);
  });

  test('its time is held to 1.1 of the reader, in the middle of the measurements', () => {
    const line = lineOf(size(10_000), 'unchanged', 'time');
    expect(line).toMatchObject({ measured: 5_400, exact: false });
    expect(line.bound).toBeCloseTo(1.1 * 5_100);
    expect(line.floor?.value).toBe(101 * 50);
    expect(lineOf(size(9_999), 'unchanged', 'time').bound).toBeNull();
  });

  test('what is stated for 100,000 apps is held there alone', () => {
    const stated = size(100_000);
    expect(lineOf(stated, 'unchanged', 'read units').bound).toBe(1_000);
    expect(lineOf(stated, 'unchanged', 'peak memory').bound).toBe(256);
    expect(lineOf(stated, 'adoption', 'peak memory').bound).toBe(256);
    const small = size(10_000);
    expect(lineOf(small, 'unchanged', 'read units').bound).toBeNull();
    expect(lineOf(small, 'unchanged', 'peak memory').bound).toBeNull();
  });

  test('what is compared leaves renewals of the lease out, what is held counts them', () => {
    const renewing = run({ writeUnits: 11, renewalUnits: 2 });
    const stated = size(100_000, { unchanged: renewing });
    expect(lineOf(stated, 'unchanged', 'write units')).toMatchObject({ measured: 9, exact: true });
    const paid = lineOf(stated, 'unchanged', 'write units, renewals of the lease included');
    expect(paid).toMatchObject({ measured: 11, bound: 10, exact: false });
    expect(holds(paid)).toBe(false);
    const few = lineOf(stated, '10 changed', 'write units, renewals of the lease included');
    expect(few.bound).toBe(1_500);
  });

  test('the flood: a message a channel, 256 MiB, and nothing told late, on a tenant of any size', () => {
    const on = 'flood of 50,000';
    const late = 'findings of settings-drift told later than in the same run';
    expect(lineOf(size(100), on, 'messages to a channel')).toMatchObject({ measured: 1, bound: 1 });
    expect(lineOf(size(100), on, 'peak memory').bound).toBe(256);
    expect(lineOf(size(100), on, late)).toMatchObject({ measured: 0, bound: 0 });
    const twice = run({ messages: { terminal: 1, sns: 2 } });
    const worse = size(100, { flood: { ...flood, during: twice } });
    expect(holds(lineOf(worse, on, 'messages to a channel'))).toBe(false);
    expect(holds(lineOf(worse, on, late))).toBe(false);
    const lines = tenantsPart.lines(found(size(100, { flood: null })));
    expect(lines.filter((line) => line.on.includes('flood'))).toEqual([]);
  });
});

describe('what nobody could do better than', () => {
  test.each([
    ['adoption', 3 + 10_000 + 2],
    ['unchanged', 3],
    ['10 changed', 3 + 10 + 2],
    ['1 % changed', 3 + 100 + 2],
    ['flood of 50,000', 3 + 50_000 + 2],
    ['after 50,000 more', 3],
  ])('%s of 10,000 apps writes at least %d units', (on, floor) => {
    expect(lineOf(size(10_000), on, 'write units').floor?.value).toBe(floor);
  });

  test('what changes again is told of only where others change too', () => {
    expect(lineOf(size(1_000), '1 % changed', 'write units').floor?.value).toBe(3 + 10);
  });

  test('a run reads what it knew before', () => {
    const floorOf = (on: string) => lineOf(size(100_000), on, 'read units').floor?.value;
    expect(floorOf('adoption')).toBe(0);
    expect(floorOf('unchanged')).toBe(73.5);
    expect(floorOf('flood of 50,000')).toBe(73.5);
    expect(floorOf('after 50,000 more')).toBe(110);
  });
});

test('each line is of one run and one thing, or it could not be compared', () => {
  const lines = tenantsPart.lines(found(size(100), size(1_000), size(100_000)));
  const keys = lines.map(({ on, what }) => `${on}\n${what}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(lines.filter(({ exact, unit }) => exact && ['ms', 'MiB'].includes(unit))).toEqual([]);
});

test('the page shows every run of every size, and no figure that is none', () => {
  const page = tenantsPart.page(found(size(100), size(10_000, { flood: null })));
  expect(page).toMatch(/^## /);
  expect(page).toMatch(/\| 10,000 +\| 5,400 +\| 5,100 +\| 1\.06 × +\| 5,050 +\| 1\.07 × /);
  expect(page.match(/^\| adoption /gm)).toHaveLength(2);
  expect(page.match(/^\| flood of 50,000 /gm)).toHaveLength(1);
  expect(page).toMatch(/^\| unchanged +\| 500 +\| 250 +\| 100 +\| 11 \(2\) /m);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2],
  [[7], 7],
])('the middle one of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});

describe('what a command writes', () => {
  // Names and values: 2 + 3, 1 + 3 (5 digits are 2 to a byte, and one more), 1 + 4.
  const item = { id: { S: 'äb' }, n: { N: '12345' }, d: { B: new Uint8Array(4) } };
  const bytes = 2 + 3 + 1 + 4 + 1 + 4;

  test('an item put counts by its size', () => {
    const written = writtenBy('PutItemCommand', { TableName: 't', Item: item }, {});
    expect(written).toEqual({ items: 1, bytes, renewalUnits: 0 });
  });

  test('a batch counts by its items, of which the deleted have no size', () => {
    const requests = [
      { PutRequest: { Item: item } },
      { PutRequest: { Item: item } },
      { DeleteRequest: { Key: { id: { S: 'x' } } } },
    ];
    const written = writtenBy('BatchWriteItemCommand', { RequestItems: { t: requests } }, {});
    expect(written).toEqual({ items: 3, bytes: 2 * bytes, renewalUnits: 0 });
    expect(writtenBy('DeleteItemCommand', { Key: {} }, {}).items).toBe(1);
  });

  test('an update counts by the item as it is then; a renewal of the lease by what it costs', () => {
    const answer = { Attributes: item, ConsumedCapacity: { CapacityUnits: 2 } };
    const taken = { UpdateExpression: 'SET #owner = :owner, #until = :until' };
    const renewed = { UpdateExpression: 'SET #until = :until' };
    expect(writtenBy('UpdateItemCommand', taken, answer)).toEqual({
      items: 1,
      bytes,
      renewalUnits: 0,
    });
    expect(writtenBy('UpdateItemCommand', renewed, answer)).toEqual({
      items: 0,
      bytes: 0,
      renewalUnits: 2,
    });
  });

  test('reading writes nothing, and what has no known size is a mistake', () => {
    const nothing = { items: 0, bytes: 0, renewalUnits: 0 };
    expect(writtenBy('QueryCommand', {}, {})).toEqual(nothing);
    const strange = { Item: { list: { L: [] } } };
    expect(() => writtenBy('PutItemCommand', strange, {})).toThrow('size of this kind');
  });
});
