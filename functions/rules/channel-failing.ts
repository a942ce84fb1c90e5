import { hasFailedFor, type ChannelHealth } from '../core/channel-health.ts';
import { moment } from '../core/message.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';

const dayMs = 86_400_000;

const dead: ChannelHealth = {
  failingSince: '2026-11-22T08:30:00.000Z',
  failedAt: '2026-11-23T08:30:00.000Z',
  failures: 27,
  retryAt: '2026-11-23T09:15:00.000Z',
  reason:
    'Slack did not accept the message for slack:SECURITY (HTTP 404, no_service). The webhook was removed or switched off: make a new one and store it in its place.',
};
const justFailed: ChannelHealth = { ...dead, failingSince: '2026-11-22T08:30:00.001Z' };
const failedOnce: ChannelHealth = { ...dead, failedAt: dead.failingSince, failures: 1 };

export default defineRule<never>({
  id: 'channel-failing',
  title: 'A channel has not accepted a message for a day',
  severity: 'critical',
  needs: [],
  docs: {
    why: 'Who only looks at a channel that accepts nothing takes its silence for peace. What the channel was to say is kept and is sent once it accepts again, but nobody knows when that will be. It is told by all other channels of the tenant, whatever their routes leave out; where there is no other one, only the failing runs in the log and the alarm of the function say it.',
    fix: [
      'Read the reason above: it is what the channel last answered, and says what to do about it. A webhook that was removed is replaced where `tenants.json` says that it is kept.',
      'Send a test with `npx strictwatch doctor --alert --tenant ID` (where it is deployed, `npx strictwatch doctor --alert --aws --tenant ID`): it says of each channel whether it accepts.',
      'Then send all that is owed, in one message, with `npx strictwatch watch --tenant ID` (where it is deployed, `npx strictwatch invoke --tenant ID`), which tries it at once; or leave it to the next run that does, at most 45 minutes after the last attempt.',
      'If somebody removed the webhook or the app in Slack and nobody knows why, treat it as an attempt to keep the alerts away.',
    ],
    see: ['https://datatracker.ietf.org/doc/html/rfc5424#section-8.5'],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'AU-5' },
    { framework: 'NIST SP 800-53 r5', id: 'SI-4' },
    { framework: 'SOC 2', id: 'CC7.2' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.16' },
  ],
  neverAdopts: true,
  everywhere: true,
  over: 'the channel accepted a message, is no longer among the routes, or has nothing left to say',
  // Which channel is the subject: that it goes on failing is the case.
  breadth: () => [],
  *check({ monitor }) {
    for (const [channel, health] of Object.entries(monitor.failing)) {
      if (!hasFailedFor(health, dayMs)) continue;
      const { failingSince, reason } = health;
      yield {
        subject: channel,
        message: `${channel} has accepted no message since ${moment(failingSince)}: what it was to say is owed to it`,
        evidence: { failingSince, reason },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'a webhook has refused each message for a day',
      given: sample({ monitor: { failing: { 'slack:SECURITY': dead } } }),
      finds: ['slack:SECURITY'],
    },
    {
      when: 'one of two failing channels has failed for a day',
      given: sample({ monitor: { failing: { sns: justFailed, 'slack:SECURITY': dead } } }),
      finds: ['slack:SECURITY'],
    },
    {
      when: 'a webhook has refused for less than a day',
      given: sample({ monitor: { failing: { 'slack:SECURITY': justFailed } } }),
      finds: [],
    },
    {
      when: 'a webhook has refused one message, and none was sent to it since',
      given: sample({ monitor: { failing: { 'slack:SECURITY': failedOnce } } }),
      finds: [],
    },
    { when: 'every channel accepts', given: sample(), finds: [] },
  ];
}
