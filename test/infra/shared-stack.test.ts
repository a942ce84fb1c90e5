import { expect, test } from 'vitest';
import { outputNames } from '../../functions/core/deployment.ts';
import { alarms as planned, type AlarmId } from '../../infra/alarms.ts';
import { sample, sampleWithOptions } from './sample.ts';
import { ofType, only } from './synth.ts';

test('the table is kept, restorable, protected, on demand, and lets items expire', () => {
  const table = only(sample().shared, 'AWS::DynamoDB::GlobalTable');
  expect(table.DeletionPolicy).toBe('Retain');
  expect(table.UpdateReplacePolicy).toBe('Retain');
  expect(table.Properties['Replicas']).toEqual([
    {
      Region: '{Region}',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
  ]);
  expect(table.Properties['BillingMode']).toBe('PAY_PER_REQUEST');
  expect(table.Properties['KeySchema']).toEqual([
    { AttributeName: 'tenant', KeyType: 'HASH' },
    { AttributeName: 'item', KeyType: 'RANGE' },
  ]);
  expect(table.Properties['TimeToLiveSpecification']).toEqual({
    AttributeName: 'expires',
    Enabled: true,
  });
});

test('a kept table can be gone on with', () => {
  const { shared, cells } = sampleWithOptions();
  expect(ofType(shared, 'AWS::DynamoDB::GlobalTable')).toEqual([]);
  expect(shared.outputs[outputNames.table]).toBe('kept-table');
  for (const { Properties } of ofType(cells[0]!, 'AWS::Lambda::Function')) {
    expect(Properties.Environment?.Variables['STRICTWATCH_TABLE']).toBe('kept-table');
  }
});

test('topics are encrypted with a key of their own that is rotated, and refuse plain HTTP', () => {
  const { shared } = sample();
  const key = only(shared, 'AWS::KMS::Key');
  expect(key.Properties['EnableKeyRotation']).toBe(true);
  const topics = ofType(shared, 'AWS::SNS::Topic');
  expect(topics.map(({ Properties }) => Properties['TopicName'])).toEqual([
    'strictwatch-alerts',
    'strictwatch-operations',
  ]);
  for (const { id, Properties } of topics) {
    expect(Properties['KmsMasterKeyId']).toBe(`{${key.id}.Arn}`);
    const policies = ofType(shared, 'AWS::SNS::TopicPolicy').filter((policy) =>
      policy.Properties.Topics?.includes(`{${id}}`),
    );
    expect(
      policies.flatMap((policy) => policy.Properties.PolicyDocument?.Statement),
    ).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
});

test('alarms of this stack may publish to operations and use its key; nothing else outside IAM may', () => {
  const { shared } = sample();
  const conditions = {
    StringEquals: { 'aws:SourceAccount': '{AccountId}' },
    ArnLike: {
      // An alarm of a deployment called strictwatch-dev is not among them.
      'aws:SourceArn': (Object.keys(planned) as AlarmId[]).flatMap((id) =>
        [`strictwatch-${id}`, `strictwatch-${id}-*`].map(
          (name) => `arn:{Partition}:cloudwatch:{Region}:{AccountId}:alarm:${name}`,
        ),
      ),
    },
  };
  const principal = { Service: 'cloudwatch.amazonaws.com' };
  const allowedBy = (type: string) =>
    ofType(shared, type)
      .flatMap(
        ({ Properties: { PolicyDocument, KeyPolicy } }) =>
          (PolicyDocument ?? KeyPolicy)?.Statement ?? [],
      )
      .filter(({ Effect }) => Effect === 'Allow');
  const [ownAccount, alarms, ...others] = allowedBy('AWS::KMS::Key');
  expect(others).toEqual([]);
  expect(ownAccount?.Principal).toEqual({ AWS: 'arn:{Partition}:iam::{AccountId}:root' });
  expect(alarms).toMatchObject({
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Principal: principal,
    Condition: conditions,
  });
  expect(allowedBy('AWS::SNS::TopicPolicy')).toEqual([
    expect.objectContaining({
      Action: 'sns:Publish',
      Principal: principal,
      Condition: conditions,
      Resource: expect.stringContaining('Operations'),
    }),
  ]);
});

test('the queue of failed runs keeps them encrypted for 14 days and refuses plain HTTP', () => {
  const { shared } = sample();
  const queue = only(shared, 'AWS::SQS::Queue');
  expect(queue.Properties).toEqual({
    QueueName: 'strictwatch-failed-runs',
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 24 * 3600,
  });
  const policy = only(shared, 'AWS::SQS::QueuePolicy').Properties;
  expect(policy['Queues']).toEqual([`{${queue.id}}`]);
  expect(policy.PolicyDocument?.Statement).toEqual([
    expect.objectContaining({
      Effect: 'Deny',
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  ]);
});

test('the bucket of reports is private, encrypted, versioned, forgets, and outlives the stack', () => {
  const { shared } = sample();
  const bucket = only(shared, 'AWS::S3::Bucket');
  expect(bucket.DeletionPolicy).toBe('Retain');
  expect(bucket.UpdateReplacePolicy).toBe('Retain');
  expect(bucket.Properties).toEqual({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    },
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'forget',
          Status: 'Enabled',
          ExpirationInDays: 400,
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    },
  });
  const statements = only(shared, 'AWS::S3::BucketPolicy').Properties.PolicyDocument?.Statement;
  expect(statements).toEqual([
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [`{${bucket.id}.Arn}`, `{${bucket.id}.Arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
});

test('reports are kept for as long as the operator says', () => {
  const { Properties } = only(sampleWithOptions().shared, 'AWS::S3::Bucket');
  expect(Properties['LifecycleConfiguration']).toMatchObject({ Rules: [{ ExpirationInDays: 90 }] });
});

test('the e-mail address is subscribed to both topics, and nobody without one', () => {
  expect(ofType(sample().shared, 'AWS::SNS::Subscription')).toEqual([]);
  const { shared } = sampleWithOptions();
  const subscribed = ofType(shared, 'AWS::SNS::Subscription').map(({ Properties }) => Properties);
  expect(subscribed).toEqual(
    ofType(shared, 'AWS::SNS::Topic').map(({ id }) => ({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: `{${id}}`,
    })),
  );
});

test('outputs hold what the CLI reads and the commands ops need', () => {
  const { outputs } = sample().shared;
  expect(outputs).toMatchObject({
    [outputNames.cells]: '1',
    [outputNames.table]: expect.stringMatching(/^\{Table/),
    [outputNames.alerts]: expect.stringMatching(/^\{TopicsAlerts/),
    [outputNames.operations]: expect.stringMatching(/^\{TopicsOperations/),
    [outputNames.failedRuns]: expect.stringMatching(/^\{FailedRuns/),
  });
  expect(outputs['SubscribeToAlerts']).toContain(`--topic-arn ${outputs[outputNames.alerts]}`);
  expect(outputs['SubscribeToOperations']).toContain(outputs[outputNames.operations]);
  expect(outputs['SeeFailedRuns']).toContain(`--queue-url ${outputs[outputNames.failedRuns]}`);
  const bucket = String(outputs[outputNames.reports]);
  expect(bucket).toMatch(/^\{Reports/);
  expect(outputs['FetchNewestReport']).toBe(
    `aws s3 cp "s3://${bucket}/$(aws s3 ls s3://${bucket}/tenants/acme-prod/ --recursive | awk '/report.html$/ { print $4 }' | sort | tail -n 1)" report.html`,
  );
  expect(outputs['WatchNow']).toMatch(
    /^aws lambda invoke .* --function-name strictwatch-watch-1 --payload '\{"tenant":"acme-prod"\}'/,
  );
  expect(outputs['TailWatch']).toBe('aws logs tail /aws/lambda/strictwatch-watch-1 --follow');
});
