import { expect, test } from 'vitest';
import { variableNames } from '../../functions/core/deployment.ts';
import { jobSettings } from '../../infra/job-settings.ts';
import { sample, sampleTenants, sampleWithOptions } from './sample.ts';
import { ofType, only, synth, type Monitor, type Synthesised } from './synth.ts';

const jobs = ['watch', 'report', 'pulse'] as const;

test('each job is a function on Node.js 24 and arm64 with a role and a log group of its own', () => {
  const cell = cellOf(sample());
  const functions = ofType(cell, 'AWS::Lambda::Function').map(({ Properties }) => Properties);
  expect(functions.map(({ FunctionName }) => FunctionName)).toEqual(
    jobs.map((job) => `strictwatch-${job}-1`),
  );
  for (const each of functions) {
    expect(each).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    expect(each).not.toHaveProperty('ReservedConcurrentExecutions');
  }
  expect(new Set(functions.map(({ Role }) => Role)).size).toBe(jobs.length);
  expect(new Set(functions.map(logGroupOf)).size).toBe(jobs.length);
});

test('watch may take as long as Lambda lets it', () => {
  const [watch] = ofType(cellOf(sample()), 'AWS::Lambda::Function');
  expect(watch?.Properties).toMatchObject({ MemorySize: 512, Timeout: 900 });
});

test.each([
  [sample, 90],
  [sampleWithOptions, 30],
])('logs are kept for a time, under the name ops look for', (monitor, RetentionInDays) => {
  const cell = cellOf(monitor());
  const names = ofType(cell, 'AWS::Lambda::Function').map(
    ({ Properties: { FunctionName } }) => `/aws/lambda/${String(FunctionName)}`,
  );
  expect(ofType(cell, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties)).toEqual(
    names.map((LogGroupName) => ({ LogGroupName, RetentionInDays })),
  );
});

test('a function knows where it is and where things are, and no secret', () => {
  const { shared, cells } = sample();
  const expected = {
    [variableNames.stack]: 'strictwatch',
    [variableNames.cell]: '1',
    [variableNames.cells]: '1',
    [variableNames.table]: expect.stringMatching(`^{${shared.name}:.*Table`) as string,
    [variableNames.alerts]: expect.stringMatching(`^{${shared.name}:.*Alerts`) as string,
  };
  const kept = {
    [variableNames.reports]: expect.stringMatching(`^{${shared.name}:.*Reports`) as string,
    [variableNames.reportDays]: '400',
  };
  const variables = ofType(cells[0]!, 'AWS::Lambda::Function').map(
    ({ Properties }) => Properties.Environment?.Variables,
  );
  expect(variables).toEqual([expected, { ...expected, ...kept }, expected]);
});

test('report knows for how long its links open, where they do', () => {
  const variables = ofType(cellOf(sampleWithOptions()), 'AWS::Lambda::Function').map(
    ({ Properties }) => Properties.Environment?.Variables,
  );
  expect(variables.map((one) => one?.[variableNames.linkHours])).toEqual([
    undefined,
    '12',
    undefined,
  ]);
  expect(variables[1]?.[variableNames.reportDays]).toBe('90');
});

test('the fleet is reported on when and where the file says', () => {
  const routes = [{ slack: { webhookSecretId: 'slack/board' } }];
  const fleet = { schedule: 'cron(30 6 ? * TUE *)', timeZone: 'Europe/Vienna', routes };
  const [cell] = synth({ tenants: sampleTenants, fleet }).cells;
  const schedules = ofType(cell!, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);
  expect(schedules.find(({ Description }) => Description === 'report of the fleet')).toMatchObject({
    ScheduleExpression: 'cron(30 6 ? * TUE *)',
    ScheduleExpressionTimezone: 'Europe/Vienna',
  });
  const readers = ofType(cell!, 'AWS::IAM::ManagedPolicy').filter(({ Properties }) =>
    JSON.stringify(Properties).includes('slack/board'),
  );
  expect(readers.map(({ id }) => id)).toEqual([expect.stringMatching(/^reportSecrets1/)]);
});

test('pulse alone knows the heartbeat, by the name of its secret', () => {
  const variables = ofType(cellOf(sampleWithOptions()), 'AWS::Lambda::Function').map(
    ({ Properties }) => Properties.Environment?.Variables[variableNames.heartbeat],
  );
  expect(variables).toEqual([undefined, undefined, 'heartbeat']);
});

test('a run that fails for good ends in the queue', () => {
  const cell = cellOf(sample());
  const functions = ofType(cell, 'AWS::Lambda::Function').map(({ id }) => `{${id}}`);
  const configs = ofType(cell, 'AWS::Lambda::EventInvokeConfig').map(
    ({ Properties }) => Properties,
  );
  expect(configs.map(({ FunctionName }) => FunctionName)).toEqual(functions);
  expect(configs.map(({ MaximumRetryAttempts }) => MaximumRetryAttempts)).toEqual([2, 1, 2]);
  for (const { DestinationConfig } of configs) {
    expect(DestinationConfig).toEqual({
      OnFailure: { Destination: expect.stringMatching(/^\{strictwatch:.*FailedRuns.*Arn/) },
    });
  }
});

test('each tenant has a schedule for watch and one for report, all have one together, the cell has one for pulse', () => {
  const schedules = ofType(cellOf(sample()), 'AWS::Scheduler::Schedule').map(
    ({ Properties }) => Properties,
  );
  const started = schedules.map(({ Target, Description }) => {
    const { Arn, Input } = Target as { Arn: string; Input: string };
    const job = jobs.find((name) => Arn.startsWith(`{${name}Function`));
    return { job, payload: JSON.parse(Input) as unknown, Description };
  });
  const ofTenants = (job: string, more = {}) =>
    sampleTenants.map(({ id }) => ({
      job,
      payload: { tenant: id, ...more },
      Description: `${job}-${id}`,
    }));
  // Scheduler puts the moment there.
  const scheduled = '<aws.scheduler.scheduled-time>';
  expect(started).toEqual([
    ...ofTenants('watch'),
    ...ofTenants('report', { scheduled }),
    { job: 'report', payload: { fleet: true, scheduled }, Description: 'report of the fleet' },
    { job: 'pulse', payload: {}, Description: 'pulse' },
  ]);
});

test('schedules are written as the tenant has them, each with its time zone and window', () => {
  const schedules = ofType(cellOf(sample()), 'AWS::Scheduler::Schedule').map(({ Properties }) => [
    Properties['Description'],
    Properties['ScheduleExpression'],
    Properties['ScheduleExpressionTimezone'],
    Properties['FlexibleTimeWindow'],
  ]);
  const flexible = (MaximumWindowInMinutes: number) => ({
    Mode: 'FLEXIBLE',
    MaximumWindowInMinutes,
  });
  expect(schedules).toEqual([
    ['watch-acme-prod', 'rate(20 minutes)', 'Europe/Vienna', flexible(5)],
    ['watch-beta', 'rate(1 minute)', 'UTC', { Mode: 'OFF' }],
    ['report-acme-prod', 'cron(0 7 ? * MON *)', 'Europe/Vienna', flexible(15)],
    ['report-beta', 'cron(0/10 7 ? * MON *)', 'UTC', { Mode: 'OFF' }],
    ['report of the fleet', 'cron(0 8 ? * MON *)', 'UTC', flexible(15)],
    ['pulse', 'rate(15 minutes)', 'UTC', flexible(3)],
  ]);
});

test('what a schedule cannot start is tried again for a while, then ends in the queue', () => {
  const cell = cellOf(sample());
  const role = `{${only(cell, 'AWS::Scheduler::ScheduleGroup').id}}`;
  for (const { Properties } of ofType(cell, 'AWS::Scheduler::Schedule')) {
    const [job] = String(Properties['Description']).split(/[- ]/) as [(typeof jobs)[number]];
    expect(Properties).not.toHaveProperty('Name');
    expect(Properties['GroupName']).toBe(role);
    expect(Properties['Target']).toMatchObject({
      DeadLetterConfig: { Arn: expect.stringMatching(/^\{strictwatch:.*FailedRuns.*Arn/) },
      RetryPolicy: {
        MaximumRetryAttempts: 10,
        MaximumEventAgeInSeconds: jobSettings[job].patience * 60,
      },
      RoleArn: expect.stringMatching(/^\{SchedulesRole.*\.Arn\}$/),
    });
  }
});

test('outputs say how to start each job and see its logs', () => {
  const { outputs } = cellOf(sample());
  expect(outputs).toMatchObject({
    Tenants: '2',
    WatchFunction: 'strictwatch-watch-1',
    ReportFunction: 'strictwatch-report-1',
    PulseFunction: 'strictwatch-pulse-1',
    TailPulse: 'aws logs tail /aws/lambda/strictwatch-pulse-1 --follow',
  });
  expect(outputs['ReportNow']).toContain(
    `--function-name strictwatch-report-1 --payload '{"tenant":"acme-prod"}'`,
  );
  expect(outputs['FleetReportNow']).toContain(
    `--function-name strictwatch-report-1 --payload '{"fleet":true}'`,
  );
  expect(outputs['PulseNow']).toContain(`--function-name strictwatch-pulse-1 --payload '{}'`);
});

function cellOf({ cells }: Monitor): Synthesised {
  const [cell] = cells;
  if (!cell) throw new Error('there is no cell');
  return cell;
}

function logGroupOf({ LoggingConfig }: Readonly<Record<string, unknown>>): unknown {
  return (LoggingConfig as { LogGroup: unknown }).LogGroup;
}
