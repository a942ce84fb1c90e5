import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../functions/adapters/log.ts';
import { ConfigError, StoreError } from '../../functions/core/errors.ts';

let written: string[] = [];

beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
});

beforeEach(() => {
  written = [];
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** The one line that was written. */
function line(): Record<string, unknown> {
  const text = written.join('');
  expect(text.indexOf('\n')).toBe(text.length - 1);
  return JSON.parse(text) as Record<string, unknown>;
}

test('a line names job and tenant, and its time in UTC whatever the zone', () => {
  vi.stubEnv('TZ', 'Europe/Vienna');
  const log = openLog('watch');
  log.about('acme');
  log.done('It is done.', { calls: 3 }, {});
  vi.unstubAllEnvs();
  expect(line()).toMatchObject({
    level: 'INFO',
    message: 'It is done.',
    job: 'watch',
    tenant: 'acme',
    calls: 3,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

test('text that would be more lines, hide or reorder is one line and shown', () => {
  openLog('watch').done('a\n{"level":"ERROR"}', { name: '\u001b[2J\u202egone\u2028x' }, {});
  expect(line()).toMatchObject({
    message: 'a␤{"level":"ERROR"}',
    name: '‹U+001B›[2J‹U+202E›gone␤x',
  });
});

test('text without end is cut', () => {
  openLog('watch').warn('😀'.repeat(50_000));
  expect(written.join('').length).toBeLessThan(5_000);
  expect(line()['message']).toMatch(/^😀+…$/u);
});

test("an operator's error is its message; neither stack nor the words of its cause are shown", () => {
  const cause = new SyntaxError('Unexpected token in {"secret":"synthetic"}');
  openLog('report').failed(new ConfigError('The file is not JSON.', { cause }));
  expect(line()).toMatchObject({
    level: 'ERROR',
    message: 'The file is not JSON.',
    error: { name: 'ConfigError', cause: 'SyntaxError' },
  });
  expect(line()['error']).not.toHaveProperty('stack');
  expect(written.join('')).not.toContain('synthetic');
});

test('any other error is shown with its stack, and nothing it carries besides', () => {
  const error = Object.assign(new TypeError('x is not a function\u202e'), {
    response: 'synthetic-secret',
    cause: new Error('synthetic-secret'),
  });
  openLog('report').failed(error);
  expect(line()).toMatchObject({
    level: 'ERROR',
    message: 'It failed in a way nobody foresaw.',
    error: {
      name: 'TypeError',
      message: 'x is not a function‹U+202E›',
      stack: expect.stringMatching(/^TypeError: x is not[^\n]*\n\s*at /),
      cause: 'Error',
    },
  });
  expect(written.join('')).not.toContain('synthetic-secret');
});

test('a failed parse quotes nothing of what it read', () => {
  let caught: unknown;
  try {
    JSON.parse('synthetic-secret');
  } catch (error) {
    caught = error;
  }
  openLog('watch').failed(caught);
  expect(line()).toMatchObject({ error: { name: 'SyntaxError' } });
  expect(written.join('')).not.toContain('synthetic');
});

test('an error about one of several tenants is under its name', () => {
  openLog('pulse').failed(new StoreError('It is damaged.'), 'acme');
  expect(line()).toMatchObject({ job: 'pulse', tenant: 'acme' });
});

test('what is counted has the dimension job and no other; the tenant stands beside it', () => {
  const log = openLog('watch');
  log.about('acme');
  log.done('It is done.', {}, { RunsComplete: 1, Auth0Calls: 12 });
  written = [];
  log.metrics.publishStoredMetrics();
  expect(line()).toMatchObject({
    job: 'watch',
    tenant: 'acme',
    RunsComplete: 1,
    Auth0Calls: 12,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Strictwatch', Dimensions: [['job']] }] },
  });
  expect(line()).not.toHaveProperty('service');
});

test('nothing counted is nothing written', () => {
  openLog('watch').metrics.publishStoredMetrics();
  expect(written).toEqual([]);
});
