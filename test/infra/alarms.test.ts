import { expect, test } from 'vitest';
import { jobNames } from '../../functions/core/deployment.ts';
import { alarmDescription, alarmName, alarms, errorsOf, type AlarmId } from '../../infra/alarms.ts';
import { jobSettings } from '../../infra/job-settings.ts';
import { pulseSchedule } from '../../infra/schedules.ts';
import { sample, sampleWithOptions } from './sample.ts';
import { ofType } from './synth.ts';

const { shared, cells } = sample();
const deployed = [shared, ...cells].flatMap((stack) => ofType(stack, 'AWS::CloudWatch::Alarm'));
const ids = Object.keys(alarms) as AlarmId[];

test('the alarms there are in the stacks are those of the plan', () => {
  const inCells = ids
    .filter((id) => id !== 'failed-runs')
    .map((id) => alarmName('strictwatch', id, 1));
  expect(deployed.map(({ Properties }) => String(Properties['AlarmName'])).toSorted()).toEqual(
    [...inCells, alarmName('strictwatch', 'failed-runs')].toSorted(),
  );
});

test.each(deployed)(
  '$Properties.AlarmName tells operations when it begins and when it is over',
  (alarm) => {
    const topic = [expect.stringContaining('TopicsOperations')];
    // Said in the template, so that `cdk drift` shows an alarm whose actions somebody switched off.
    expect(alarm.Properties).toMatchObject({
      ActionsEnabled: true,
      AlarmActions: topic,
      OKActions: topic,
    });
  },
);

test('a schedule says that it is enabled, so that drift shows one that somebody switched off', () => {
  const schedules = cells.flatMap((cell) => ofType(cell, 'AWS::Scheduler::Schedule'));
  expect(schedules.length).toBeGreaterThan(2);
  expect(new Set(schedules.map(({ Properties }) => Properties['State']))).toEqual(
    new Set(['ENABLED']),
  );
});

test('an alarm names the deployment where it is not the one that doctor looks at by itself', () => {
  expect(alarmDescription('watch-errors', 'strictwatch')).toContain(
    'Begin with `npx strictwatch doctor --aws`;',
  );
  const { shared: other, cells: others } = sampleWithOptions();
  for (const alarm of [other, ...others].flatMap((stack) =>
    ofType(stack, 'AWS::CloudWatch::Alarm'),
  )) {
    expect(alarm.Properties['AlarmDescription']).toContain(
      'Begin with `npx strictwatch doctor --aws --stack monitor`;',
    );
  }
});

test('no description is too long for CloudWatch, however long the name of the deployment', () => {
  for (const id of ids) {
    expect(alarmDescription(id, 'x'.repeat(40)).length).toBeLessThanOrEqual(1024);
  }
});

test('that a missing pulse may be told later than it happened is said', () => {
  expect(alarmDescription('pulse-missing', 'strictwatch')).toMatch(
    /for 45 minutes or longer.*CloudWatch looks further back first/,
  );
});

test.each(ids)('%s names its article, and fits what CloudWatch takes', (id) => {
  const alarm = deployed.find(({ Properties }) =>
    String(Properties['AlarmName']).startsWith(alarmName('strictwatch', id)),
  );
  const description = String(alarm?.Properties['AlarmDescription']);
  expect(description).toMatch(new RegExp(`docs/runbook\\.md#${id}$`));
  expect(description.length).toBeLessThanOrEqual(1024);
});

test('a job alarms when a run failed in all its attempts', () => {
  for (const job of jobNames) {
    expect(alarms[errorsOf[job]].when.atLeast).toBe(1 + jobSettings[job].retries);
    expect(find(errorsOf[job])).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Dimensions: [{ Name: 'FunctionName', Value: expect.stringContaining(`${job}Function`) }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1 + jobSettings[job].retries,
      Period: 3600,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  }
});

test('a pulse that does not run is missed, also when nothing is measured at all', () => {
  expect(pulseSchedule).toBe(`rate(${alarms['pulse-missing'].when.minutes} minutes)`);
  expect(find('pulse-missing')).toMatchObject({
    MetricName: 'Invocations',
    Dimensions: [{ Name: 'FunctionName', Value: expect.stringContaining('pulseFunction') }],
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    Period: 900,
    EvaluationPeriods: 3,
    TreatMissingData: 'breaching',
  });
});

test('one message in the queue of failed runs is enough', () => {
  expect(find('failed-runs')).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Statistic: 'Maximum',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 1,
    TreatMissingData: 'notBreaching',
  });
});

function find(id: AlarmId): unknown {
  const name = alarmName('strictwatch', id);
  return deployed.find(({ Properties }) => String(Properties['AlarmName']).startsWith(name))
    ?.Properties;
}
