import { CreateTopicCommand, DeleteTopicCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { maxPublishBytes } from '../../../functions/core/render-sns.ts';
import { published } from '../published.ts';
import { failedWatch, permissive, toldBy, watch, type Get } from '../steps.ts';
import { hearAlerts, hearFleet } from '../world.ts';

export function sns(world: Get): void {
  describe('SNS', () => {
    test('a topic that is gone is named, and what it was to hear is delivered once it is back', async () => {
      const { aws, tenants, slack, alerts, outputs } = world();
      tenants.acme.createApp(permissive('topic-gone'));
      await aws.sns.send(new DeleteTopicCommand({ TopicArn: outputs.alerts }));
      const before = slack.messages.length;

      expect(await failedWatch(world(), 'acme')).toBe(
        `Amazon SNS did not accept the message for sns (topic ${outputs.alerts}): the topic does not exist. Deploy the stack again, or correct STRICTWATCH_ALERTS_TOPIC_ARN. (NotFoundException) The next run sends what it still owes.`,
      );

      expect(slack.messages).toHaveLength(before + 1);
      await aws.sns.send(new CreateTopicCommand({ Name: outputs.alerts.split(':').at(-1) }));
      await hearAlerts(aws, outputs.alerts);
      await hearFleet(aws, outputs.alerts);
      expect(toldBy(await watch(world(), 'acme'))).toEqual(['opened app-permissive topic-gone']);
      const heard = await alerts.acme.next();
      expect(heard?.attributes['transition']).toBe('["acme/app-permissive/topic-gone#1"]');
      expect(slack.messages).toHaveLength(before + 1);
    });

    test('a message beyond what SNS takes is shortened and told, not dropped', async () => {
      const { tenants, alerts } = world();
      await watch(world(), 'beta');
      for (let n = 0; n < 10; n += 1) {
        tenants.beta.createApp(permissive(`giant-${n}`, { name: 'n'.repeat(40_000) }));
      }

      const run = await watch(world(), 'beta');

      expect(toldBy(run)).toContain('opened app-permissive giant-0');
      const message = published(world()).at(-1);
      expect(message?.status).toBe(200);
      expect(message?.bytes).toBeLessThanOrEqual(maxPublishBytes);
      const heard = await alerts.beta.next();
      expect(JSON.parse(heard?.message ?? '{}')).toMatchObject({
        type: 'strictwatch.findings',
        shortened: true,
        command: 'npx strictwatch findings --tenant beta --stack strictwatch',
      });
    });
  });
}
