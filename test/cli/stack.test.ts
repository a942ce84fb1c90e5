import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { rules } from '../../functions/rules/index.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { fakeAws } from '../adapters/aws/desk.ts';
import { fakeChannel, partner } from '../jobs/world.ts';
import { startAws, type SimulatedAws } from '../lambda/simulated-aws.ts';
import { createCollect } from '../../functions/adapters/auth0/collect.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { simulated, strictwatch } from './run.ts';

const cloud = fakeAws();
let aws: SimulatedAws;

beforeAll(async () => {
  aws = await startAws();
  await watchOnce('acme-prod');
});

afterAll(() => aws.close());

beforeEach(() => {
  // Stacks are asked of one server and tables of another, each as its SDK client is told.
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = aws.url;
  cloud.account.stacks['sw'] = {
    status: 'UPDATE_COMPLETE',
    outputs: { Cells: '1', TableName: aws.table },
  };
  return () => delete process.env['AWS_ENDPOINT_URL_DYNAMODB'];
});

describe('what a deployed monitor has stored is looked at from any machine', () => {
  test('its findings', async () => {
    const { code, out, err } = await strictwatch(['findings', '--stack', 'sw', '--json']);
    expect([code, err]).toEqual([0, '']);
    const { findings } = JSON.parse(out) as { findings: { key: string }[] };
    expect(findings.map(({ key }) => key)).toContain('acme-prod/app-permissive/old');
  });

  test('its apps, one finding, and how the tenant stands', async () => {
    const at = ['--stack', 'sw', '--now', '2026-11-23T09:30:00Z'];
    expect((await strictwatch(['apps', ...at])).out).toContain('old');
    const explained = await strictwatch(['explain', 'acme-prod/app-permissive/old', ...at]);
    expect(explained.out).toContain('permissive');
    expect((await strictwatch(['report', ...at])).out).toMatch(
      /^# Posture report, [^]*\n## acme-prod \(/,
    );
  });
});

test('a tenant that nothing is stored of: which deployment, and what to do', async () => {
  const { code, err } = await strictwatch(['findings', '--stack', 'sw', '--tenant', 'other']);
  expect(code).toBe(1);
  expect(err).toBe(
    'The monitor deployed as "sw" has stored nothing of other yet. The tenants there are: acme-prod. Check the id, or run it once: `npx strictwatch invoke --stack sw --tenant ID`.\n',
  );
});

test('a deployment that is not there', async () => {
  const { code, err } = await strictwatch(['findings', '--stack', 'gone']);
  expect(code).toBe(1);
  expect(err).toMatch(/^There is no stack "gone" in eu-west-1/);
});

test('a deployment that names no table', async () => {
  cloud.account.stacks['sw'] = { status: 'UPDATE_COMPLETE', outputs: { Cells: '1' } };
  const { code, err } = await strictwatch(['findings', '--stack', 'sw']);
  expect(code).toBe(1);
  expect(err).toMatch(/has no output "TableName"/);
});

async function watchOnce(id: string): Promise<void> {
  const source = await simulated({ apps: [partner('old')] });
  const { clientId, clientSecret } = source.state.credentials;
  await watch(
    {
      collect: createCollect(async () => ({ clientId, clientSecret })),
      store: createStore({ client: aws.client, table: aws.table }),
      channels: [fakeChannel('sns')],
      progress: () => {},
      timeLeft: () => Infinity,
      elapsed: () => 0,
    },
    {
      tenant: parseTenant({
        id,
        domain: source.domain,
        baseUrl: source.url,
        credentials: { secretId: 'synthetic' },
      }),
      rules,
      now: new Date('2026-11-23T09:00:00Z'),
      dryRun: false,
    },
  );
}
