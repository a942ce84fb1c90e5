import type { Deployed } from './template.ts';

/** The value with every intrinsic function replaced by what it stands for once deployed. */
export function resolve(deployed: Deployed, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => resolve(deployed, one));
  if (typeof value !== 'object' || value === null) return value;
  const [name = '', argument] = Object.entries(value)[0] ?? [];
  if (name === 'Ref') return ref(deployed, String(argument));
  if (name.startsWith('Fn::')) return intrinsic(deployed, name, argument);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolve(deployed, one)]),
  );
}

function intrinsic(deployed: Deployed, name: string, argument: unknown): unknown {
  if (name === 'Fn::GetAtt') return attribute(deployed, argument as [string, string]);
  if (name === 'Fn::Sub') return substitute(deployed, argument);
  const given = resolve(deployed, argument);
  if (name === 'Fn::GetStackOutput') return outputOf(deployed, given as StackOutput);
  const [first, second] = given as [unknown, unknown];
  if (name === 'Fn::Join') return (second as string[]).join(String(first));
  if (name === 'Fn::Split') return String(second).split(String(first));
  if (name === 'Fn::Select') return (second as unknown[])[Number(first)];
  throw new Error(`cannot resolve ${name}`);
}

function ref(deployed: Deployed, name: string): string {
  const { account, region, stack } = deployed;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::StackName': stack,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return pseudo[name] ?? physicalId(deployed, name);
}

function substitute(deployed: Deployed, argument: unknown): string {
  if (typeof argument !== 'string') throw new Error('cannot resolve Fn::Sub with variables');
  return argument.replaceAll(/\$\{([^!}]+)\}/g, (_whole, name: string) => {
    const [id = '', ...path] = name.split('.');
    return path.length > 0 ? attribute(deployed, [id, path.join('.')]) : ref(deployed, name);
  });
}

interface StackOutput {
  readonly StackName: string;
  readonly OutputName: string;
}

function outputOf({ outputs }: Deployed, { StackName, OutputName }: StackOutput): string {
  const value = outputs[`${StackName}.${OutputName}`];
  if (value === undefined) throw new Error(`cannot resolve output ${OutputName} of ${StackName}`);
  return value;
}

/** Ref of these gives their name; the service and resource of their ARN are as the IAM reference writes them. */
const arnBeginnings: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'lambda:R:A:function:',
  'AWS::IAM::Role': 'iam::A:role/',
  'AWS::DynamoDB::Table': 'dynamodb:R:A:table/',
  'AWS::DynamoDB::GlobalTable': 'dynamodb:R:A:table/',
  'AWS::KMS::Key': 'kms:R:A:key/',
  'AWS::Scheduler::ScheduleGroup': 'scheduler:R:A:schedule-group/',
};

function attribute(deployed: Deployed, [id, name]: [string, string]): string {
  const type = deployed.template.Resources[id]?.Type ?? '';
  const physical = physicalId(deployed, id);
  if (name === 'QueueName' && type === 'AWS::SQS::Queue') return lastPart(physical);
  if (name === 'TopicName' && type === 'AWS::SNS::Topic') return physical.split(':').at(-1) ?? '';
  if (name !== 'Arn') throw new Error(`cannot resolve ${id}.${name} of ${type}`);
  return arnOf(deployed, type, physical);
}

function arnOf({ account, region }: Deployed, type: string, physical: string): string {
  if (physical.startsWith('arn:')) return physical;
  if (type === 'AWS::SQS::Queue') return `arn:aws:sqs:${region}:${account}:${lastPart(physical)}`;
  if (type === 'AWS::Logs::LogGroup') {
    return `arn:aws:logs:${region}:${account}:log-group:${physical}:*`;
  }
  const begin = arnBeginnings[type];
  if (begin === undefined) throw new Error(`cannot resolve the ARN of ${type}`);
  return `arn:aws:${begin.replace('R', region).replace('A', account)}${physical}`;
}

function lastPart(url: string): string {
  return url.split('/').at(-1) ?? '';
}

/** @throws {Error} for what is not deployed */
export function physicalId({ physicalIds }: Deployed, id: string): string {
  const physical = physicalIds[id];
  if (physical === undefined) throw new Error(`cannot resolve Ref ${id}`);
  return physical;
}
