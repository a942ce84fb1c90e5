import { describe, expect, it } from 'vitest';
import {
  compose,
  summarizeAdoption,
  type RuleWords,
  type ToTell,
} from '../../functions/core/compose.ts';
import type { Life } from '../../functions/core/finding.ts';
import { severities } from '../../functions/core/severity.ts';

const tenant = { id: 'acme-prod', environment: 'production', domain: 'acme.eu.auth0.com' };
const at = new Date('2026-11-23T09:00:00.000Z');
const rules: RuleWords[] = ['app-permissive', 'dcr-permissive'].map((id) => ({
  id,
  title: `Title of ${id}`,
  docs: { why: 'why', fix: [`Fix ${id}`], see: [] },
}));

function life(parts: Partial<Life> = {}): Life {
  return {
    status: 'open',
    severity: 'high',
    transition: 1,
    firstSeen: '2026-11-01T00:00:00.000Z',
    since: '2026-11-20T08:00:00.000Z',
    ...parts,
  };
}

function toTell(parts: Partial<ToTell> = {}): ToTell {
  return {
    rule: 'app-permissive',
    subject: 'tpc_1',
    life: life(),
    words: { message: 'The app is permissive.', evidence: { origin: 'dcr' } },
    announcement: 'opened',
    transition: 1,
    ...parts,
  };
}

function composed(told: ToTell[]) {
  return compose({ tenant, told, adoption: null, rules, at });
}

describe('compose', () => {
  it('tells a finding with its rule, its evidence and where it is', () => {
    expect(composed([toTell({ transition: 4 })])).toEqual({
      tenant: 'acme-prod',
      environment: 'production',
      at: '2026-11-23T09:00:00.000Z',
      adoption: null,
      told: [
        {
          key: 'acme-prod/app-permissive/tpc_1',
          transition: 4,
          announcement: 'opened',
          severity: 'high',
          rule: 'app-permissive',
          subject: 'tpc_1',
          title: 'Title of app-permissive',
          message: 'The app is permissive.',
          facts: [{ name: 'origin', value: 'dcr' }],
          fix: ['Fix app-permissive'],
          link: 'https://manage.auth0.com/dashboard/eu/acme/applications/tpc_1/settings',
          firstSeen: '2026-11-01T00:00:00.000Z',
          take: 'npx strictwatch acknowledge acme-prod/app-permissive/tpc_1',
        },
      ],
      rest: null,
    });
  });

  it('puts the worst first, then goes by rule, subject and transition', () => {
    const { told } = composed([
      toTell({ rule: 'dcr-permissive', subject: 'dcr' }),
      toTell({ subject: 'b', transition: 2 }),
      toTell({ subject: 'b', transition: 1 }),
      toTell({ subject: 'a' }),
      toTell({ subject: 'z', life: life({ severity: 'critical' }) }),
      toTell({ subject: 'y', life: life({ severity: 'info' }) }),
    ]);
    expect(told.map(({ key, transition }) => `${key} ${transition}`)).toEqual([
      'acme-prod/app-permissive/z 1',
      'acme-prod/app-permissive/a 1',
      'acme-prod/app-permissive/b 1',
      'acme-prod/app-permissive/b 2',
      'acme-prod/dcr-permissive/dcr 1',
      'acme-prod/app-permissive/y 1',
    ]);
  });

  it('counts what is beyond ten, and says how to list it', () => {
    const many = Array.from({ length: 50 }, (_, i) =>
      toTell({
        rule: i % 2 === 0 ? 'dcr-permissive' : 'app-permissive',
        subject: `tpc_${i}`,
        announcement: i === 49 ? 'reminded' : 'opened',
        life: life({ severity: severities[i % 5] ?? 'info' }),
      }),
    );
    const { told, rest } = composed(many);
    expect(told).toHaveLength(10);
    expect(told.every(({ severity }) => severity === 'critical')).toBe(true);
    expect(rest).toEqual({
      count: 40,
      bySeverity: ['high', 'medium', 'low', 'info'].map((severity) => ({ severity, count: 10 })),
      command: 'npx strictwatch findings --tenant acme-prod',
      rules: ['app-permissive', 'dcr-permissive'],
      announcements: ['opened', 'reminded'],
    });
  });

  it.each([
    ['opened', {}, 'The app is permissive.'],
    ['reopened', {}, 'It is back: The app is permissive.'],
    ['escalated', { stage: '7d' }, 'Now at stage 7d: The app is permissive.'],
    ['reminded', {}, 'Open for 3 days and 1 hour: The app is permissive.'],
    [
      'reopened',
      { because: 'It was over on 2026-11-20 08:00 UTC.' },
      'Open again. It was over on 2026-11-20 08:00 UTC. It is so now: The app is permissive.',
    ],
    [
      'unacknowledged',
      {},
      'Nobody has acknowledged it for 3 days and 1 hour: The app is permissive.',
    ],
    [
      'unacknowledged',
      { unattendedSince: '2026-11-23T05:00:00.000Z' },
      'Nobody has acknowledged it for 4 hours: The app is permissive.',
    ],
    ['suppression-ended', {}, 'Its suppression has ended. It is still so: The app is permissive.'],
    [
      'suppression-ended',
      { because: 'The suppression by ana (moving) ended on 2026-11-20 08:00 UTC.' },
      'The suppression by ana (moving) ended on 2026-11-20 08:00 UTC. It is still so: The app is permissive.',
    ],
    [
      'suppression-ending',
      {
        decision: {
          by: 'ana',
          at: '2026-11-01T08:00:00.000Z',
          reason: 'moving',
          owner: 'payments',
          until: '2026-11-26T23:59:59.999Z',
        },
      },
      'The suppression by ana (moving), for which payments answers, ends on 2026-11-26 23:59 UTC; it is still so: The app is permissive.',
    ],
    [
      'resolved',
      { resolvedAt: '2026-11-20T08:05:30.000Z', end: 'app-deleted' },
      'It is over, after 5 minutes: the app was deleted. It was: The app is permissive.',
    ],
    [
      'resolved',
      { resolvedAt: '2026-11-20T08:05:30.000Z' },
      'It is over, after 5 minutes. It was: The app is permissive.',
    ],
    [
      'resolved',
      { resolvedAt: '2026-11-20T08:00:10.000Z' },
      'It is over, after less than a minute. It was: The app is permissive.',
    ],
    ['resolved', {}, 'It was over for a time. It was: The app is permissive.'],
  ] as const)('words %s', (announcement, parts, words) => {
    const [told] = composed([toTell({ announcement, life: life(parts) })]).told;
    expect(told?.message).toBe(words);
  });

  it.each([
    ['of what is over', { life: life({ status: 'resolved' }), announcement: 'resolved' }],
    ['of what somebody decided about', { life: life({ status: 'acknowledged' }) }],
    ['with a subject that a shell would take apart', { subject: 'a; reboot' }],
    ['with a subject that a channel would rewrite', { subject: 'https://orders.example' }],
    ['with a subject that a channel would cut', { subject: 'a'.repeat(150) }],
  ] as const)('gives no command to take a finding %s', (_, parts) => {
    expect(composed([toTell(parts)]).told[0]).not.toHaveProperty('take');
  });

  it('gives no command to take what only shows that the monitor works', () => {
    const canary = (severity: Life['severity']) =>
      compose({
        tenant,
        told: [toTell({ life: life({ severity }) })],
        adoption: null,
        rules: rules.map((rule) => ({ ...rule, neverAdopts: true })),
        at,
      }).told[0];
    expect(canary('info')).not.toHaveProperty('take');
    expect(canary('low')).toHaveProperty('take');
    expect(composed([toTell({ life: life({ severity: 'info' }) })]).told[0]).toHaveProperty('take');
  });

  describe('of a suppression that ends soon', () => {
    const decided = { by: 'ana', at: at.toISOString(), owner: 'web', reason: 'x', until: 'u' };
    const ending = (subject: string, suppression?: string, stack?: string) =>
      compose({
        tenant: { ...tenant, ...(stack !== undefined && { stack }) },
        told: [
          toTell({
            subject,
            announcement: 'suppression-ending',
            life: life({
              status: 'suppressed',
              decision: { ...decided, ...(suppression !== undefined && { suppression }) },
            }),
          }),
        ],
        adoption: null,
        rules,
        at,
      }).told[0]?.goOn?.map(({ command }) => command);

    it('says how one finding stays hidden', () => {
      expect(ending('tpc_1', undefined, 'sw')).toEqual([
        'npx strictwatch suppress acme-prod/app-permissive/tpc_1 --stack sw --until … --owner … --reason …',
        'npx strictwatch accept acme-prod/app-permissive/tpc_1 --stack sw --owner … --reason …',
      ]);
    });

    it.each([
      ['a key that a shell would take apart', 'a; reboot', undefined, 'findings'],
      ['a pattern', 'a; reboot', 's-12ab', 'history s-12ab'],
      ['an entry of the file', 'tpc_1', 'file-12ab', 'suppressions'],
    ])('leads on from %s', (_, subject, suppression, command) => {
      expect(ending(subject, suppression)).toEqual([
        `npx strictwatch ${command} --tenant acme-prod`,
      ]);
    });

    it('says nothing where it was ended meanwhile, nor of any other announcement', () => {
      const ended = toTell({ announcement: 'suppression-ending' });
      const hidden = toTell({
        announcement: 'reminded',
        life: life({ status: 'suppressed', decision: decided }),
      });
      const taken = toTell({
        announcement: 'suppression-ending',
        life: life({ status: 'acknowledged', decision: decided }),
      });
      const { told } = composed([ended, hidden, taken]);
      expect(told.map(({ goOn }) => goOn)).toEqual([undefined, undefined, undefined]);
    });
  });

  it('takes what to do from the rule, whatever the finding holds', () => {
    const hostile = toTell({
      subject: '`<!channel>`',
      words: { message: '`x`', evidence: { '`x`': '`y`' } },
    });
    expect(composed([hostile]).told[0]?.fix).toBe(rules[0]?.docs.fix);
  });

  it('asks nobody to fix what is over', () => {
    const over = toTell({ announcement: 'resolved' });
    expect(composed([over]).told[0]?.fix).toEqual([]);
  });

  it('names a retired rule by its id', () => {
    const [told] = composed([toTell({ rule: 'app-retired' })]).told;
    expect(told).toMatchObject({ title: 'app-retired', fix: [] });
  });
});

describe('summarizeAdoption', () => {
  const words = ({ words }: ToTell) => words;
  const adopted = { tenant, words, unknown: [], appCount: 42, rules, at };

  it('counts all, names the worst five, and sorts what could not be judged', () => {
    const findings = Array.from({ length: 30 }, (_, i) =>
      toTell({
        subject: `tpc_${i + 10}`,
        life: life({ status: 'inherited', severity: i < 2 ? 'critical' : 'medium', transition: 0 }),
      }),
    );
    const unknown = [
      { rule: 'toggle-on', reason: 'b' },
      { rule: 'dcr-flood', reason: 'a' },
    ];
    const summary = summarizeAdoption({ ...adopted, findings: findings.toReversed(), unknown });
    expect(summary).toMatchObject({
      total: 30,
      bySeverity: [
        { severity: 'critical', count: 2 },
        { severity: 'medium', count: 28 },
      ],
      rules: ['app-permissive'],
      unknown: unknown.toReversed(),
      appCount: 42,
    });
    expect(summary.worst.map(({ key, transition }) => [key, transition])).toEqual(
      [10, 11, 12, 13, 14].map((i) => [`acme-prod/app-permissive/tpc_${i}`, 0]),
    );
  });

  it('of a tenant where nothing was found is empty, with what could not be judged', () => {
    const unknown = [{ rule: 'toggle-on', reason: 'logs not read' }];
    expect(summarizeAdoption({ ...adopted, findings: [], unknown })).toEqual({
      total: 0,
      bySeverity: [],
      rules: [],
      worst: [],
      unknown,
      appCount: 42,
    });
  });
});
