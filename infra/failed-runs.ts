import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Where runs end that could not be started, and those whose retries failed too; a person empties it. */
export function addFailedRuns(scope: Construct, stack: string): Queue {
  const queue = new Queue(scope, 'FailedRuns', {
    queueName: `${stack}-failed-runs`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason:
      'It is itself the dead-letter queue of schedules and functions; nothing reads it but people.',
  });
  return queue;
}
