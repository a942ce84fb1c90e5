import { beforeEach, describe, expect, test } from 'vitest';
import { cellOf } from '../../functions/core/deployment.ts';
import { PulseResult } from '../../functions/core/pulse.ts';
import { WatchOutput, type RunResult } from '../../functions/core/run.ts';
import { fakeAws } from '../adapters/aws/desk.ts';
import { strictwatch } from './run.ts';

const aws = fakeAws();

/** What the functions were sent, by name. */
const sent: [string, unknown][] = [];

/** Two cells; each function answers what `replies` has for its job. */
const replies: Record<string, (payload: { tenant?: string }, cell: number) => object> = {};

beforeEach(() => {
  sent.splice(0);
  aws.account.stacks['strictwatch'] = { status: 'UPDATE_COMPLETE', outputs: { Cells: '2' } };
  replies['watch'] = ({ tenant }) => ({ reply: run(tenant) });
  replies['report'] = ({ tenant }) => ({ reply: report(tenant) });
  replies['pulse'] = (_payload, cell) => ({ reply: pulse([`in-cell-${cell}`]) });
  for (const job of ['watch', 'report', 'pulse']) {
    for (const cell of [1, 2]) {
      const name = `strictwatch-${job}-${cell}`;
      aws.account.functions[name] = {
        runs(payload) {
          sent.push([name, payload]);
          return replies[job]?.(payload as object, cell) as never;
        },
      };
    }
  }
});

const section = { ok: true, count: 1 } as const;

function run(tenant = 'acme-prod', parts: Partial<RunResult> = {}): RunResult {
  return {
    tenant,
    complete: true,
    startedAt: '2026-11-23T09:00:00.000Z',
    finishedAt: '2026-11-23T09:00:02.000Z',
    sections: {
      apps: { ok: true, count: 41 },
      settings: section,
      grants: section,
      apis: section,
      connections: section,
      login: section,
      pipeline: section,
      logs: section,
    },
    toggle: { state: 'unknown', basis: 'unknown', asOf: null },
    dcr: { enabled: false, mode: 'strict', effective: 'strict' },
    findings: [],
    calls: 9,
    cost: { readUnits: 2, writeUnits: 4 },
    ...parts,
  };
}

function openFinding(severity: 'high' | 'low', name = 'Partner') {
  return {
    key: 'acme-prod/app-permissive/p',
    rule: 'app-permissive',
    severity,
    subject: 'p',
    status: 'open',
    announced: 'opened',
    message: `third-party app "${name}" is in permissive mode`,
    evidence: {},
    firstSeen: '2026-11-23T09:00:00.000Z',
    transition: 1,
  } as const;
}

function report(tenant = 'acme-prod') {
  const posture = {
    tenant,
    environment: 'production',
    at: '2026-11-23T09:00:00.000Z',
    headline: '2 open findings, worst high',
    lines: ['DCR is off'],
  };
  return { tenant, posture, told: ['sns'] };
}

function pulse(tenants: readonly string[], stale = false) {
  return {
    version: 1,
    at: '2026-11-23T09:00:00.000Z',
    tenants: tenants.map((tenant) => ({
      tenant,
      lastComplete: '2026-11-23T08:00:00.000Z',
      ageSeconds: 3600,
      oldestAllowed: '2026-11-23T05:00:00.000Z',
      stale,
      finding: stale ? { ...openFinding('high'), rule: 'watch-stale', severity: 'critical' } : null,
    })),
  };
}

describe('invoke', () => {
  test('runs watch of the cell the tenant is in, and tries channels that failed lately at once', async () => {
    const { code, out, err } = await strictwatch(['invoke', '--tenant', 'acme-prod']);
    expect([code, err]).toEqual([0, '']);
    expect(sent).toEqual([
      [`strictwatch-watch-${cellOf('acme-prod', 2)}`, { tenant: 'acme-prod', retryNow: true }],
    ]);
    expect(out).toMatch(/^acme-prod: read whole, 41 apps, 9 calls\.\n/);
  });

  test('knows the cell of every tenant', async () => {
    const tenants = ['acme-prod', 'acme-dev', 'beta', 'gamma', 'delta'];
    await strictwatch(['invoke', ...tenants.flatMap((id) => ['--tenant', id])]);
    expect(sent.map(([name]) => name)).toEqual(
      tenants.map((id) => `strictwatch-watch-${cellOf(id, 2)}`),
    );
    expect(new Set(sent.map(([name]) => name)).size).toBe(2);
  });

  test('--dry-run is passed on and said', async () => {
    const { out } = await strictwatch(['invoke', '--tenant', 'acme-prod', '--dry-run']);
    expect(sent[0]?.[1]).toEqual({ tenant: 'acme-prod', dryRun: true });
    expect(out).toMatch(/Dry run: nothing was stored, nobody was\stold/);
  });

  test('--json is the document that watch prints', async () => {
    const { out } = await strictwatch(['invoke', '--tenant', 'acme-prod', '--json']);
    expect(WatchOutput.parse(JSON.parse(out))).toEqual({ version: 1, runs: [run('acme-prod')] });
  });

  test.each<[string, Partial<RunResult>, readonly string[], number]>([
    ['nothing open', {}, [], 0],
    ['a high finding', { findings: [openFinding('high')] }, [], 2],
    ['a low finding', { findings: [openFinding('low')] }, [], 0],
    [
      'a low finding, with --fail-on low',
      { findings: [openFinding('low')] },
      ['--fail-on', 'low'],
      2,
    ],
    ['a tenant that was not read', { complete: false, findings: [openFinding('high')] }, [], 3],
  ])('exits as watch does: %s', async (_name, parts, args, expected) => {
    replies['watch'] = ({ tenant }) => ({ reply: run(tenant, parts) });
    const { code } = await strictwatch(['invoke', '--tenant', 'acme-prod', ...args]);
    expect(code).toBe(expected);
  });

  test('lists what it told and what is open, with hostile names shown harmless', async () => {
    const findings = [openFinding('high', 'a\u001b[31m\u202eb')];
    replies['watch'] = ({ tenant }) => ({ reply: run(tenant, { findings }) });
    const { out } = await strictwatch(['invoke', '--tenant', 'acme-prod']);
    expect(out).toMatch(/^high +open +opened +third-party app "a‹U\+001B›\[31m‹U\+202E›b"/m);
    expect(out).not.toContain('\u001b');
  });

  test('a tenant that another run holds is exit 1 and one message', async () => {
    replies['watch'] = ({ tenant }) => ({
      reply: { tenant, busy: true, message: 'Another run holds acme-prod.' },
    });
    const ended = await strictwatch(['invoke', '--tenant', 'acme-prod', '--json']);
    expect(ended).toEqual({
      code: 1,
      out: '{"version":1,"runs":[]}\n',
      err: 'acme-prod: Another run holds acme-prod.\n',
    });
  });

  test('of a failed run the message is shown, and only that', async () => {
    const error = {
      errorType: 'ConfigError',
      errorMessage: 'There is no tenant "acme" here.\u001b[2J',
      trace: ['ConfigError: at /var/task/index.mjs:1:1'],
    };
    replies['watch'] = () => ({ error });
    const { code, out, err } = await strictwatch(['invoke', '--tenant', 'acme']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('acme: There is no tenant "acme" here.‹U+001B›[2J\n');
  });

  test('one tenant that fails does not keep the others from running', async () => {
    replies['watch'] = ({ tenant }) =>
      tenant === 'bad' ? { error: { errorMessage: 'no' } } : { reply: run(tenant) };
    const args = ['--tenant', 'bad', '--tenant', 'acme-prod', '--json'];
    const { code, out, err } = await strictwatch(['invoke', ...args]);
    expect([code, err]).toEqual([1, 'bad: no\n']);
    expect(JSON.parse(out).runs).toHaveLength(1);
  });

  test('a lost connection starts no second run, and says where to look', async () => {
    aws.account.faults['Invoke'] = 'reset';
    const { code, err } = await strictwatch(['invoke', '--tenant', 'acme-prod']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /ended without an answer.*may still be going on.*aws logs tail \/aws\/lambda\/strictwatch-watch-\d --since 20m/,
    );
    expect(aws.asked.filter(({ action }) => action === 'Invoke')).toHaveLength(1);
  });

  test('an error of Lambda starts no second run either', async () => {
    aws.account.faults['Invoke'] = { name: 'ServiceException', message: 'oops', status: 500 };
    const { code, err } = await strictwatch(['invoke', '--tenant', 'acme-prod']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /AWS answered lambda:InvokeFunction in eu-west-1 with ServiceException: oops/,
    );
    expect(aws.asked.filter(({ action }) => action === 'Invoke')).toHaveLength(1);
  });

  test.each([
    ['not JSON', { text: '<html>' }, /answered with something that is not JSON/],
    [
      'of another version',
      { reply: { version: 2 } },
      /not one that this command knows.*deploy this one/,
    ],
  ])('a reply that is %s says what to do', async (_name, reply, expected) => {
    replies['watch'] = () => reply;
    const { code, err } = await strictwatch(['invoke', '--tenant', 'acme-prod']);
    expect(code).toBe(1);
    expect(err).toMatch(expected);
  });

  test('report shows the posture and who was told', async () => {
    const args = ['invoke', '--job', 'report', '--tenant', 'acme-prod'];
    const { code, out } = await strictwatch(args);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Posture of acme-prod \(production\)[^]*DCR is off[^]*It was told to sns\.\n$/,
    );
    const json = await strictwatch([...args, '--json']);
    expect(JSON.parse(json.out)).toEqual({ version: 1, reports: [report()] });
  });
});

describe('invoke --job pulse', () => {
  test('asks every cell, and shows how long ago each tenant was read', async () => {
    const { code, out } = await strictwatch(['invoke', '--job', 'pulse']);
    expect(sent).toEqual([
      ['strictwatch-pulse-1', { retryNow: true }],
      ['strictwatch-pulse-2', { retryNow: true }],
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^in-cell-1 +60 minutes ago +2026-11-23 08:00 UTC +as scheduled$/m);
    expect(out).toMatch(/^in-cell-2 /m);
  });

  test('--tenant chooses its cell and shows that tenant', async () => {
    replies['pulse'] = () => ({ reply: pulse(['acme-prod', 'other']) });
    const args = ['invoke', '--job', 'pulse', '--tenant', 'acme-prod', '--json'];
    const { code, out } = await strictwatch(args);
    expect(sent).toEqual([[`strictwatch-pulse-${cellOf('acme-prod', 2)}`, { retryNow: true }]]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(pulse(['acme-prod']));
  });

  test('a tenant that is not deployed is exit 1', async () => {
    const { code, err } = await strictwatch(['invoke', '--job', 'pulse', '--tenant', 'gone']);
    expect([code, err]).toEqual([
      1,
      'gone: it is not deployed. Add it to tenants.json and deploy.\n',
    ]);
  });

  test('a tenant that is no longer watched is exit 2', async () => {
    replies['pulse'] = () => ({ reply: pulse(['acme-prod'], true) });
    const { code, out } = await strictwatch(['invoke', '--job', 'pulse']);
    expect(code).toBe(2);
    expect(out).toMatch(/^acme-prod .* STALE; watch-stale open, opened$/m);
    const { code: low } = await strictwatch(['invoke', '--job', 'pulse', '--fail-on', 'critical']);
    expect(low).toBe(2);
  });
});

describe('invoke --job pulse, when it is not all well', () => {
  test('a stale tenant that a run held is exit 2, and said to be busy', async () => {
    const [tenant] = pulse(['acme-prod']).tenants;
    const held = { ...tenant, stale: true, busy: true };
    replies['pulse'] = () => ({ reply: { ...pulse([]), tenants: [held] } });
    const { code, out } = await strictwatch(['invoke', '--job', 'pulse', '--fail-on', 'critical']);
    expect(code).toBe(2);
    expect(out).toMatch(/^acme-prod .* STALE, busy$/m);
  });

  test('--json is a document even when every cell failed', async () => {
    replies['pulse'] = () => ({ error: { errorMessage: 'no' } });
    const { code, out, err } = await strictwatch(['invoke', '--job', 'pulse', '--json']);
    expect([code, err]).toEqual([1, 'cell 1: no\ncell 2: no\n']);
    expect(PulseResult.parse(JSON.parse(out))).toEqual({
      version: 1,
      at: '2026-11-23T09:00:00.000Z',
      tenants: [],
    });
  });
});

describe('what keeps invoke from starting is one message and exit 1', () => {
  test.each<[string, readonly string[], () => void, RegExp]>([
    ['no tenant named', [], () => {}, /^Which tenant\?/],
    [
      'a job that does not exist',
      ['--job', 'wach', '--tenant', 'a'],
      () => {},
      /^--job "wach" is no job\. They are: watch, report, pulse/,
    ],
    [
      'no such stack',
      ['--stack', 'other', '--tenant', 'a'],
      () => {},
      /^There is no stack "other" in eu-west-1 of this AWS account\. Check AWS_REGION.*npx cdk deploy --all/,
    ],
    [
      'a stack of something else',
      ['--stack', 'shop', '--tenant', 'a'],
      () => void (aws.account.stacks['shop'] = { status: 'CREATE_COMPLETE' }),
      /^The stack "shop" in eu-west-1 has no output "Cells" \(its status is CREATE_COMPLETE\)/,
    ],
    [
      'no permission',
      ['--tenant', 'a'],
      () =>
        void (aws.account.faults['DescribeStacks'] = {
          name: 'AccessDenied',
          message: 'User: arn:aws:iam::123456789012:user/x is not authorized',
          status: 403,
        }),
      /^AWS does not permit cloudformation:DescribeStacks in eu-west-1: User: arn:aws:iam::123456789012:user\/x is not/,
    ],
    [
      'credentials that ran out',
      ['--tenant', 'a'],
      () =>
        void (aws.account.faults['DescribeStacks'] = {
          name: 'ExpiredToken',
          message: 'The security token included in the request is expired',
          status: 403,
        }),
      /^AWS refused the credentials in eu-west-1: The security token/,
    ],
    [
      'no region',
      ['--tenant', 'a'],
      () => void delete process.env['AWS_REGION'],
      /^No AWS region is set\. Set AWS_REGION/,
    ],
    [
      'no credentials',
      ['--tenant', 'a'],
      () => void delete process.env['AWS_ACCESS_KEY_ID'],
      /^There are no AWS credentials to work with: .*Sign in/,
    ],
    [
      'a region that is none',
      ['--tenant', 'a'],
      () => void (process.env['AWS_REGION'] = 'us east 1'),
      /^The AWS region that is set is none\. Set AWS_REGION/,
    ],
    [
      'an endpoint that is no address',
      ['--tenant', 'a'],
      () => void (process.env['AWS_ENDPOINT_URL'] = 'garbage'),
      /^AWS_ENDPOINT_URL, or endpoint_url of the AWS profile, holds no address\. Unset it/,
    ],
    [
      'nobody there',
      ['--tenant', 'a'],
      () => void (process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9'),
      /^AWS cannot be reached for cloudformation:DescribeStacks in eu-west-1: .*ECONNREFUSED/,
    ],
    [
      'no such function',
      ['--tenant', 'a'],
      () => void (aws.account.functions = {}),
      /^a: There is no function strictwatch-watch-\d in this account and region\. Deploy it/,
    ],
    [
      'no permission to invoke',
      ['--tenant', 'a'],
      () =>
        void (aws.account.faults['Invoke'] = {
          name: 'AccessDeniedException',
          message: 'not authorized to perform: lambda:InvokeFunction',
          status: 403,
        }),
      /^a: AWS does not permit lambda:InvokeFunction in eu-west-1/,
    ],
    [
      'too many functions running',
      ['--tenant', 'a'],
      () =>
        void (aws.account.faults['Invoke'] = {
          name: 'TooManyRequestsException',
          message: 'Rate Exceeded.',
          status: 429,
        }),
      /^a: AWS is limiting requests .*Wait a minute/,
    ],
  ])('%s', async (_name, args, arrange, expected) => {
    arrange();
    const { code, out, err } = await strictwatch(['invoke', ...args]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/^\s+at /m);
    expect(err).not.toContain('synthetic-secret');
  });

  test('options that have no meaning there are refused', async () => {
    const { code, err } = await strictwatch(['invoke', '--tenant', 'a', '--config', 'x']);
    expect(code).toBe(1);
    expect(err).toMatch(/unknown option '--config'/);
  });
});
