import { isStale, staleRule, staleWords } from '../core/pulse.ts';
import { defineRule, type Watched, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';

const onTime: Watched = {
  lastComplete: '2026-11-23T08:05:00.000Z',
  expectedSince: '2026-11-01T09:00:00.000Z',
  oldestAllowed: '2026-11-23T06:30:00.000Z',
  schedule: 'rate(1 hour)',
  reasons: [],
};
const tooLongAgo = '2026-11-23T06:29:59.000Z';

export default defineRule<never>({
  id: staleRule,
  title: 'A tenant is no longer being watched',
  severity: 'critical',
  job: 'pulse',
  needs: [],
  docs: {
    why: 'While a tenant is not read whole, nobody sees what changes in it: silence is then no sign that all is well. One missed or incomplete run is tolerated, two in a row are not. It is over as soon as a run has read the tenant whole again, and says for how long it was so.',
    fix: [
      'Run `npx strictwatch doctor --aws`: it names the alarms that are raised and the runs that failed. `npx strictwatch invoke --tenant ID --dry-run` names the section that could not be read, and why (on one machine `npx strictwatch doctor --tenant ID`).',
      'If runs fail, look into the log group of the watch function: each failure is there with its error.',
      'If no run begins at all, check that the schedule of the tenant is there and enabled in EventBridge Scheduler; if somebody switched it off and nobody knows why, treat it as an attempt to blind the watch.',
      "If runs end before the tenant is read whole, raise `rateShare`, or let the tenant's `schedule` start `watch` less often.",
      'When the cause is gone, run the watch on demand with `npx strictwatch invoke --tenant ID`: the next pulse then says that it is over.',
    ],
    see: [
      'https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens',
      'https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CA-7' },
    { framework: 'NIST SP 800-53 r5', id: 'AU-5' },
    { framework: 'SOC 2', id: 'CC7.2' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.16' },
  ],
  over: 'the tenant was read whole again',
  // Why it is not read changes from run to run, and it is unwatched all the same.
  breadth: () => [],
  *check({ watched }) {
    if (watched === null || !isStale(watched)) return;
    const { oldestAllowed: _changesByTheMinute, ...evidence } = watched;
    yield { subject: 'watch', message: staleWords(watched), evidence };
  },
});

export function examples(): readonly Example[] {
  return [
    example('two runs in a row are missing', { lastComplete: tooLongAgo }, ['watch']),
    example(
      'the runs of the last hours could not read the apps',
      { lastComplete: tooLongAgo, reasons: ['apps (missing scope read:clients)'] },
      ['watch'],
    ),
    example(
      'no run has ever read the tenant whole, and one should have',
      { lastComplete: null, expectedSince: tooLongAgo },
      ['watch'],
    ),
    example('the last run read the tenant whole', {}, []),
    example('one run is missing', { lastComplete: onTime.oldestAllowed }, []),
    example(
      'the tenant is new, and its first runs are still to come',
      { lastComplete: null, expectedSince: '2026-11-23T08:45:00.000Z' },
      [],
    ),
    example(
      'the schedule became a shorter one a moment ago',
      { lastComplete: tooLongAgo, expectedSince: '2026-11-23T08:45:00.000Z' },
      [],
    ),
    { when: 'the tenant is being read just now', given: sample(), finds: [] },
  ];
}

function example(when: string, parts: Partial<Watched>, finds: readonly string[]) {
  return { when, given: sample({ watched: { ...onTime, ...parts } }), finds };
}
