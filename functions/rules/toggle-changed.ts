import { deadlines } from '../core/deadlines.ts';
import { emptyMemory } from '../core/log-memory.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';
import { knownState } from '../core/toggle.ts';
import type { ToggleEvidence, ToggleProof } from '../core/toggle-evidence.ts';
import { toggleFacts, toggleName, whyToggleUnknown, winnerOf } from '../core/toggle-words.ts';
import { acceptIt } from '../core/wording.ts';

const deadline = deadlines.strictByDefault;
const wasOn = { state: 'on', basis: 'log', asOf: '2026-09-01T08:00:00.000Z' } as const;
const wasOff = { ...wasOn, state: 'off' } as const;

export default defineRule<never>({
  id: 'toggle-changed',
  title: 'The toggle for permissive apps was switched',
  severity: 'high',
  drift: true,
  needs: [],
  docs: {
    why: `The ${toggleName} decides what every app becomes that is created without a mode, and one click in the Dashboard switches it, with no entry in the log that is known to say so. Switched on, it lets permissive apps in that nobody asked for; switched off, it makes the apps of callers who rely on it strict from one request to the next, and their logins fail. Both are reported, with what showed the state before and after. Auth0 announced that it would switch it off on ${deadline.on}: seen off after that, it is what was announced, and still worth a look at who relied on it. Only known states are compared: an expected one is not known.`,
    fix: [
      'See what shows it, and between which moments it was switched: `npx strictwatch toggle --tenant ID`.',
      'Ask the administrators of the tenant who switched it, under Settings > Advanced > Migrations in the Auth0 Dashboard, and why.',
      'If it was switched on and nobody meant it, switch it off, and review each permissive app that was created meanwhile.',
      'If it was switched off, by somebody or by Auth0, warn the callers that `creation-relies-on-default` names: their new apps are strict.',
      `If it was meant, ${acceptIt}`,
    ],
    see: [
      deadline.source,
      'https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CM-3' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'SOC 2', id: 'CC8.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.32' },
  ],
  over: 'the toggle is as accepted again',
  *check({ toggle, baseline }) {
    const accepted = baseline.toggle;
    if (!accepted) return;
    const state = knownState(toggle);
    if (state === null) {
      yield { subject: 'toggle', cannotTell: whyToggleUnknown(toggle) };
      return;
    }
    if (state === accepted.state) return;
    const { basis, asOf, ...facts } = toggleFacts(toggle);
    yield {
      subject: 'toggle',
      message: `the ${toggleName} was ${accepted.state} and is ${state}: ${winnerOf(toggle)?.because}`,
      evidence: { before: accepted, after: { state, basis, asOf }, ...facts },
    };
  },
});

export function examples(): readonly Example[] {
  return [
    example('off was accepted, and a log entry shows it on', wasOff, '2026-10-01', {
      log: proof('on', '2026-09-30'),
    }),
    example('on was accepted, and it is seen off before the deadline', wasOn, '2026-10-01', {
      probe: proof('off', '2026-09-30'),
    }),
    example('on was accepted, and it is seen off after the deadline', wasOn, '2026-11-23', {
      log: proof('off', '2026-11-22'),
    }),
    quiet('it is on as accepted', wasOn, '2026-10-01', { log: proof('on', '2026-09-30') }),
    quiet('it is off as accepted, after the deadline', wasOff, '2026-11-23', {
      log: proof('off', '2026-11-22'),
    }),
    quiet('no state was ever known before', undefined, '2026-10-01', {
      log: proof('on', '2026-09-30'),
    }),
    quiet('no state was ever known, and none is now', undefined, '2026-10-01', {}),
    unsure('on was accepted, and since the deadline it is only expected off', '2026-11-23', {}),
    unsure('what showed it has become too old', '2026-10-22', { log: proof('off', '2026-09-01') }),
  ];
}

function proof(state: ToggleProof['state'], day: string): ToggleProof {
  return { state, asOf: `${day}T08:00:00.000Z`, app: 'tpc_1', appName: 'Partner' };
}

type Accepted = typeof wasOn | typeof wasOff | undefined;

function example(when: string, accepted: Accepted, day: string, shown: Partial<ToggleEvidence>) {
  return { ...quiet(when, accepted, day, shown), finds: ['toggle'] };
}

function quiet(when: string, accepted: Accepted, day: string, shown: Partial<ToggleEvidence>) {
  const past = { toggle: { ...emptyMemory.toggle, ...shown } };
  const baseline = accepted ? { toggle: accepted } : {};
  return { when, given: sample({ past, baseline, now: `${day}T09:00:00.000Z` }), finds: [] };
}

function unsure(when: string, day: string, shown: Partial<ToggleEvidence>) {
  return { ...quiet(when, wasOn, day, shown), undecided: ['toggle'] };
}
