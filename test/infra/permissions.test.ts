import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultFleet } from '../../functions/core/tenant.ts';
import {
  policiesOfRole,
  policyCharacters,
  policyLength,
  secretPolicies,
} from '../../infra/secret-policies.ts';
import { secretResource } from '../../infra/secrets.ts';
import { sample, sampleWithOptions } from './sample.ts';
import {
  manyTenants,
  ofType,
  synth,
  tenant,
  type Resource,
  type Statement,
  type Synthesised,
} from './synth.ts';

const adapters = join(import.meta.dirname, '../../functions/adapters');

const table = '{strictwatch:PublishOutputFnGetAttTable';
const topic = '{strictwatch:PublishOutputRefTopicsAlerts';
const key = '{strictwatch:PublishOutputFnGetAttTopicsKey';
const queue = '{strictwatch:PublishOutputFnGetAttFailedRuns';
const reports = '{strictwatch:PublishOutputFnGetAttReports';
const secret = 'arn:{Partition}:secretsmanager:{Region}:{AccountId}:secret:';
const parameter = 'arn:{Partition}:ssm:{Region}:{AccountId}:parameter';

/** What each role may do, action by action, and with what; resources of the shared stack by their beginning. */
const expected: Readonly<Record<string, readonly string[]>> = {
  watch: [
    `dynamodb:BatchGetItem ${table}`,
    `dynamodb:BatchWriteItem ${table}`,
    `dynamodb:DeleteItem ${table}`,
    `dynamodb:GetItem ${table}`,
    `dynamodb:PutItem ${table}`,
    `dynamodb:Query ${table}`,
    `dynamodb:UpdateItem ${table}`,
    `kms:Decrypt ${key}`,
    `kms:GenerateDataKey* ${key}`,
    'logs:CreateLogStream {watchLogs',
    'logs:PutLogEvents {watchLogs',
    `secretsmanager:GetSecretValue ${secret}auth0/acme-prod-??????`,
    `secretsmanager:GetSecretValue ${secret}slack/security-??????`,
    `sns:Publish ${topic}`,
    `sqs:SendMessage ${queue}`,
    `ssm:GetParameter ${parameter}/beta/auth0`,
  ],
  report: [
    `dynamodb:GetItem ${table}`,
    `dynamodb:PutItem ${table}`,
    `dynamodb:Query ${table}`,
    `kms:Decrypt ${key}`,
    `kms:GenerateDataKey* ${key}`,
    'logs:CreateLogStream {reportLogs',
    'logs:PutLogEvents {reportLogs',
    `s3:PutObject ${reports}`,
    `s3:PutObject ${reports}`,
    `secretsmanager:GetSecretValue ${secret}slack/security-??????`,
    `sns:Publish ${topic}`,
    `sqs:SendMessage ${queue}`,
  ],
  pulse: [
    `dynamodb:BatchGetItem ${table}`,
    `dynamodb:BatchWriteItem ${table}`,
    `dynamodb:DeleteItem ${table}`,
    `dynamodb:GetItem ${table}`,
    `dynamodb:PutItem ${table}`,
    `dynamodb:Query ${table}`,
    `dynamodb:UpdateItem ${table}`,
    `kms:Decrypt ${key}`,
    `kms:GenerateDataKey* ${key}`,
    'logs:CreateLogStream {pulseLogs',
    'logs:PutLogEvents {pulseLogs',
    `secretsmanager:GetSecretValue ${secret}slack/security-??????`,
    `sns:Publish ${topic}`,
    `sqs:SendMessage ${queue}`,
  ],
  Schedules: [
    'lambda:InvokeFunction {pulseFunction',
    'lambda:InvokeFunction {reportFunction',
    'lambda:InvokeFunction {watchFunction',
    `sqs:SendMessage ${queue}`,
  ],
};

test.each(Object.entries(expected))('%s may do this and nothing else', (role, actions) => {
  const allowed = allowedTo(roleOf(cell(), role), cell());
  expect(allowed.length).toBe(actions.length);
  for (const [index, action] of actions.entries()) expect(allowed[index]).toContain(action);
  for (const action of ['Scan', 'DeleteTable', 'DescribeTable', 'iam:', 'sts:', 'PutSecretValue']) {
    expect(allowed.join('\n')).not.toContain(action);
  }
});

test('watch may send every command the store has, and no table action beside them', () => {
  const sent = readdirSync(adapters, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^dynamo(\/.+)?\.ts$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(adapters, name), 'utf8').matchAll(/new (\w+)Command\(/g),
    ])
    .map(([, command]) => `dynamodb:${command}`);
  const actions = allowedTo(roleOf(cell(), 'watch'), cell()).map(
    (line) => line.split(' ')[0] ?? '',
  );
  expect(actions.filter((action) => action.startsWith('dynamodb:'))).toEqual(
    [...new Set(sent)].toSorted(),
  );
});

test('there are no other roles, no other policies, and none that AWS manages', () => {
  const roles = ofType(cell(), 'AWS::IAM::Role');
  expect(roles.length).toBe(Object.keys(expected).length);
  expect(ofType(cell(), 'AWS::IAM::Policy')).toEqual([]);
  const own = ofType(cell(), 'AWS::IAM::ManagedPolicy').map(({ id }) => `{${id}}`);
  expect(roles.flatMap(({ Properties }) => Properties.ManagedPolicyArns ?? []).toSorted()).toEqual(
    own.toSorted(),
  );
  expect(ofType(sample().shared, 'AWS::IAM::Role')).toEqual([]);
});

test('only schedules of the cell may use the role of schedules', () => {
  const { AssumeRolePolicyDocument } = roleOf(cell(), 'Schedules').Properties;
  expect(AssumeRolePolicyDocument?.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: {
        StringEquals: {
          'aws:SourceAccount': '{AccountId}',
          'aws:SourceArn':
            'arn:{Partition}:scheduler:{Region}:{AccountId}:schedule-group/strictwatch-tenants-1',
        },
      },
    },
  ]);
});

test('the keys of secrets may be used through the services that keep them, and only so', () => {
  const [full] = sampleWithOptions().cells;
  const decrypting = (role: string) =>
    inline(roleOf(full!, role)).filter(({ Condition }) => Condition !== undefined);
  const through = (...services: string[]) => [
    {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: ['one', 'two'].map((id) => `arn:aws:kms:eu-central-1:123456789012:key/${id}`),
      Condition: {
        StringEquals: {
          'kms:ViaService': services,
        },
      },
    },
  ];
  const secrets = 'secretsmanager.{Region}.{URLSuffix}';
  expect(decrypting('watch')).toEqual(through(secrets, 'ssm.{Region}.{URLSuffix}'));
  expect(decrypting('report')).toEqual(through(secrets));
  expect(decrypting('pulse')).toEqual(through(secrets));
});

test('the heartbeat is pulse’s to read', () => {
  const [full] = sampleWithOptions().cells;
  const reading = ['watch', 'report', 'pulse'].filter((role) =>
    allowedTo(roleOf(full!, role), full!).some((action) => action.includes('secret:heartbeat-')),
  );
  expect(reading).toEqual(['pulse']);
});

const folders = (role: string, monitor: ReturnType<typeof synth>, cell = 0) =>
  allowedTo(roleOf(monitor.cells[cell]!, role), monitor.cells[cell]!)
    .filter((line) => line.startsWith('s3:'))
    .map((line) => line.replace(/\{[^}]*\}/, 'BUCKET'));

test('report alone may write to the bucket, to its own folders, and read where it makes links', () => {
  const [full, plain] = [sampleWithOptions(), sample()];
  const own = ['fleet', 'tenants'].map((folder) => `BUCKET/${folder}/*`);
  const writes = own.map((folder) => `s3:PutObject ${folder}`);
  expect(folders('report', plain)).toEqual(writes);
  expect(folders('report', full)).toEqual([...own.map((on) => `s3:GetObject ${on}`), ...writes]);
  for (const role of ['watch', 'pulse', 'Schedules']) expect(folders(role, full)).toEqual([]);
});

test('the report of all tenants is one cell’s to write, and only where there is one', () => {
  const two = synth({ tenants: manyTenants(200) });
  expect(folders('report', two, 0)).toContain('s3:PutObject BUCKET/fleet/*');
  expect(folders('report', two, 1)).toEqual(['s3:PutObject BUCKET/tenants/*']);
  const [one] = manyTenants(1);
  expect(folders('report', synth({ tenants: [one!] }))).toEqual(['s3:PutObject BUCKET/tenants/*']);
  const asked = synth({ tenants: [one!], fleet: defaultFleet });
  expect(folders('report', asked)).toContain('s3:PutObject BUCKET/fleet/*');
});

test('150 tenants with names of 100 characters fit what IAM takes', () => {
  const tenants = Array.from({ length: 150 }, (_, index) => {
    const name = `${'n'.repeat(96)}${String(index).padStart(4, '0')}`;
    return tenant(`tenant-${index}`, {
      credentials: { secretId: `auth0/${name}`.slice(0, 100) + index },
      routes: [{ slack: { webhookSecretId: name } }],
    });
  });
  const [large] = synth({ tenants }).cells;
  const watch = roleOf(large!, 'watch');
  const policies = managed(watch, large!);
  expect(policies.length).toBeGreaterThan(1);
  expect(policies.length).toBeLessThanOrEqual(policiesOfRole);
  for (const { Properties } of policies) {
    expect(deployedLength(Properties.PolicyDocument)).toBeLessThanOrEqual(policyCharacters);
  }
  expect(deployedLength(watch.Properties.Policies)).toBeLessThanOrEqual(10_240);
  const read = allowedTo(watch, large!).filter((action) => action.startsWith('secretsmanager:'));
  expect(new Set(read).size).toBe(300);
});

test('a length is what IAM counts, and never less', () => {
  const resources = [secretResource('a', ''), secretResource('b', '')];
  const text = JSON.stringify({
    Statement: [
      {
        Action: 'secretsmanager:GetSecretValue',
        Effect: 'Allow',
        Resource: ['a', 'b'].map(
          (name) =>
            `arn:aws-us-gov:secretsmanager:ap-southeast-2:123456789012:secret:${name}-??????`,
        ),
      },
    ],
    Version: '2012-10-17',
  });
  expect(policyLength({ action: 'secretsmanager:GetSecretValue', resources })).toBe(text.length);
});

test('a policy is filled to the last character and no further', () => {
  const resources = Array.from({ length: 200 }, (_, index) =>
    secretResource('x'.repeat(index).padEnd(9, 'y') + index, ''),
  );
  const policies = secretPolicies('watch', { secrets: resources, parameters: [] });
  expect(policies.flatMap((policy) => policy.resources)).toEqual(resources);
  for (const [index, policy] of policies.entries()) {
    expect(policyLength(policy)).toBeLessThanOrEqual(policyCharacters);
    const next = policies[index + 1]?.resources[0];
    if (next === undefined) continue;
    const grown = { ...policy, resources: [...policy.resources, next] };
    expect(policyLength(grown)).toBeGreaterThan(policyCharacters);
  }
});

test('a cell that cannot fit says so, and what to do', () => {
  const tenants = Array.from({ length: 150 }, (_, index) =>
    tenant(`tenant-${index}`, { credentials: { secretId: 's'.repeat(480) + index } }),
  );
  expect(() => synth({ tenants })).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      message: expect.stringMatching(
        /^strictwatch-watch-1 must read 150 secrets, .* fill 1\d IAM policies; AWS lets a role have 10\. Give the secrets shorter names/,
      ),
    }) as Error,
  );
});

function cell(): Synthesised {
  const [first] = sample().cells;
  if (!first) throw new Error('there is no cell');
  return first;
}

function roleOf(stack: Synthesised, name: string): Resource {
  const role = ofType(stack, 'AWS::IAM::Role').find(({ id }) => id.startsWith(`${name}Role`));
  if (!role) throw new Error(`${name} has no role`);
  return role;
}

function managed({ Properties }: Resource, stack: Synthesised): Resource[] {
  const arns = Properties.ManagedPolicyArns ?? [];
  return ofType(stack, 'AWS::IAM::ManagedPolicy').filter(({ id }) => arns.includes(`{${id}}`));
}

function inline({ Properties }: Resource): Statement[] {
  return (Properties.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Everything a role may do, as "action resource", sorted. */
function allowedTo(role: Resource, stack: Synthesised): string[] {
  const statements = [
    ...inline(role),
    ...managed(role, stack).flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? []),
  ];
  return statements
    .flatMap(({ Effect, Action, Resource }) => {
      expect(Effect).toBe('Allow');
      return [Action]
        .flat()
        .flatMap((action) => [Resource ?? []].flat().map((on) => `${action} ${on}`));
    })
    .toSorted();
}

/** Characters of a policy once it is deployed where the names are longest. */
function deployedLength(policy: unknown): number {
  return JSON.stringify(policy)
    .replaceAll('{Partition}', 'aws-us-gov')
    .replaceAll('{Region}', 'ap-southeast-2')
    .replaceAll('{AccountId}', '123456789012').length;
}
