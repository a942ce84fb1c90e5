import { GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { describe, expect, test } from 'vitest';
import { arn, eventually, itemsOf } from '../aws.ts';
import type { Get } from '../steps.ts';
import { stack } from '../world.ts';

/** What Scheduler puts a moment in. */
const scheduled = '"scheduled":"<aws.scheduler.scheduled-time>"';

export function schedule(world: Get): void {
  describe('a schedule', () => {
    test('that fires watches its tenant and adopts it quietly', async () => {
      const { aws, alerts, outputs } = world();

      const heard = await eventually(() => alerts.timed.next(1), 'the scheduled run', 75);

      expect(heard.subject).toBe('[timed, production] adopted, nothing found');
      const items = await itemsOf(aws, outputs.table);
      const runs = items.filter(
        ({ tenant, item }) => tenant?.S === 'timed' && item?.S?.startsWith('RUN#'),
      );
      expect(runs.length).toBeGreaterThan(0);
    });

    test('sends the payload that a person would, a report its moment besides, and has a place for what it cannot start', async () => {
      const { aws } = world();

      const { Schedules = [] } = await aws.scheduler.send(new ListSchedulesCommand({}));

      const found = await Promise.all(
        Schedules.map(({ GroupName, Name }) =>
          aws.scheduler.send(new GetScheduleCommand({ GroupName, Name })),
        ),
      );
      const rows = found.map(({ ScheduleExpression, Target }) =>
        [ScheduleExpression, Target?.Arn?.split(':').at(-1), Target?.Input].join(' '),
      );
      expect(rows.toSorted()).toEqual([
        ...['acme', 'beta', 'large', 'timed'].map(
          (tenant) =>
            `cron(0 7 ? * MON *) strictwatch-report-1 {"tenant":"${tenant}",${scheduled}}`,
        ),
        `cron(0 8 ? * MON *) strictwatch-report-1 {"fleet":true,${scheduled}}`,
        'rate(1 hour) strictwatch-watch-1 {"tenant":"acme"}',
        'rate(1 hour) strictwatch-watch-1 {"tenant":"beta"}',
        'rate(1 hour) strictwatch-watch-1 {"tenant":"large"}',
        'rate(1 minute) strictwatch-watch-1 {"tenant":"timed"}',
        'rate(15 minutes) strictwatch-pulse-1 {}',
      ]);
      const places = new Set(found.map(({ Target }) => Target?.DeadLetterConfig?.Arn));
      expect([...places]).toEqual([arn('sqs', `${stack}-failed-runs`)]);
    });
  });
}
