import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SimulatedSlack } from '../../demo/slack.ts';
import { deskFor, simulated, type Desk } from './run.ts';

let slack: SimulatedSlack;

beforeAll(async () => {
  slack = await startSlack();
});

beforeEach(() => slack.reset());

afterAll(() => slack.close());

function envOf(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, slack.webhook(name)]));
}

async function desk(routes: readonly object[], more: object = {}): Promise<Desk> {
  return deskFor({ acme: await simulated() }, { routes, ...more });
}

interface Shown {
  readonly check: string;
  readonly ok: boolean;
  readonly says: string;
}

/** What `doctor --alert` says of each channel, and its exit code. */
async function tests(at: Desk, env: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await at.run(['doctor', '--alert', '--json'], { env });
  expect(err).toBe('');
  const { checks } = JSON.parse(out) as { checks: Shown[] };
  const found = checks.filter(({ check }) => /^test alert|^routes/.test(check));
  return { code, tests: found.map(({ check, ok, says }) => ({ check, ok, says })) };
}

function receivers(): string[] {
  return slack.messages.map(({ path }) => path.split('/').at(-1) ?? '');
}

describe('doctor --alert', () => {
  test('sends one marked test through every route, whatever that is told of', async () => {
    const at = await desk([
      { slack: { webhookEnv: 'ALL' }, minSeverity: 'info' },
      { slack: { webhookEnv: 'APPS' }, rules: ['app-*'], digest: { at: '08:00' } },
      { slack: { webhookEnv: 'SECOND' }, escalateAfterHours: 4 },
      { slack: { webhookEnv: 'ALL' }, minSeverity: 'critical' },
    ]);
    const { code, tests: all } = await tests(at, envOf('ALL', 'APPS', 'SECOND'));
    expect(code).toBe(0);
    expect(all).toEqual([
      {
        check: 'test alert to slack:ALL',
        ok: true,
        says: 'accepted; it is told of all findings, and of findings from critical up',
      },
      {
        check: 'test alert to slack:APPS',
        ok: true,
        says: 'accepted; it is told of findings from low up of the rules app-*; what is low or info gathered until 08:00',
      },
      {
        check: 'test alert to slack:SECOND',
        ok: true,
        says: 'accepted; it is told of critical findings that nobody acknowledged for 4 hours',
      },
    ]);
    expect(receivers()).toEqual(['ALL', 'APPS', 'SECOND']);
    for (const { body } of slack.messages) {
      expect(body['text']).toMatch(/^TEST of acme \(production\): This is a test alert/);
      expect(body['metadata']).toBeUndefined();
    }
  });

  test('a channel that does not accept is named with its own words, and does not stop the others', async () => {
    const at = await desk([
      { slack: { webhookEnv: 'GONE' } },
      { slack: { webhookEnv: 'UNSET' } },
      { slack: { webhookEnv: 'FINE' } },
    ]);
    slack.archive('GONE');
    const { code, tests: all } = await tests(at, envOf('GONE', 'FINE'));
    expect(code).toBe(1);
    expect(all).toMatchObject([
      {
        ok: false,
        says: expect.stringMatching(
          /slack:GONE \(HTTP 410, channel_is_archived\)\. .*bring it back/,
        ),
      },
      { ok: false, says: expect.stringMatching(/variable UNSET is not set.*set it and run again/) },
      { check: 'test alert to slack:FINE', ok: true },
    ]);
    expect(receivers()).toEqual(['FINE']);
    expect(JSON.stringify(all)).not.toContain('/services/');
  });

  test('what only the deployed monitor can send is said to be so, and is no success', async () => {
    const at = await desk([
      { sns: true, slack: { webhookEnv: 'HERE' } },
      { slack: { webhookSecretId: 'slack/security' } },
    ]);
    const { code, tests: all } = await tests(at, envOf('HERE'));
    expect(code).toBe(1);
    expect(all).toEqual([
      expect.objectContaining({ check: 'test alert to slack:HERE', ok: true }),
      {
        check: 'test alert to sns',
        ok: false,
        says: 'Nothing was sent: only the deployed monitor sends to SNS: add --aws, which tests from there.',
      },
      {
        check: 'test alert to slack:slack/security',
        ok: false,
        says: expect.stringMatching(
          /^Nothing was sent: .* Or add --aws, which tests from there\.$/,
        ),
      },
    ]);
  });

  test('without routes there is nothing to send', async () => {
    const { code, tests: all } = await tests(await desk([]));
    expect([code, all]).toEqual([
      0,
      [
        {
          check: 'routes',
          ok: true,
          says: 'none: alerts are shown here only, and nothing was sent',
        },
      ],
    ]);
    expect(slack.posts()).toBe(0);
  });

  test('is shown a line a channel', async () => {
    const at = await desk([{ slack: { webhookEnv: 'ALL' } }]);
    const { out } = await at.run(['doctor', '--alert'], { env: envOf('ALL') });
    expect(out).toMatch(
      /^ok {6}acme {2}test alert to slack:ALL: accepted; it is told of findings/m,
    );
  });

  test('stores nothing and opens no finding', async () => {
    const at = await desk([{ slack: { webhookEnv: 'ALL' } }]);
    await at.run(['doctor', '--alert'], { env: envOf('ALL') });
    const { out } = await at.run(['findings', '--json', '--all']);
    expect(out).not.toContain('test');
  });

  test('sends nothing unless it is asked to', async () => {
    const at = await desk([{ slack: { webhookEnv: 'ALL' } }]);
    const { code, out } = await at.run(['doctor'], { env: envOf('ALL') });
    expect([code, slack.posts()]).toEqual([0, 0]);
    expect(out).toContain('routes: 1 to Slack; send a test with --alert');
  });

  test.each([[[]], [['--aws']]])('does not go with --dry-run, %j', async (more) => {
    const at = await desk([{ slack: { webhookEnv: 'ALL' } }]);
    const args = ['doctor', '--alert', '--dry-run', ...more];
    const { code, out, err } = await at.run(args, { env: envOf('ALL') });
    expect([code, out, slack.posts()]).toEqual([1, '', 0]);
    expect(err).toBe('--alert sends messages, and --dry-run tells nobody: give one of them.\n');
  });
});
