import { DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { alarmDescription, alarmName } from '../../../infra/alarms.ts';
import { eventually } from '../aws.ts';
import { receive } from '../queues.ts';
import type { Stand } from '../recorder.ts';
import { failedWatch, permissive, toldBy, tryWatch, watch, type Get } from '../steps.ts';
import { createSecret, credentialsOf, deleteSecret, kept } from '../vault.ts';
import { cell, nameOf, stack } from '../world.ts';

/** DynamoDB's answer to every request, or to the first few. */
export function dynamoAnswers(name: string, message: string, times = Infinity): Stand {
  let left = times;
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
  return ({ target }) => {
    if (!target.startsWith('DynamoDB_20120810.') || left <= 0) return null;
    left -= 1;
    return { status: 400, body };
  };
}

export function failing(world: Get): void {
  describe('a run that fails', () => {
    test('ends in the queue of failed runs once its retries are used up', async () => {
      const { aws, tenants, outputs } = world();
      await deleteSecret(aws, kept.acme);
      await tryWatch(world(), 'acme', { unknown: true });

      await aws.lambda.send(
        new InvokeCommand({
          FunctionName: nameOf('watch'),
          InvocationType: 'Event',
          Payload: JSON.stringify({ tenant: 'acme' }),
        }),
      );

      const failed = await eventually(
        () => receive(aws.sqs, outputs.failedRuns, 1),
        'the message in the queue of failed runs',
        30,
      );
      expect(JSON.parse(failed)).toMatchObject({
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { tenant: 'acme' },
        responsePayload: { errorMessage: expect.stringContaining(kept.acme) as string },
      });
      await createSecret(aws, kept.acme, credentialsOf(tenants.acme));
    });

    test('makes an alarm go off that says what to do', async () => {
      const { aws, operations } = world();
      // The emulator judges alarms only when it is given a metric, whichever that is.
      await aws.cloudWatch.send(
        new PutMetricDataCommand({
          Namespace: 'test',
          MetricData: [{ MetricName: 'any', Value: 1 }],
        }),
      );
      const AlarmName = alarmName(stack, 'watch-errors', cell);

      const { MetricAlarms = [] } = await aws.cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
      );

      expect(MetricAlarms[0]?.StateValue).toBe('ALARM');
      const heard = await eventually(async () => {
        const next = await operations.next(1);
        return next?.message.includes(AlarmName) ? next : null;
      }, 'the alarm on the topic for operations');
      expect(JSON.parse(heard.message)).toMatchObject({
        AlarmName,
        NewStateValue: 'ALARM',
        AlarmDescription: alarmDescription('watch-errors', stack),
      });
    });

    test('because the table is gone loses nothing, and says so', async () => {
      const { tenants, recorder, outputs } = world();
      tenants.acme.createApp(permissive('table-gone'));
      recorder.standIn(dynamoAnswers('ResourceNotFoundException', 'Requested resource not found'));

      expect(await failedWatch(world(), 'acme')).toContain(outputs.table);

      recorder.standIn(null);
      expect(toldBy(await watch(world(), 'acme'))).toEqual(['opened app-permissive table-gone']);
    });

    test('is not what becomes of one whose table is throttled for a moment', async () => {
      const { tenants, recorder } = world();
      tenants.acme.createApp(permissive('throttled'));
      recorder.standIn(dynamoAnswers('ThrottlingException', 'Rate exceeded', 3));

      expect(toldBy(await watch(world(), 'acme'))).toEqual(['opened app-permissive throttled']);

      recorder.standIn(null);
    });
  });
}
