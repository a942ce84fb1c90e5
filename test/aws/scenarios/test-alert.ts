import { describe, expect, test } from 'vitest';
import { TestAlertReply } from '../../../functions/core/test-alert.ts';
import { invoke, itemsOf } from '../aws.ts';
import { published } from '../published.ts';
import { expectText, pretty, type Get } from '../steps.ts';
import { nameOf } from '../world.ts';

export function testAlert(world: Get): void {
  describe('a test alert', () => {
    test('arrives by SNS and by Slack, is plainly a test, and writes nothing', async () => {
      const { aws, slack, alerts, outputs } = world();
      await alerts.acme.rest();
      const before = slack.messages.length;
      const ofAcme = async () =>
        (await itemsOf(aws, outputs.table)).filter(({ tenant }) => tenant?.S === 'acme');
      const stored = await ofAcme();

      const invoked = await invoke(aws, nameOf('watch'), { tenant: 'acme', testAlert: true });

      const reply = TestAlertReply.parse(invoked.ok ? invoked.reply : invoked);
      expect(reply.testAlert.map(({ channel, accepted }) => [channel, accepted])).toEqual([
        ['sns', true],
        ['slack:strictwatch/slack', true],
      ]);
      const heard = await alerts.acme.next();
      expect(heard?.subject).toBe('[TEST acme, production] test alert, nothing was found');
      expect(heard?.attributes).toEqual({
        tenant: 'acme',
        environment: 'production',
        kind: 'test',
        test: 'true',
      });
      await expectText(pretty(JSON.parse(heard?.message ?? '')), 'test.event.txt');
      await expectText(published(world()).at(-1)?.texts['default'] ?? '', 'test.email.txt');
      expect(slack.messages).toHaveLength(before + 1);
      await expectText(pretty(slack.messages.at(-1)?.body), 'test.slack.txt');
      expect(await ofAcme()).toEqual(stored);
    });
  });
}
