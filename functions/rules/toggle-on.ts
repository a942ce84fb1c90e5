import { daysUntil, deadlines } from '../core/deadlines.ts';
import { emptyMemory } from '../core/log-memory.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';
import type { Tenant } from '../core/tenant.ts';
import type { ToggleEvidence, ToggleProof } from '../core/toggle-evidence.ts';
import {
  switchOffWords,
  toggleFacts,
  toggleName,
  whyToggleUnknown,
  winnerOf,
} from '../core/toggle-words.ts';

const deadline = deadlines.strictByDefault;

/** The stage from so many days before the deadline on, the last first. */
const stages = [
  { days: 0, name: 'overdue' },
  { days: 1, name: '1d' },
  { days: 7, name: '7d' },
  { days: 30, name: '30d' },
  { days: 90, name: '90d' },
] as const;

export default defineRule<never>({
  id: 'toggle-on',
  title: 'The toggle that makes apps permissive by default is on',
  severity: 'high',
  grades: {
    overdue: {
      severity: 'critical',
      when: `the day is ${deadline.on} or later, and Auth0 says that it is off`,
    },
  },
  stages: stages.map(({ name }) => name).toReversed(),
  needs: [],
  docs: {
    why: `While the ${toggleName} is on, every third-party app that is created through the Management API without a mode is permissive, for good: no mode can be changed afterwards. Auth0 announced that it would switch it off on ${deadline.on}; whoever relies on it then gets strict apps, which need PKCE, a grant for each API and exact callbacks. The finding grows as that day comes nearer, and is critical from that day on, because Auth0 then says that it is off. The toggle is in no public API: its state is taken from the newest fresh proof (a field the operator names, the tenant's logs, a probe), else from a declaration. Where nothing shows it, the finding neither opens nor closes.`,
    fix: [
      'See what shows it, and what contradicts it: `npx strictwatch toggle --tenant ID`.',
      'Find who creates apps without a mode: `creation-relies-on-default` names the callers, and the evidence here the newest of them. Let each send `third_party_security_mode` with every request.',
      'Then switch it off in the Auth0 Dashboard, under Settings > Advanced > Migrations.',
      'If it is on although Auth0 said it would be off, ask Auth0 support whether the tenant has an extension, and until when.',
      'The finding ends when something newer shows that it is off: the next app created without a mode, or a probe (`toggle.probeEveryDays`). A declaration ends it only when no fresh proof says on, and it is from a later day than the last that did.',
    ],
    see: [
      deadline.source,
      'https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode',
    ],
  },
  controls: [
    { framework: 'RFC 9700', id: 'section 2.1.1' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.6' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'NIST SP 800-53 r5', id: 'SA-22' },
    { framework: 'SOC 2', id: 'CC6.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'the toggle is off',
  // What shows it changes with every newer proof, and it is on all the same.
  breadth: () => [],
  *check({ toggle, now }) {
    if (toggle.state === 'off') return;
    if (toggle.state !== 'on') {
      yield { subject: 'toggle', cannotTell: whyToggleUnknown(toggle) };
      return;
    }
    const left = daysUntil(deadline, now);
    const stage = stages.find(({ days }) => left <= days)?.name;
    yield {
      subject: 'toggle',
      message: `the ${toggleName} is on, ${switchOffWords(now)}: ${winnerOf(toggle)?.because}`,
      evidence: { ...toggleFacts(toggle), deadline: deadline.on },
      ...(stage && { stage }),
    };
  },
});

export function examples(): readonly Example[] {
  return [
    example('a log entry shows it on, 91 days before the deadline', '2026-07-24', {
      log: proof('on', '2026-07-23'),
    }),
    example('a log entry shows it on, 90 days before the deadline', '2026-07-25', {
      log: proof('on', '2026-07-23'),
    }),
    example('a probe shows it on, the day before the deadline', '2026-10-22', {
      probe: proof('on', '2026-10-21'),
    }),
    {
      ...example('it is seen on, on the day of the deadline', '2026-10-23', {
        log: proof('on', '2026-10-23'),
      }),
      at: 'critical',
    },
    {
      ...example('it is seen on a month after the deadline', '2026-11-23', {
        log: proof('on', '2026-11-22'),
      }),
      at: 'critical',
    },
    {
      ...example('somebody declared it on, and nothing shows otherwise', '2026-09-01', {}),
      given: sample({ now: '2026-09-01T09:00:00.000Z', declared: declared('on') }),
    },
    example('it was off a week ago, and a newer log entry shows it on', '2026-10-01', {
      log: proof('on', '2026-09-30'),
      probe: proof('off', '2026-09-24'),
    }),
    quiet('a probe shows it off, newer than the log entry that shows it on', '2026-10-01', {
      log: proof('on', '2026-09-24'),
      probe: proof('off', '2026-09-30'),
    }),
    quiet('it is seen off after the deadline', '2026-11-23', { log: proof('off', '2026-11-20') }),
    {
      ...quiet('somebody declared it off, and nothing shows otherwise', '2026-11-23', {}),
      given: sample({ now: '2026-11-23T09:00:00.000Z', declared: declared('off') }),
    },
    unsure('nothing shows it', '2026-09-01', {}),
    unsure('the log entry that shows it on is 31 days old', '2026-09-01', {
      log: proof('on', '2026-08-01'),
    }),
    unsure('it was seen on before the deadline, which has passed', '2026-10-23', {
      log: proof('on', '2026-10-22'),
    }),
  ];
}

function proof(state: ToggleProof['state'], day: string): ToggleProof {
  return { state, asOf: `${day}T08:00:00.000Z`, app: 'tpc_1', appName: 'Partner' };
}

function declared(state: ToggleProof['state']): Tenant['declared']['toggle'] {
  return { state, by: 'Sam', on: '2026-08-01', until: '2026-12-31' };
}

function example(when: string, day: string, shown: Partial<ToggleEvidence>) {
  return { ...quiet(when, day, shown), finds: ['toggle'] };
}

function quiet(when: string, day: string, shown: Partial<ToggleEvidence>) {
  const past = { toggle: { ...emptyMemory.toggle, ...shown } };
  return { when, given: sample({ past, now: `${day}T09:00:00.000Z` }), finds: [] };
}

function unsure(when: string, day: string, shown: Partial<ToggleEvidence>) {
  return { ...quiet(when, day, shown), undecided: ['toggle'] };
}
