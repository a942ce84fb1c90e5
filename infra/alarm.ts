import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmDescription, alarmName, alarms, type AlarmId, type Threshold } from './alarms.ts';

export interface AlarmProps {
  readonly stack: string;
  /** Not set for an alarm of the shared stack. */
  readonly cell?: number;
  /** Of what it watches, where it is not the only one of its kind. */
  readonly part?: string;
  readonly operations: ITopic;
  /** The metric over a period. */
  readonly metric: (period: Duration) => IMetric;
}

/** An alarm that tells operations when it goes off, and when it is over. */
export function addAlarm(
  scope: Construct,
  id: AlarmId,
  { stack, cell, part, operations, metric }: AlarmProps,
): void {
  const { when } = alarms[id];
  const alarm = new Alarm(scope, id, {
    alarmName: alarmName(stack, id, cell, part),
    alarmDescription: alarmDescription(id, stack),
    // Drift is looked for only in what a template says, and this is what somebody switches off.
    actionsEnabled: true,
    metric: metric(Duration.minutes(when.minutes)),
    evaluationPeriods: when.periods,
    ...comparison(when),
  });
  const action = new SnsAction(operations);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}

function comparison(when: Threshold) {
  return 'below' in when
    ? {
        threshold: when.below,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      }
    : {
        threshold: when.atLeast,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      };
}
