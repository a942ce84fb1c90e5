import { describe, expect, test } from 'vitest';
import { slackFailures, type SlackFailure } from '../../../demo/slack.ts';
import { failedWatch, permissive, toldBy, watch, type Get } from '../steps.ts';

const owed = 'The next run sends what it still owes.';
const refused = 'Slack did not accept the message for slack:strictwatch/slack';

/** What Slack does, how often it must do so to be believed, and what the run then says. */
const troubles: readonly [string, SlackFailure, number, string][] = [
  [
    'is out of order',
    slackFailures.serverError(),
    3,
    `${refused} (HTTP 500, rollup_error). Slack is out of order: see status.slack.com. ${owed}`,
  ],
  [
    'answers 200 without accepting',
    slackFailures.refusedWith200(),
    1,
    `${refused} (HTTP 200, rollup_error). The answer was not from Slack: look for a proxy in between. ${owed}`,
  ],
  [
    'limits the rate for longer than a run waits',
    slackFailures.tooMany(60),
    1,
    `${refused}: it limits the rate and asks to wait 60 s more. Give tenants webhooks of their own if this repeats. ${owed}`,
  ],
  [
    'does not answer',
    slackFailures.hang(),
    1,
    `${refused}: no answer in 10 s, so it may or may not be shown. Check status.slack.com and the way out of this network. ${owed}`,
  ],
];

export function slack(world: Get): void {
  describe('Slack', () => {
    test.each(troubles)(
      '%s: SNS is told once, Slack on the next run',
      async (name, failure, times, message) => {
        const { tenants, slack, alerts } = world();
        const subject = `slack-${name.replaceAll(/\W/g, '-')}`;
        tenants.acme.createApp(permissive(subject));
        slack.fail(...Array.from({ length: times }, () => failure));
        const before = slack.messages.length;

        expect(await failedWatch(world(), 'acme')).toBe(message);

        expect(slack.messages).toHaveLength(before);
        const heard = await alerts.acme.next();
        expect(heard?.attributes['transition']).toBe(`["acme/app-permissive/${subject}#1"]`);

        const run = await watch(world(), 'acme');

        expect(toldBy(run)).toEqual([`opened app-permissive ${subject}`]);
        expect(slack.messages).toHaveLength(before + 1);
        expect(JSON.stringify(slack.messages.at(-1)?.body)).toContain(
          `acme/app-permissive/${subject}`,
        );
        expect(await alerts.acme.next(1)).toBeNull();
      },
    );

    test('asks to wait a second: the same run waits and is accepted', async () => {
      const { tenants, slack, alerts } = world();
      tenants.acme.createApp(permissive('slack-waits'));
      slack.fail(slackFailures.tooMany(1));
      const before = slack.messages.length;

      expect(toldBy(await watch(world(), 'acme'))).toEqual(['opened app-permissive slack-waits']);

      expect(slack.messages).toHaveLength(before + 1);
      expect(await alerts.acme.next()).not.toBeNull();
    });
  });
}
