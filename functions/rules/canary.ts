import { canaryId } from '../core/canary.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';

const due = { canaryDue: '2026-11-23' };

export default defineRule<never>({
  id: canaryId,
  title: 'A canary: nothing is wrong',
  severity: 'info',
  needs: [],
  docs: {
    why: 'A monitor that has nothing to tell looks like one that cannot tell. With `"canary": true` in `tenants.json` a harmless finding opens on each day of the time zone of the tenant\'s schedule, is told by every channel of its ordinary routes, and is resolved by the next run once all of them have accepted it. When none arrives for too long, `canary-overdue` says so, and the alarms of the monitor do as well.',
    fix: ['Do nothing: it is resolved by itself.'],
    see: ['https://auth0.com/docs/deploy-monitor/monitor/monitor-applications'],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'SI-6' },
    { framework: 'NIST SP 800-53 r5', id: 'AU-5' },
    { framework: 'SOC 2', id: 'CC7.2' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.16' },
  ],
  neverAdopts: true,
  everywhere: true,
  over: 'every channel has accepted it',
  breadth: () => [],
  *check({ monitor: { canaryDue } }) {
    if (canaryDue === null) return;
    yield {
      subject: canaryId,
      message: `this is the canary of ${canaryDue}: nothing is wrong and there is nothing to do; it shows that what is told of this tenant arrives here`,
      evidence: { day: canaryDue },
    };
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'none has arrived today',
      given: sample({ monitor: due }),
      finds: [canaryId],
    },
    {
      when: 'none has arrived today, and nothing of the tenant can be read',
      given: sample({ monitor: due, unread: { apps: 'credentials', settings: 'credentials' } }),
      finds: [canaryId],
    },
    { when: 'the one of today has arrived at every channel', given: sample(), finds: [] },
    {
      when: 'a channel does not accept, and no canary is wanted',
      given: sample({
        monitor: {
          failing: {
            'slack:WEBHOOK': {
              failingSince: '2026-11-23T08:00:00.000Z',
              failedAt: '2026-11-23T08:15:00.000Z',
              failures: 2,
              retryAt: '2026-11-23T09:00:00.000Z',
              reason: 'Slack did not accept the message.',
            },
          },
        },
      }),
      finds: [],
    },
  ];
}
