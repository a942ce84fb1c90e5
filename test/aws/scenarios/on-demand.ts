import { describe, expect, test } from 'vitest';
import { RunResult, WatchOutput } from '../../../functions/core/run.ts';
import { invoke, itemsOf, region, rootCredentials } from '../aws.ts';
import { run } from '../process.ts';
import { published } from '../published.ts';
import { expectText, permissive, pretty, toldBy, watch, type Get } from '../steps.ts';
import { nameOf, type World } from '../world.ts';

export function onDemand(world: Get): void {
  describe('on demand', () => {
    test('an invocation replies with the run result', async () => {
      const invoked = await invoke(world().aws, nameOf('watch'), { tenant: 'acme' });

      const result = RunResult.parse(invoked.ok ? invoked.reply : null);
      expect(result).toMatchObject({ tenant: 'acme', complete: true });
      expect(result.sections.apps).toEqual({ ok: true, count: 2 });
    });

    test('the command line replies with the run result, and exits as a local run does', async () => {
      const { code, out, err } = await strictwatch(world(), 'invoke', '--tenant', 'acme', '--json');

      expect(err).toBe('');
      expect(WatchOutput.parse(JSON.parse(out)).runs[0]).toMatchObject({
        tenant: 'acme',
        complete: true,
      });
      // partner-1 is open, and high.
      expect(code).toBe(2);
    });

    test('the command that an alert names lists what it told of', async () => {
      const { command } = JSON.parse(published(world()).at(-1)?.texts['sqs'] ?? '{}') as {
        command?: string;
      };
      expect(command).toMatch(/^npx strictwatch findings --tenant \w+ --stack strictwatch$/);
      const args = command?.replace('--tenant beta', '--tenant acme').split(' ').slice(2) ?? [];

      const { out, err } = await strictwatch(world(), ...args);

      expect(err).toBe('');
      expect(out).toContain('acme/app-permissive/partner-1');
    });

    test('a dry run shows what is new, writes nothing and tells nobody', async () => {
      const { aws, tenants, slack, alerts, outputs } = world();
      tenants.acme.createApp(permissive('partner-2'));
      const ofAcme = async () =>
        (await itemsOf(aws, outputs.table)).filter(({ tenant }) => tenant?.S === 'acme');
      const before = await ofAcme();
      const posts = slack.posts();

      const run = await watch(world(), 'acme', { dryRun: true });

      expect(run.findings.map(({ subject }) => subject)).toContain('partner-2');
      expect(toldBy(run)).toEqual([]);
      expect(before.length).toBeGreaterThan(0);
      expect(await ofAcme()).toEqual(before);
      expect(slack.posts()).toBe(posts);
      expect(await alerts.acme.next(1)).toBeNull();
      // What the dry run saw was not used up: the next run tells it.
      expect(toldBy(await watch(world(), 'acme'))).toEqual(['opened app-permissive partner-2']);
      expect(await alerts.acme.next()).not.toBeNull();
    });

    test('a report tells the posture by every channel, and replies with it', async () => {
      const { aws, slack, alerts } = world();

      const invoked = await invoke<{ told: string[] }>(aws, nameOf('report'), { tenant: 'acme' });

      expect(invoked.ok && invoked.reply.told.toSorted()).toEqual([
        'slack:strictwatch/slack',
        'sns',
      ]);
      const heard = await alerts.acme.next();
      await expectText(pretty(slack.messages.at(-1)?.body), 'posture.slack.txt');
      await expectText(pretty(JSON.parse(heard?.message ?? '')), 'posture.event.txt');
    });

    test('a dry report tells nobody', async () => {
      const { aws, slack, alerts } = world();
      const posts = slack.posts();

      const invoked = await invoke(aws, nameOf('report'), { tenant: 'acme', dryRun: true });

      expect(invoked).toMatchObject({ ok: true, reply: { tenant: 'acme', told: [] } });
      expect(slack.posts()).toBe(posts);
      expect(await alerts.acme.next(1)).toBeNull();
    });

    test.each(wrongPayloads)('refuses %s', async (_name, job, payload, message) => {
      expect(await invoke(world().aws, nameOf(job), payload)).toEqual({
        ok: false,
        error: message,
      });
    });
  });
}

const toSend =
  'Send {"tenant":"acme-prod"}, with "dryRun": true beside it to write nothing and tell nobody.';
const toSendToReport =
  'Send {"tenant":"acme-prod"} or {"fleet":true}, with "dryRun": true beside it to write nothing and tell nobody.';
const toSendToPulse = 'Send {}, with "dryRun": true beside it to write nothing and tell nobody.';
const noTenant = 'The payload names no tenant: "tenant" must be an id of tenants.json.';

const wrongPayloads: readonly [string, 'watch' | 'report' | 'pulse', unknown, string][] = [
  [
    'a tenant it does not know, and lists those it does',
    'watch',
    { tenant: 'acne' },
    'There is no tenant "acne" here. This is cell 1 of 1, where it would be: check its spelling, or add it to tenants.json and deploy. The tenants of this cell are: acme, beta, large, timed.',
  ],
  ['an empty payload', 'watch', {}, `The payload is empty. ${toSend}`],
  ['nothing', 'report', null, `The payload is empty. ${toSendToReport}`],
  ['a list', 'watch', ['acme'], `The payload is not a JSON object. ${toSend}`],
  ['a tenant of another type', 'watch', { tenant: 7 }, `${noTenant} ${toSend}`],
  [
    'a key it does not know',
    'report',
    { tenant: 'acme', dryrun: true },
    `The payload has unknown keys: "dryrun". ${toSendToReport}`,
  ],
  [
    'a dry run that is no yes or no',
    'pulse',
    { dryRun: 'yes' },
    `"dryRun" in the payload must be true or false. ${toSendToPulse}`,
  ],
];

/** `npx strictwatch`, with the credentials of the emulated account. */
function strictwatch({ endpoint }: World, ...args: readonly string[]) {
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_REGION: region,
  };
  return run(process.execPath, ['functions/cli.ts', ...args], { env });
}
