import { ask } from './failures.ts';
import { lazily } from './lazily.ts';

export interface DeployedAlarm {
  readonly name: string;
  /** As CloudWatch names it: `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** ISO 8601, when it got into this state. */
  readonly since: string | null;
  readonly description: string;
  readonly hasActions: boolean;
}

/** The alarms there are of these names, in CloudWatch. */
export type ReadAlarms = (names: readonly string[]) => Promise<DeployedAlarm[]>;

/** The most names one DescribeAlarms takes. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const mostNames = 100;

/** CloudWatch, with the credentials and the region of the environment. */
export function openAlarms(): ReadAlarms {
  const sdk = lazily(async () => {
    const api = await import('@aws-sdk/client-cloudwatch');
    return { ...api, client: new api.CloudWatchClient({}) };
  });
  const region = async () => (await sdk()).client.config.region();
  return async (names) => {
    const { client, DescribeAlarmsCommand } = await sdk();
    const alarms: DeployedAlarm[] = [];
    for (let at = 0; at < names.length; at += mostNames) {
      const command = new DescribeAlarmsCommand({
        AlarmNames: names.slice(at, at + mostNames),
        MaxRecords: mostNames,
      });
      const { MetricAlarms } = await ask({ action: 'cloudwatch:DescribeAlarms', region }, () =>
        client.send(command),
      );
      for (const alarm of MetricAlarms ?? []) {
        alarms.push({
          name: alarm.AlarmName ?? '',
          state: alarm.StateValue ?? 'unknown',
          since: alarm.StateUpdatedTimestamp?.toISOString() ?? null,
          description: alarm.AlarmDescription ?? '',
          hasActions: Boolean(alarm.ActionsEnabled) && (alarm.AlarmActions ?? []).length > 0,
        });
      }
    }
    return alarms;
  };
}
