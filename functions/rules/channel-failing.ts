import type { ChannelHealth } from '../core/channel-health.ts';
import { moment } from '../core/message.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';

const dayMs = 86_400_000;

const dead: ChannelHealth = {
  failingSince: '2026-11-22T09:00:00.000Z',
  failures: 27,
  retryAt: '2026-11-23T09:15:00.000Z',
  reason:
    'Slack did not accept the message for slack:SECURITY (HTTP 404, no_service). The webhook was removed or switched off: make a new one and store it in its place.',
};
const justFailed: ChannelHealth = { ...dead, failingSince: '2026-11-22T09:00:00.001Z' };

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
      'Then leave it to the next run, which sends all that is owed in one message, or start one: `npx strictwatch watch --tenant ID`, or `npx strictwatch invoke --tenant ID` where it is deployed.',
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
  over: 'the channel accepts messages again, or is no longer among the routes',
  // Which channel is the subject: that it goes on failing is the case.
  breadth: () => [],
  *check({ monitor, now }) {
    for (const [channel, { failingSince, reason }] of Object.entries(monitor.failing)) {
      if (now.getTime() - Date.parse(failingSince) < dayMs) continue;
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
    { when: 'every channel accepts', given: sample(), finds: [] },
  ];
}
