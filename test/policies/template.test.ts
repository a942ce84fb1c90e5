import { expect, test } from 'vitest';
import { resolve } from './resolve.ts';
import { rolesOf, type Deployed, type Template } from './template.ts';

const template: Template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: 'a:Inline' } } }],
        ManagedPolicyArns: [
          { Ref: 'Managed' },
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/Foreign']] },
        ],
      },
    },
    Named: policy('AWS::IAM::Policy', 'a:Named', [{ Ref: 'Role' }]),
    NamingManaged: policy('AWS::IAM::ManagedPolicy', 'a:NamingManaged', [{ Ref: 'Role' }]),
    Managed: policy('AWS::IAM::ManagedPolicy', 'a:Managed'),
    OfAnother: policy('AWS::IAM::Policy', 'a:OfAnother', [{ Ref: 'Other' }]),
    Other: { Type: 'AWS::IAM::Role' },
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Topic: { Type: 'AWS::SNS::Topic' },
    Group: { Type: 'AWS::Logs::LogGroup' },
    Strange: { Type: 'AWS::Strange::Thing' },
  },
};

function policy(Type: string, Action: string, Roles: readonly unknown[] = []) {
  return {
    Type,
    Properties: { Roles, PolicyDocument: { Statement: [{ Effect: 'Allow', Action }] } },
  };
}

const deployed: Deployed = {
  template,
  account: '111122223333',
  region: 'eu-west-1',
  stack: 'cell',
  outputs: { 'shared.Topic': 'arn:aws:sns:eu-west-1:111122223333:alerts' },
  physicalIds: {
    Role: 'role-1',
    Other: 'role-2',
    Table: 'table-1',
    Queue: 'https://sqs.eu-west-1.amazonaws.com/111122223333/queue-1',
    Topic: 'arn:aws:sns:eu-west-1:111122223333:topic-1',
    Group: '/aws/lambda/f',
    Strange: 'strange-1',
  },
};

test('a role has its inline policies, those that name it and those it names', () => {
  const [role, other] = rolesOf(deployed);
  expect(role?.name).toBe('role-1');
  expect(role?.statements.map(({ Action }) => Action)).toEqual([
    'a:Inline',
    'a:Named',
    'a:NamingManaged',
    'a:Managed',
  ]);
  expect(role?.attached).toEqual(['arn:aws:iam::aws:policy/Foreign']);
  expect(other?.statements.map(({ Action }) => Action)).toEqual(['a:OfAnother']);
});

test.each<[string, unknown, unknown]>([
  ['text', 'x', 'x'],
  ['a reference in a list in an object', { a: [{ Ref: 'Table' }] }, { a: ['table-1'] }],
  ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '111122223333'],
  [
    'an ARN',
    { 'Fn::GetAtt': ['Table', 'Arn'] },
    'arn:aws:dynamodb:eu-west-1:111122223333:table/table-1',
  ],
  [
    'the ARN of a queue',
    { 'Fn::GetAtt': ['Queue', 'Arn'] },
    'arn:aws:sqs:eu-west-1:111122223333:queue-1',
  ],
  [
    'an ARN that is the id',
    { 'Fn::GetAtt': ['Topic', 'Arn'] },
    'arn:aws:sns:eu-west-1:111122223333:topic-1',
  ],
  [
    'the ARN of a log group',
    { 'Fn::GetAtt': ['Group', 'Arn'] },
    'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f:*',
  ],
  ['a name', { 'Fn::GetAtt': ['Queue', 'QueueName'] }, 'queue-1'],
  ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }]] }, 'a/table-1'],
  ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, '1'],
  ['Sub', { 'Fn::Sub': '${AWS::Region}:${Table}:${Topic.TopicName}' }, 'eu-west-1:table-1:topic-1'],
  [
    'GetStackOutput',
    { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Topic' } },
    'arn:aws:sns:eu-west-1:111122223333:alerts',
  ],
])('resolves %s', (_name, value, expected) => {
  expect(resolve(deployed, value)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['a reference to nothing', { Ref: 'Nothing' }],
  ['an attribute of nothing', { 'Fn::GetAtt': ['Nothing', 'Arn'] }],
  ['the ARN of a type it does not know', { 'Fn::GetAtt': ['Strange', 'Arn'] }],
  ['an attribute it does not know', { 'Fn::GetAtt': ['Table', 'StreamArn'] }],
  ['an output there is not', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'x' } }],
  ['an intrinsic function it does not know', { 'Fn::If': ['a', 'b', 'c'] }],
  ['Sub with variables', { 'Fn::Sub': ['${a}', { a: 'b' }] }],
])('refuses %s', (_name, value) => {
  expect(() => resolve(deployed, value)).toThrow(/^cannot resolve/);
});
