import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmName, alarms, type AlarmId } from './alarms.ts';

export interface AlertsProps {
  readonly stack: string;
  readonly email?: string | undefined;
}

/** Where people are told: of findings (`alerts`), and of the monitor's own troubles (`operations`). */
export class Alerts extends Construct {
  readonly alerts: Topic;
  readonly operations: Topic;
  readonly key: IKey;

  constructor(scope: Construct, id: string, { stack, email }: AlertsProps) {
    super(scope, id);
    // The key AWS manages for SNS lets no alarm use it, so there has to be one of our own.
    // Source: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    const key = new Key(this, 'Key', {
      description: `Encrypts the topics of ${stack}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(fromAlarms(stack, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    this.key = key;
    this.alerts = topic(this, 'Alerts', `${stack}-alerts`, key);
    this.operations = topic(this, 'Operations', `${stack}-operations`, key);
    const { topicArn } = this.operations;
    this.operations.addToResourcePolicy(fromAlarms(stack, ['sns:Publish'], topicArn));
    if (email === undefined) return;
    for (const each of [this.alerts, this.operations]) {
      each.addSubscription(new EmailSubscription(email));
    }
  }
}

function topic(scope: Construct, id: string, topicName: string, masterKey: IKey): Topic {
  return new Topic(scope, id, { topicName, masterKey, enforceSSL: true });
}

/** Lets alarms of these names do something: of the shared stack, and of each cell with its number behind. */
function fromAlarms(stack: string, actions: string[], resource: string): PolicyStatement {
  const ours = `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm`;
  // Not all that begins with the stack's name: another deployment may be called so, and "-dev".
  const names = (Object.keys(alarms) as AlarmId[])
    .map((id) => alarmName(stack, id))
    .flatMap((name) => [name, `${name}-*`]);
  return new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': names.map((name) => `${ours}:${name}`) },
    },
  });
}
