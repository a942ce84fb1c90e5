import { beforeAll, describe, expect, test } from 'vitest';
import { jobNames, type JobName } from '../../../functions/core/deployment.ts';
import { isAllowed, type Call, type Statement } from '../../policies/evaluate.ts';
import { resources, type Role } from '../../policies/template.ts';
import { arn } from '../aws.ts';
import { forbidden, type Forbidden } from '../forbidden.ts';
import { unknownSuffix } from '../calls.ts';
import { askedBy, deployedStack, doneFor, roleOf } from '../roles.ts';
import type { Get } from '../steps.ts';
import { kept } from '../vault.ts';
import { cell, nameOf, stack, type World } from '../world.ts';

/** What each function is expected to ask of AWS; a recording without one of them has not seen it work. */
const expected: Readonly<Record<JobName, readonly string[]>> = {
  watch: [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'secretsmanager:GetSecretValue',
    'sns:Publish',
    'ssm:GetParameter',
  ],
  report: [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    's3:GetObject',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
    'sns:Publish',
  ],
  pulse: [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'secretsmanager:GetSecretValue',
    'sns:Publish',
  ],
};

/** AWS knows the ARN of a secret only while there is one: a role that names ARNs is refused one that is gone. */
const refusals: Readonly<Record<JobName, readonly string[]>> = {
  watch: [arn('secretsmanager', `secret:${kept.acme}-${unknownSuffix}`)],
  report: [],
  pulse: [],
};

export function leastPrivilege(world: Get): void {
  describe('least privilege', () => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await setScene(world());
    });

    describe.each(jobNames)('%s', (job) => {
      test('asked of AWS what was expected, and was refused no more than expected', () => {
        const asked = askedBy(world(), job);

        expect([...new Set(asked.map(({ call }) => call.action))].toSorted()).toEqual(
          expected[job],
        );
        const refused = asked.filter(({ isRefused }) => isRefused);
        expect([...new Set(refused.map(({ call }) => call.resource))]).toEqual(refusals[job]);
      });

      test('may do all it did, and what AWS does for it', () => {
        const { statements } = scene.roles[job];
        const refused = scene.needed[job].filter((call) => !isAllowed(statements, call));

        expect(refused).toEqual([]);
      });

      test('may do nothing that nobody saw it do', () => {
        const { statements, attached } = scene.roles[job];
        const unused = grantsOf(statements).filter(
          (grant) => !scene.needed[job].some((call) => isAllowed([grant], call)),
        );

        expect(unused).toEqual([]);
        expect(attached).toEqual([]);
      });

      test.each(forbidden(job))('may not %s', (_name, call) => {
        expect(isAllowed(scene.roles[job].statements, callIn(scene, call))).toBe(false);
      });
    });

    test('schedules may start the functions of their cell and report what they could not, no more', () => {
      const { statements, attached } = scene.schedules;
      const calls: Call[] = [
        ...jobNames.map((job) => ({
          action: 'lambda:InvokeFunction',
          resource: arn('lambda', `function:${nameOf(job)}`),
        })),
        { action: 'sqs:SendMessage', resource: scene.queue },
      ];
      expect(calls.filter((call) => !isAllowed(statements, call))).toEqual([]);
      expect(
        grantsOf(statements).filter((grant) => !calls.some((call) => isAllowed([grant], call))),
      ).toEqual([]);
      expect(attached).toEqual([]);
    });
  });
}

interface Scene {
  readonly roles: Readonly<Record<JobName, Role>>;
  readonly schedules: Role;
  /** What each function did, and what AWS does for it. */
  readonly needed: Readonly<Record<JobName, readonly Call[]>>;
  readonly table: string;
  readonly alerts: string;
  readonly operations: string;
  readonly queue: string;
  readonly reports: string;
  readonly report: string;
  readonly elsewhere: string;
}

async function setScene(world: World): Promise<Scene> {
  const shared = await deployedStack(world, stack);
  const [key] = resources(shared, 'AWS::KMS::Key').map(([id]) => shared.physicalIds[id]);
  const queue = arn('sqs', `${stack}-failed-runs`);
  const eventQueue = arn('sqs', `${stack}-events-${cell}`);
  const bucket = `arn:aws:s3:::${world.outputs.reports}`;
  const each = async <T>(of: (job: JobName) => T | Promise<T>) => ({
    watch: await of('watch'),
    report: await of('report'),
    pulse: await of('pulse'),
  });
  return {
    roles: await each((job) => roleOf(world, job)),
    schedules: await roleOf(world, 'Schedules'),
    needed: await each((job) => [
      ...askedBy(world, job).map(({ call }) => call),
      ...doneFor(job, arn('kms', `key/${key}`), queue, eventQueue),
    ]),
    table: arn('dynamodb', `table/${world.outputs.table}`),
    alerts: world.outputs.alerts,
    operations: world.outputs.operations,
    queue,
    reports: bucket,
    report: `${bucket}/tenants/acme/2026/x/report.html`,
    elsewhere: `${bucket}/other/report.html`,
  };
}

function callIn(scene: Scene, { action, place }: Forbidden[1]): Call {
  return { action, resource: typeof place === 'string' ? place : scene[place.at] };
}

/** Statements taken apart into one action on one resource each. */
function grantsOf(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement) =>
    [statement.Action ?? []]
      .flat()
      .flatMap((Action) =>
        [statement.Resource ?? []].flat().map((Resource) => ({ ...statement, Action, Resource })),
      ),
  );
}
