import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import {
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionName, variableNames, type JobName } from '../functions/core/deployment.ts';
import { addAlarm } from './alarm.ts';
import { errorsOf } from './alarms.ts';
import { jobCode } from './bundling.ts';
import type { CellProps } from './cell.ts';
import { jobSettings } from './job-settings.ts';
import { permissionsOf, reportFolders } from './permissions.ts';
import { secretPolicies } from './secret-policies.ts';
import { readableBy } from './secrets.ts';

/** Where a function's logs are, by its name. */
export function logGroupName(name: string): string {
  return `/aws/lambda/${name}`;
}

/** Minutes for which Lambda keeps a run it cannot start. Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
const longestQueued = 6 * 60;

/** A function with a role and logs of its own; its failed runs end in the queue. */
export class Job extends Construct {
  readonly name: JobName;
  readonly function: Function;
  readonly logGroup: LogGroup;

  /** @param queue it takes its work from, besides what is asked of it */
  constructor(scope: Construct, name: JobName, cell: CellProps, queue?: IQueue) {
    super(scope, name);
    this.name = name;
    const { options, shared } = cell;
    const { description, memory, timeout, retries, patience } = jobSettings[name];
    const fullName = functionName(options.stack, name, cell.number);
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: logGroupName(fullName),
      retention: options.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new Function(this, 'Function', {
      functionName: fullName,
      description: `${description} (cell ${cell.number} of ${cell.cells})`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: jobCode(name, cell.tenants, cell.fleet),
      memorySize: memory,
      timeout: Duration.minutes(timeout),
      role: addRole(this, cell, queue),
      logGroup: this.logGroup,
      environment: variablesOf(name, cell),
    });
    const destination = shared.failedRuns.queueArn;
    this.function.configureAsyncInvoke({
      retryAttempts: retries,
      maxEventAge: Duration.minutes(Math.min(patience, longestQueued)),
      onFailure: { bind: () => ({ destination }) },
    });
    addErrorsAlarm(this, cell);
  }
}

function addRole(job: Job, cell: CellProps, queue: IQueue | undefined): Role {
  const { name } = job;
  const { options, shared, tenants, fleet } = cell;
  const { region } = Stack.of(job);
  const here = Token.isUnresolved(region) ? undefined : region;
  const readable = readableBy(name, { tenants, fleet }, options.heartbeatSecretId, here);
  const policies = secretPolicies(functionName(options.stack, name, cell.number), readable);
  const role = new Role(job, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Work: new PolicyDocument({
        statements: permissionsOf(name, shared, {
          logGroupArn: job.logGroup.logGroupArn,
          secretKeyArns: options.secretKeyArns,
          queueArn: queue?.queueArn,
          makesLinks: options.reportLinkHours !== undefined,
          reportsOnFleet: fleet !== null,
        }),
      }),
    },
    managedPolicies: policies.map(
      ({ action, resources }, index) =>
        new ManagedPolicy(job, `Secrets${index + 1}`, {
          description: `Secrets that ${name} of cell ${cell.number} may read`,
          statements: [new PolicyStatement({ actions: [action], resources: [...resources] })],
        }),
    ),
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    reason:
      'What SNS asks of whoever publishes to an encrypted topic, and on the key of the topics only: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  });
  if (name === 'report') acknowledgeFolders(role, options.stack);
  return role;
}

/** The checks know the bucket by what CDK calls its output in the shared stack. */
const bucketOutput = 'PublishOutputFnGetAttReports65402A0AArnFC266144';

function acknowledgeFolders(role: Role, stack: string): void {
  const bucket = JSON.stringify({
    'Fn::GetStackOutput': {
      StackName: stack,
      Region: { Ref: 'AWS::Region' },
      OutputName: bucketOutput,
    },
  });
  const acknowledged = reportFolders.map((folder) => ({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${bucket}/${folder}/*]`,
    reason:
      'The keys of reports have their moment in them. It may write below this folder of this bucket only.',
  }));
  Validations.of(role).acknowledge(...acknowledged);
}

function variablesOf(name: JobName, { options, shared, number, cells }: CellProps) {
  const { heartbeatSecretId, reportRetentionDays, reportLinkHours } = options;
  return {
    [variableNames.stack]: options.stack,
    [variableNames.cell]: String(number),
    [variableNames.cells]: String(cells),
    [variableNames.table]: shared.table.tableName,
    [variableNames.alerts]: shared.topics.alerts.topicArn,
    ...(name === 'pulse' && heartbeatSecretId !== undefined
      ? { [variableNames.heartbeat]: heartbeatSecretId }
      : {}),
    ...(name === 'report' && {
      [variableNames.reports]: shared.reports.bucketName,
      [variableNames.reportDays]: String(reportRetentionDays),
      ...(reportLinkHours !== undefined && { [variableNames.linkHours]: String(reportLinkHours) }),
    }),
  };
}

function addErrorsAlarm(job: Job, { options, shared, number }: CellProps): void {
  addAlarm(job, errorsOf[job.name], {
    stack: options.stack,
    cell: number,
    operations: shared.topics.operations,
    metric: (period) => job.function.metricErrors({ period, statistic: 'Sum' }),
  });
}
