import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fakeAws } from '../adapters/aws/desk.ts';
import { strictwatch, temporaryFolder } from './run.ts';

const aws = fakeAws();

const alertsTopic = 'arn:aws:sns:eu-west-1:123456789012:strictwatch-alerts';
const operationsTopic = 'arn:aws:sns:eu-west-1:123456789012:strictwatch-operations';
const queue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/strictwatch-failed-runs';
const alarms = [
  'strictwatch-failed-runs',
  'strictwatch-pulse-missing-1',
  'strictwatch-watch-errors-1',
];

let read: { tenant: string; stale?: boolean; lastComplete?: string | null; canary?: object }[] = [];
let pulsed: unknown[] = [];

/** A deployment of one cell in which nothing is wrong. */
beforeEach(() => {
  const { account } = aws;
  read = [{ tenant: 'acme-prod' }, { tenant: 'acme-dev' }];
  pulsed = [];
  account.stacks['strictwatch'] = {
    status: 'UPDATE_COMPLETE',
    outputs: {
      Cells: '1',
      TableName: 'table',
      AlertsTopicArn: alertsTopic,
      OperationsTopicArn: operationsTopic,
      FailedRunsQueueUrl: queue,
    },
    alarms: alarms.slice(0, 1),
  };
  account.stacks['strictwatch-tenants-1'] = { status: 'CREATE_COMPLETE', alarms: alarms.slice(1) };
  account.alarms = alarms.map((name) => ({ name, state: 'OK' }));
  account.subscriptions = {
    [alertsTopic]: [`${alertsTopic}:1`],
    [operationsTopic]: [`${operationsTopic}:1`],
  };
  account.secrets = { 'auth0/acme-prod': {}, 'slack/security': {} };
  account.parameters = { '/auth0/acme-dev': { Type: 'SecureString' } };
  account.functions = { 'strictwatch-watch-1': {}, 'strictwatch-report-1': {} };
  account.functions['strictwatch-pulse-1'] = {
    runs(payload) {
      pulsed.push(payload);
      return { reply: { version: 1, at: '2026-11-23T09:00:00.000Z', tenants: read.map(pulseOf) } };
    },
  };
});

const canary = {
  key: 'acme-prod/canary-overdue/canary',
  rule: 'canary-overdue',
  severity: 'critical',
  subject: 'canary',
  status: 'open',
  announced: null,
  evidence: {},
  firstSeen: '2026-11-23T08:00:00.000Z',
  transition: 1,
};

function pulseOf({
  tenant,
  stale = false,
  lastComplete = '2026-11-23T08:40:00.000Z',
  ...more
}: (typeof read)[number]) {
  const ageSeconds = lastComplete === null ? null : 1200;
  const oldestAllowed = '2026-11-23T05:00:00.000Z';
  return { tenant, lastComplete, ageSeconds, oldestAllowed, stale, finding: null, ...more };
}

const webhook = { slack: { webhookSecretId: 'slack/security' } };
const deployable = [
  {
    id: 'acme-prod',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'auth0/acme-prod' },
    routes: [webhook],
  },
  {
    id: 'acme-dev',
    domain: 'acme-dev.eu.auth0.com',
    credentials: { ssmParameter: '/auth0/acme-dev' },
  },
];

function configured(tenants: readonly object[] = deployable): string[] {
  const file = join(temporaryFolder(), 'tenants.json');
  writeFileSync(file, JSON.stringify({ tenants }));
  return ['--config', file];
}

async function checks(args: readonly string[] = configured()) {
  const { code, out, err } = await strictwatch(['doctor', '--aws', '--json', ...args]);
  expect(err).toBe('');
  const { checks } = JSON.parse(out) as {
    checks: { tenant: string | null; check: string; ok: boolean; says: string }[];
  };
  const notOk = checks.filter(({ ok }) => !ok);
  return {
    code,
    checks,
    notOk,
    says: (name: string) => checks.find(({ check }) => check === name)?.says,
  };
}

describe('doctor --aws', () => {
  test('looks at all of it, and at nothing secret', async () => {
    const { code, out, err } = await strictwatch(['doctor', '--aws', ...configured()]);
    expect(err).toBe('');
    expect(out.replaceAll(/^ok +/gm, '').split('\n')).toEqual([
      'stack strictwatch: UPDATE_COMPLETE',
      'stack strictwatch-tenants-1: CREATE_COMPLETE',
      'functions of cell 1: watch, report, pulse are there and active',
      'alarms: 3 alarms, none of them raised',
      'alerts: 1 subscription',
      'operations: 1 subscription',
      'failed runs: none',
      'heartbeat: none: should all of AWS be silent, nobody is told (set heartbeatSecretId in cdk.context.json and deploy)',
      'acme-prod  credentials: the secret (in eu-west-1) is there',
      'acme-prod  webhook: the secret (in eu-west-1) is there',
      'acme-dev  credentials: the SSM parameter (in eu-west-1) is there',
      'pulse of cell 1: it answers for 2 tenants',
      'acme-prod  read: last read whole 20 minutes ago',
      'acme-dev  read: last read whole 20 minutes ago',
      '',
    ]);
    expect(code).toBe(0);
    expect(pulsed).toEqual([{ dryRun: true }]);
    const actions = new Set(aws.asked.map(({ action }) => action));
    expect(actions).not.toContain('GetSecretValue');
    expect(actions).not.toContain('GetParameter');
  });

  test('the help names every permission it uses, and no other', async () => {
    const { out } = await strictwatch(['doctor', '--help']);
    const folder = join(import.meta.dirname, '../../functions/adapters/aws');
    const used = new Set<string>();
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), 'utf8');
      for (const [, action = ''] of text.matchAll(/action: '([a-z]+:[A-Za-z]+)'/g))
        used.add(action);
    }
    expect(used.size).toBeGreaterThan(5);
    expect(new Set(out.match(/\b[a-z]+:[A-Z][A-Za-z]+/g))).toEqual(used);
  });

  test.each<[string, () => void, string, RegExp]>([
    [
      'a stack whose last deployment failed',
      () => void (aws.account.stacks['strictwatch-tenants-1']!.status = 'UPDATE_ROLLBACK_COMPLETE'),
      'stack strictwatch-tenants-1',
      /^UPDATE_ROLLBACK_COMPLETE: the last deployment did not succeed.*deploy again/,
    ],
    [
      'a stack that is being deployed',
      () => void (aws.account.stacks['strictwatch']!.status = 'UPDATE_IN_PROGRESS'),
      'stack strictwatch',
      /Wait until the deployment is over/,
    ],
    [
      'a function that is not there',
      () => void delete aws.account.functions['strictwatch-report-1'],
      'functions of cell 1',
      /^strictwatch-report-1 is not there\. .* `npx cdk deploy --all --revert-drift`\.$/,
    ],
    [
      'a function that cannot run',
      () => void (aws.account.functions['strictwatch-watch-1']!.state = 'Failed'),
      'functions of cell 1',
      /^strictwatch-watch-1 is Failed/,
    ],
    [
      'an alarm that is raised',
      () =>
        void (aws.account.alarms[1] = {
          name: 'strictwatch-pulse-missing-1',
          state: 'ALARM',
          description: 'Pulse has not run: docs/runbook.md#pulse-missing',
        }),
      'alarms',
      /^strictwatch-pulse-missing-1 is raised since 2026-11-23T08:00:00\.000Z, see docs\/runbook\.md#pulse-missing$/,
    ],
    [
      'an alarm that somebody deleted',
      () => void aws.account.alarms.pop(),
      'alarms',
      /^strictwatch-watch-errors-1 is not there.* `npx cdk deploy --all --revert-drift`\.$/,
    ],
    [
      'an alarm that tells nobody',
      () => void (aws.account.alarms[0]!.actions = false),
      'alarms',
      /^strictwatch-failed-runs tells nobody.* `npx cdk deploy --all --revert-drift`\.$/,
    ],
    [
      'a cell that is left over',
      () => void (aws.account.stacks['strictwatch-tenants-2'] = { status: 'UPDATE_COMPLETE' }),
      'stack strictwatch-tenants-2',
      /^It is left over from when there were more cells.*`aws cloudformation delete-stack --stack-name strictwatch-tenants-2`.*docs\/runbook\.md#leftover-cell/,
    ],
    [
      'a cell that is left over and is being deleted',
      () => void (aws.account.stacks['strictwatch-tenants-2'] = { status: 'DELETE_IN_PROGRESS' }),
      'stack strictwatch-tenants-2',
      /^DELETE_IN_PROGRESS\. Wait until/,
    ],
    [
      'alerts that nobody hears',
      () => void (aws.account.subscriptions[alertsTopic] = ['PendingConfirmation', 'Deleted']),
      'alerts',
      /^No confirmed subscription, 1 not confirmed yet: nobody hears of findings.*aws sns subscribe --topic-arn arn:/,
    ],
    [
      'alarms that nobody hears',
      () => void delete aws.account.subscriptions[operationsTopic],
      'operations',
      /^No confirmed subscription: nobody hears the alarms\. Subscribe/,
    ],
    [
      'runs that failed for good',
      () => void (aws.account.queues[queue] = [2, 1, 0]),
      'failed runs',
      /^3 runs failed for good: see docs\/runbook\.md#failed-runs/,
    ],
    [
      'a secret that is not there',
      () => void delete aws.account.secrets['auth0/acme-prod'],
      'credentials',
      /is not there\. Create it, or correct its name in tenants\.json/,
    ],
    [
      'a webhook that is to be deleted',
      () => void (aws.account.secrets['slack/security'] = { DeletedDate: 1_795_000_000 }),
      'webhook',
      /marked for deletion\. Restore it/,
    ],
    [
      'a parameter in plain text',
      () => void (aws.account.parameters['/auth0/acme-dev'] = { Type: 'String' }),
      'credentials',
      /is not a SecureString/,
    ],
    [
      'a heartbeat whose secret is gone',
      () =>
        void (aws.account.functions['strictwatch-pulse-1']!.variables = {
          STRICTWATCH_HEARTBEAT_SECRET_ID: 'beat',
        }),
      'heartbeat',
      /^the secret with its address is not there/,
    ],
    [
      'a tenant that is not deployed',
      () => void read.pop(),
      'read',
      /^It is not deployed, so nobody reads it/,
    ],
    [
      'a tenant that is deployed and no longer configured',
      () => void read.push({ tenant: 'old' }),
      'read',
      /tenants\.json does not name old: the next deploy ends its watch/,
    ],
    [
      'a tenant that is not being read',
      () => void (read[0]!.stale = true),
      'read',
      /^last read whole 20 minutes ago, it should have been since 2026-11-23T05:00:00\.000Z: see docs\/runbook\.md#watch-stale/,
    ],
    [
      'a permission that is missing',
      () =>
        void (aws.account.faults['DescribeAlarms'] = {
          name: 'AccessDeniedException',
          message: 'not authorized',
          status: 403,
        }),
      'alarms',
      /^AWS does not permit cloudwatch:DescribeAlarms in eu-west-1/,
    ],
  ])('%s is the only thing that is not ok, and exit 1', async (_name, arrange, check, expected) => {
    arrange();
    const { code, notOk } = await checks();
    expect(notOk.map((one) => one.check)).toEqual([check]);
    expect(notOk[0]?.says).toMatch(expected);
    expect(code).toBe(1);
  });

  test('cells that are left over are looked for until one is not there', async () => {
    for (const cell of [2, 3, 5]) {
      aws.account.stacks[`strictwatch-tenants-${cell}`] = { status: 'UPDATE_COMPLETE' };
    }
    const { notOk } = await checks();
    expect(notOk.map(({ check }) => check)).toEqual([
      'stack strictwatch-tenants-2',
      'stack strictwatch-tenants-3',
    ]);
  });

  test('what is missing with its whole stack takes an ordinary deployment', async () => {
    delete aws.account.stacks['strictwatch-tenants-1'];
    delete aws.account.functions['strictwatch-report-1'];
    const { says } = await checks();
    expect(says('stack strictwatch-tenants-1')).toMatch(/`npx cdk deploy --all`\.$/);
    expect(says('functions of cell 1')).toMatch(
      /is not there\. Deploy it: `npx cdk deploy --all`\.$/,
    );
  });

  test('a pulse that fails is told once, and no tenant is taken for missing', async () => {
    aws.account.functions['strictwatch-pulse-1']!.runs = () => ({
      error: { errorMessage: 'no table' },
    });
    const { notOk } = await checks();
    expect(notOk).toEqual([
      { tenant: null, check: 'pulse of cell 1', ok: false, says: 'no table' },
    ]);
  });

  test('nobody need be subscribed to alerts when every tenant is told through Slack', async () => {
    aws.account.subscriptions[alertsTopic] = [];
    const [prod] = deployable;
    read = [{ tenant: 'acme-prod' }];
    const { code, says } = await checks(configured([prod!]));
    expect([code, says('alerts')]).toEqual([0, 'no subscription, and no tenant needs one']);
  });

  test('credentials of a laptop are named for what they are', async () => {
    const env = { clientId: 'ID', clientSecret: 'SECRET' };
    const tenants = [
      { ...deployable[0], credentials: { env }, routes: [{ slack: { webhookEnv: 'HOOK' } }] },
      deployable[1]!,
    ];
    const { notOk } = await checks(configured(tenants));
    expect(notOk.map(({ check, says }) => `${check}: ${says}`)).toEqual([
      'credentials: "env" is read on a laptop only. In what is deployed use { "secretId": "…" } or { "ssmParameter": "…" }.',
      'webhook: "webhookEnv" is read on a laptop only. In what is deployed use { "webhookSecretId": "…" }.',
    ]);
  });

  test('a key of the customer’s own is pointed out', async () => {
    aws.account.secrets['auth0/acme-prod'] = {
      KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1',
    };
    expect((await checks()).says('credentials')).toMatch(/secretKeyArns in cdk.context.json/);
  });

  test('a parameter named by ARN is found with and without a slash', async () => {
    const credentials = {
      ssmParameter: 'arn:aws:ssm:eu-west-1:123456789012:parameter/auth0/acme-dev',
    };
    const { code } = await checks(configured([deployable[0]!, { ...deployable[1], credentials }]));
    expect(code).toBe(0);
  });

  test('--tenant looks at the secrets and the reads of that tenant only', async () => {
    const { checks: all } = await checks([...configured(), '--tenant', 'acme-dev']);
    expect(new Set(all.map(({ tenant }) => tenant))).toEqual(new Set([null, 'acme-dev']));
  });

  test('no such stack is one message', async () => {
    const { code, out, err } = await strictwatch([
      'doctor',
      '--aws',
      '--stack',
      'other',
      ...configured(),
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^There is no stack "other" in eu-west-1/);
  });

  test('a canary that is overdue', async () => {
    const message = 'no canary has ever been accepted by every channel';
    read[0]!.canary = { ...canary, message };
    const { code, notOk } = await checks();
    expect([code, notOk]).toEqual([
      1,
      [
        {
          tenant: 'acme-prod',
          check: 'read',
          ok: false,
          says: `last read whole 20 minutes ago; ${message}: see docs/runbook.md#canary-overdue.`,
        },
      ],
    ]);
  });
});

describe('doctor --aws --alert', () => {
  let asked: unknown[] = [];
  const accepted = { routes: ['all findings'], accepted: true, says: null };
  const sns = { channel: 'sns', ...accepted };

  /** What the deployed watch answers, for each tenant. */
  function answers(testAlert: readonly object[]): void {
    asked = [];
    aws.account.functions['strictwatch-watch-1'] = {
      runs(payload) {
        asked.push(payload);
        const { tenant } = payload as { tenant: string };
        return { reply: { tenant, testAlert } };
      },
    };
  }

  async function alerts(args: readonly string[] = configured()) {
    const all = await checks(['--alert', ...args]);
    const tests = all.checks.filter(({ check }) => check.startsWith('test alert'));
    return { ...all, tests: tests.map(({ tenant, ok, says }) => [tenant, ok, says]) };
  }

  test('has the deployed monitor send a test for each tenant, and says what came of it', async () => {
    const says = 'Slack did not accept the message. Make a new webhook.';
    const slack = { channel: 'slack:slack/security', routes: ['all'], accepted: false, says };
    answers([sns, slack]);
    const { code, checks: all } = await alerts();
    expect(asked).toEqual([
      { tenant: 'acme-prod', testAlert: true },
      { tenant: 'acme-dev', testAlert: true },
    ]);
    expect(code).toBe(1);
    expect(all.slice(-4)).toEqual(
      ['acme-prod', 'acme-dev'].flatMap((tenant) => [
        {
          tenant,
          check: 'test alert to sns',
          ok: true,
          says: 'accepted; it is told of all findings',
        },
        { tenant, check: 'test alert to slack:slack/security', ok: false, says },
      ]),
    );
  });

  test('exits with 0 when every channel accepted', async () => {
    answers([sns]);
    const { code, tests } = await alerts();
    expect([code, tests.map(([tenant]) => tenant)]).toEqual([0, ['acme-prod', 'acme-dev']]);
  });

  test('asks for the tenants that are named, or all that are deployed without a file', async () => {
    answers([sns]);
    expect((await alerts([...configured(), '--tenant', 'acme-dev'])).tests).toHaveLength(1);
    const here = process.cwd();
    process.chdir(temporaryFolder());
    try {
      expect((await alerts([])).tests).toHaveLength(2);
    } finally {
      process.chdir(here);
    }
  });

  test('does not ask for a tenant that is known not to be deployed', async () => {
    answers([sns]);
    read.pop();
    const { tests, notOk } = await alerts();
    expect(tests.map(([tenant]) => tenant)).toEqual(['acme-prod']);
    expect(notOk.map(({ tenant, check }) => [tenant, check])).toEqual([['acme-dev', 'read']]);
  });

  test('what one tenant cannot be asked does not keep the others from being tested', async () => {
    answers([sns]);
    aws.account.functions['strictwatch-watch-1'] = {
      runs: (payload) =>
        (payload as { tenant: string }).tenant === 'acme-prod'
          ? { error: { errorMessage: 'The payload has unknown keys: "testAlert".' } }
          : { reply: { tenant: 'acme-dev', testAlert: [sns] } },
    };
    const { code, tests } = await alerts();
    expect([code, tests]).toEqual([
      1,
      [
        ['acme-prod', false, 'The payload has unknown keys: "testAlert".'],
        ['acme-dev', true, 'accepted; it is told of all findings'],
      ],
    ]);
  });

  test('an answer of another version is said to be one', async () => {
    aws.account.functions['strictwatch-watch-1'] = { runs: () => ({ reply: { tenant: 'x' } }) };
    const { tests } = await alerts();
    expect(tests[0]?.[2]).toMatch(/not one that this command knows.*another version/);
  });

  test('a pulse that does not answer keeps nothing from being tested', async () => {
    answers([sns]);
    aws.account.functions['strictwatch-pulse-1']!.runs = () => ({
      error: { errorMessage: 'no table' },
    });
    expect((await alerts()).tests).toHaveLength(2);
  });
});

test('doctor without --aws points at it where credentials are kept in AWS', async () => {
  const { code, out } = await strictwatch(['doctor', ...configured([deployable[0]!])]);
  expect(code).toBe(1);
  expect(out).toMatch(
    /where only the deployed monitor reads them.*`npx strictwatch doctor --aws` checks what is deployed/,
  );
});
