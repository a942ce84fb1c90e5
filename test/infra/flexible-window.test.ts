import { expect, test } from 'vitest';
import { flexibleWindow } from '../../infra/flexible-window.ts';

test.each([
  ['rate(1 minute)', 0],
  ['rate(3 minutes)', 0],
  ['rate(4 minutes)', 1],
  ['rate(15 minutes)', 3],
  ['rate(20 minutes)', 5],
  ['rate(1 hour)', 15],
  ['rate(12 hours)', 15],
  ['rate(1 day)', 15],
  ['cron(0 7 ? * MON *)', 15],
  ['cron(30 * * * ? *)', 15],
  ['cron(0,30 * * * ? *)', 0],
  ['cron(0/5 * * * ? *)', 0],
  ['cron(* 7 * * ? *)', 0],
])('%s may start %i minutes late', (expression, minutes) => {
  expect(flexibleWindow(expression)).toBe(minutes);
});
