import { canaryId, isOverdue, overdueRule, overdueWords } from '../core/canary.ts';
import { isStale } from '../core/pulse.ts';
import { defineRule, type CanaryWatch, type Watched, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';

const inTime: CanaryWatch = {
  arrived: '2026-11-23T01:05:00.000Z',
  expectedSince: '2026-11-01T09:00:00.000Z',
  oldestAllowed: '2026-11-21T06:30:00.000Z',
};
const tooLongAgo = '2026-11-21T06:29:59.000Z';

const read: Watched = {
  lastComplete: '2026-11-23T08:05:00.000Z',
  expectedSince: '2026-11-01T09:00:00.000Z',
  oldestAllowed: '2026-11-23T06:30:00.000Z',
  schedule: 'rate(1 hour)',
  reasons: [],
};

export default defineRule<never>({
  id: overdueRule,
  title: 'No canary has arrived at every channel for too long',
  severity: 'critical',
  job: 'pulse',
  needs: [],
  docs: {
    why: 'A canary is sent each day to every channel of the ordinary routes of a tenant that has `"canary": true`. One that has not been accepted by all of them for more than two days means that an alert would not reach everybody either. A digest or quiet hours may hold a canary, which is allowed for: it is three days where an ordinary route has quiet hours, and four where it has a digest as well. A schedule that starts `watch` seldom has four of its runs. While it stands and nobody has acknowledged it, pulse fails, so that its alarm and the heartbeat that stays away tell somebody even when every channel is dead.',
    fix: [
      'Try every channel: `npx strictwatch doctor --alert --aws --tenant ID` (on one machine `npx strictwatch doctor --alert --tenant ID`). It names each that does not accept, with what to do.',
      'If every channel accepts the test, run the tenant with `npx strictwatch invoke --tenant ID` and read what it says: what is owed and due is sent by it, also to a channel that failed lately, and the run after it sees that the canary has arrived.',
      'If somebody suppressed the finding `canary`, lift the suppression: a canary that is hidden reaches nobody.',
      'A channel that is not wanted any more keeps the canary from arriving: take its route out of `tenants.json`, and deploy.',
      'If no canary is wanted, remove `"canary": true` from the tenant, and deploy.',
    ],
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
  over: 'a canary has arrived at every channel again, or none is expected any more',
  // How long ago the last one arrived is the whole case, and it only grows.
  breadth: () => [],
  *check({ monitor: { canary }, watched }) {
    if (canary === null || !isOverdue(canary)) return;
    if (watched && isStale(watched) && watched.reasons.length === 0) {
      yield { cannotTell: 'no run has come to an end that could have sent a canary' };
      return;
    }
    const { arrived, expectedSince } = canary;
    yield {
      subject: canaryId,
      message: overdueWords(canary),
      evidence: { arrived, expectedSince },
    };
  },
});

export function examples(): readonly Example[] {
  return [
    example('the last canary arrived too long ago', { arrived: tooLongAgo }, [canaryId]),
    example(
      'no canary has ever arrived, and one should have',
      { arrived: null, expectedSince: tooLongAgo },
      [canaryId],
    ),
    {
      ...example('runs cannot read the apps, and no canary arrives', { arrived: tooLongAgo }, [
        canaryId,
      ]),
      given: sample({
        monitor: { canary: { ...inTime, arrived: tooLongAgo } },
        watched: { ...read, lastComplete: tooLongAgo, reasons: ['apps (missing scope)'] },
      }),
    },
    example('a canary arrived today', {}, []),
    example('a channel has held it for a day', { arrived: inTime.oldestAllowed }, []),
    example(
      'the canary was turned on a moment ago',
      { arrived: null, expectedSince: '2026-11-23T08:45:00.000Z' },
      [],
    ),
    example(
      'the schedule became a shorter one a moment ago',
      { arrived: tooLongAgo, expectedSince: '2026-11-23T08:45:00.000Z' },
      [],
    ),
    { when: 'no canary is wanted', given: sample({ watched: read }), finds: [] },
    {
      when: 'no run has come to an end that could have sent one, which `watch-stale` tells',
      given: sample({
        monitor: { canary: { ...inTime, arrived: tooLongAgo } },
        watched: { ...read, lastComplete: tooLongAgo },
      }),
      finds: [],
      unknown: true,
    },
  ];
}

function example(when: string, parts: Partial<CanaryWatch>, finds: readonly string[]) {
  return {
    when,
    given: sample({ monitor: { canary: { ...inTime, ...parts } }, watched: read }),
    finds,
  };
}
