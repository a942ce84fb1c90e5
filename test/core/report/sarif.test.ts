import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Posture, PostureFinding, Report } from '../../../functions/core/posture/schema.ts';
import { renderSarif } from '../../../functions/core/report/sarif.ts';
import { rulesOf } from '../../../functions/core/report/sarif-driver.ts';
import { notificationsOf } from '../../../functions/core/report/sarif-notifications.ts';
import { resultsOf } from '../../../functions/core/report/sarif-results.ts';
import { mostResults } from '../../../functions/core/report/sarif-terms.ts';
import { forbidden } from '../hostile.ts';
import { neverReadPosture, samplePosture, sampleReport } from '../posture/sample-posture.ts';
import {
  after,
  atStart,
  before,
  finding,
  hostileReport,
  lifeCycleReport,
  reportOf,
} from './report-samples.ts';
import { casesOf } from '../../thorough.ts';

/** As far as the tests look at one; the published schema is held in `test/schemas`. */
interface Run {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly { readonly id: string; readonly [name: string]: unknown }[];
      readonly notifications?: readonly { readonly id: string }[];
    };
  };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly {
      readonly descriptor: { readonly id: string; readonly index: number };
      readonly level: string;
      readonly message: { readonly text: string };
    }[];
  }[];
  readonly results?: readonly Result[];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly baselineState: string;
  readonly message: { readonly text: string };
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
  }[];
  readonly suppressions: readonly unknown[];
}

function runsOf(report: Report): readonly Run[] {
  return (JSON.parse(renderSarif(report)) as { runs: Run[] }).runs;
}

function runOf(findings: readonly PostureFinding[], posture: Partial<Posture> = {}): Run {
  const [run] = runsOf(reportOf(findings, posture));
  if (!run) throw new Error('there is no run');
  return run;
}

function resultOf(changes: Partial<PostureFinding>, posture: Partial<Posture> = {}): Result {
  const [result] = runOf([finding(changes)], posture).results ?? [];
  if (!result) throw new Error('there is no result');
  return result;
}

const resolvedAt = '2026-11-21T07:00:00.000Z';
const decided = {
  by: 'robin',
  at: '2026-11-12T07:00:00.000Z',
  owner: 'partner-team',
  until: '2026-12-24T23:59:59.999Z',
  reason: 'It moves.',
};

describe('against the last report', () => {
  const { changes } = samplePosture();
  const { key, rule, subject } = finding();
  const row = { what: 'escalated', at: after, key, rule, subject, severity: 'high' } as const;
  const changed = { ...changes, rows: [{ ...row, message: 'It escalated.' }] };

  it.each<[string, Partial<PostureFinding>, Partial<Posture>, string]>([
    ['a finding that began before is unchanged', { since: before }, {}, 'unchanged'],
    [
      'one to which something happened is updated',
      { since: before },
      { changes: changed },
      'updated',
    ],
    ['one that began as the period did is new', { since: atStart }, {}, 'new'],
    ['one that began since is new', { since: after }, { changes: changed }, 'new'],
    ['one that was adopted since is new', { status: 'inherited', since: after }, {}, 'new'],
    ['one that is resolved is absent', { status: 'resolved', resolvedAt }, {}, 'absent'],
    [
      'one that came and went is absent',
      { status: 'resolved', since: after, resolvedAt },
      {},
      'absent',
    ],
  ])('%s', (_, changes, posture, state) => {
    expect(resultOf(changes, posture).baselineState).toBe(state);
  });
});

describe('suppressions', () => {
  it.each(['accepted', 'suppressed'] as const)('%s is one, with who and why', (status) => {
    const { by, at, owner, until } = decided;
    expect(resultOf({ status, decision: decided }).suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: 'It moves.',
        properties: { decision: status, by, at, owner, until },
      },
    ]);
  });

  it.each(['open', 'inherited', 'acknowledged'] as const)('%s is none', (status) => {
    expect(resultOf({ status, decision: decided }).suppressions).toEqual([]);
  });
});

describe('a run', () => {
  it('is of one tenant, and of the same kind each time', () => {
    expect(runsOf(sampleReport()).map((run) => run.automationDetails.id)).toEqual([
      'strictwatch/acme-new/2026-11-23T07:00:00.000Z',
      'strictwatch/acme-prod/2026-11-23T07:00:00.000Z',
    ]);
  });

  it('of a tenant that was never read failed, says so, and has no results, which is not none', () => {
    const [run] = runsOf({ ...sampleReport(), postures: [neverReadPosture()] });
    expect(run?.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [
        { level: 'error', message: { text: 'Never read: nothing is known of this tenant.' } },
      ],
    });
    expect(run).not.toHaveProperty('results');
  });

  it('of a tenant not read for too long failed, and has what it last knew', () => {
    const verdict = { state: 'not-known', sentence: 'Not read for 3 days.' } as const;
    const run = runOf([finding()], { verdict });
    expect(run.invocations[0]?.executionSuccessful).toBe(false);
    expect(run.results).toHaveLength(1);
  });

  it('says what was not read, what could not judge, and what it cannot say', () => {
    const run = runOf([], {
      unread: [{ section: 'grants', reason: 'no scope', lastRead: null, ageSeconds: null }],
      unjudged: [{ rule: 'toggle-on', reason: 'logs were not read' }],
      notes: ['History begins on Monday.'],
    });
    const { executionSuccessful, toolExecutionNotifications: said = [] } = run.invocations[0] ?? {};
    expect(executionSuccessful).toBe(true);
    expect(said.map(({ level, message }) => [level, message.text])).toEqual([
      ['warning', 'Not read: grants (no scope). No run on record read it.'],
      ['warning', 'toggle-on could not judge: logs were not read'],
      ['note', 'History begins on Monday.'],
    ]);
    const described = run.tool.driver.notifications ?? [];
    expect(said.map(({ descriptor }) => described[descriptor.index]?.id)).toEqual(
      said.map(({ descriptor }) => descriptor.id),
    );
    expect(run.results).toEqual([]);
  });

  it('holds as many results as GitHub takes, and says how many it leaves out', () => {
    const many = Array.from({ length: mostResults + 2 }, (_, at) =>
      finding({ key: `acme-prod/app-permissive/${at}`, severity: at < 5 ? 'high' : 'low' }),
    );
    const posture = samplePosture({ findings: many, unread: [], unjudged: [] });
    expect(resultsOf(posture, rulesOf(posture))).toHaveLength(mostResults);
    expect(notificationsOf(posture).map(({ message }) => message.text)).toEqual([
      '2 findings (2 low) left out: a run holds 25000, the worst first. List all: npx strictwatch findings --tenant acme-prod',
    ]);
  });

  it('of a tenant that is only in the overview failed where that is not known', () => {
    const runs = runsOf({ ...sampleReport(), postures: [] });
    expect(runs.map((run) => run.automationDetails.id)).toEqual([
      'strictwatch/acme-new/2026-11-23T07:00:00.000Z',
    ]);
    expect(runs[0]?.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [
        { level: 'error', message: { text: 'Never read: nothing is known of this tenant.' } },
      ],
    });
    expect(runs[0]).not.toHaveProperty('results');
  });

  it('names the tenants of a large fleet that have none', () => {
    const log = JSON.parse(renderSarif({ ...sampleReport(), postures: [] })) as unknown;
    expect(log).toMatchObject({ properties: { tenantsLeftOut: ['acme-new', 'acme-prod'] } });
  });
});

describe('a result', () => {
  it.each([
    ['critical', 'error', '9.5'],
    ['high', 'error', '8.0'],
    ['medium', 'warning', '5.5'],
    ['low', 'note', '2.0'],
    ['info', 'note', '0.1'],
  ] as const)('of %s is an %s, of %s to GitHub', (severity, level, score) => {
    const run = runOf([finding({ severity })]);
    expect(run.results?.[0]?.level).toBe(level);
    expect(run.tool.driver.rules[0]).toMatchObject({
      defaultConfiguration: { level },
      properties: { tags: ['security', 'OWASP ASVS 5.0 10.4.7'], 'security-severity': score },
    });
  });

  it('names its rule, which says the worst of its findings, what to do and where to read on', () => {
    const run = runOf([
      finding({ rule: 'toggle-on', subject: 'toggle', severity: 'low' }),
      finding({ severity: 'low' }),
      finding({ severity: 'medium' }),
    ]);
    const { rules } = run.tool.driver;
    expect(run.results?.map(({ ruleId, ruleIndex }) => [ruleId, rules[ruleIndex]?.id])).toEqual([
      ['toggle-on', 'toggle-on'],
      ['app-permissive', 'app-permissive'],
      ['app-permissive', 'app-permissive'],
    ]);
    expect(rules[0]).toMatchObject({
      name: 'AppPermissive',
      shortDescription: { text: 'A third-party app is permissive.' },
      help: { text: '1. Replace it by a strict app.' },
      helpUri: 'https://auth0.com/docs/synthetic',
      defaultConfiguration: { level: 'warning' },
    });
  });

  it.each([
    ['app-permissive', 'a b/c', 'auth0://acme-prod/apps/a%20b%2Fc'],
    ['app-permissive', '..', 'auth0://acme-prod/apps/-..'],
    ['app-permissive', '', 'auth0://acme-prod/apps/-'],
    ['api-open-to-permissive', 'https://api', 'auth0://acme-prod/apis/https%3A%2F%2Fapi'],
    ['creation-relies-on-default', 'auth0|1', 'auth0://acme-prod/users/auth0%7C1'],
    ['toggle-on', 'toggle', 'auth0://acme-prod/parts/toggle'],
  ])('of %s about %j is at %s', (rule, subject, uri) => {
    const [location] = resultOf({ rule, subject }).locations;
    expect(location?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('keeps its fingerprints whatever happens to it, and shares them with no other', () => {
    const open = resultOf({ severity: 'low' }).partialFingerprints;
    expect(
      resultOf({ status: 'accepted', since: after, message: 'x' }).partialFingerprints,
    ).toEqual(open);
    const prints = runsOf(lifeCycleReport())[0]?.results?.map((one) => one.partialFingerprints);
    for (const name of ['strictwatchFinding/v1', 'primaryLocationLineHash']) {
      expect(new Set(prints?.map((print) => print[name])).size).toBe(prints?.length);
    }
  });

  it('shows what a tenant wrote, and no link or placeholder of it', () => {
    const message = 'See [this](https://evil.example) {0}';
    expect(resultOf({ message }).message.text).toBe('See [this] (https://evil.example) {{0}}');
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderSarif(report);
        expect(text.replaceAll('\n', '')).not.toMatch(forbidden);
        const [result] = runsOf(report)[0]?.results ?? [];
        expect(result?.message.text).not.toMatch(/\]\(|(?<!\{)\{(?:\{\{)*(?!\{)/);
      }),
      { numRuns: casesOf(100) },
    );
  });
});
