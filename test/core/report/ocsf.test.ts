import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overviewRow } from '../../../functions/core/posture/overview.ts';
import type { Posture, PostureFinding, Report } from '../../../functions/core/posture/schema.ts';
import { unreadableRow } from '../../../functions/core/posture/unreadable-row.ts';
import { renderOcsf } from '../../../functions/core/report/ocsf.ts';
import { forbidden } from '../hostile.ts';
import { neverReadPosture, samplePosture, sampleReport } from '../posture/sample-posture.ts';
import { after, atStart, before, finding, hostileReport, reportOf } from './report-samples.ts';
import { casesOf } from '../../thorough.ts';

/** As far as the tests look at one; the published schema is held in `test/schemas`. */
interface Event {
  readonly activity_id: number;
  readonly type_uid: number;
  readonly time: number;
  readonly severity_id: number;
  readonly status_id: number;
  readonly status_code: string;
  readonly status_detail?: string;
  readonly comment?: string;
  readonly metadata: { readonly uid: string };
  readonly finding_info: Readonly<Record<string, unknown>> & { readonly uid: string };
  readonly compliance: {
    readonly status_id: number;
    readonly status_code: string;
    readonly status_details?: readonly string[];
  };
  readonly resources: readonly unknown[];
  readonly evidences: readonly unknown[];
  readonly remediation?: unknown;
}

function eventsOf(report: Report): Event[] {
  return JSON.parse(renderOcsf(report)) as Event[];
}

function eventOf(changes: Partial<PostureFinding>, posture: Partial<Posture> = {}): Event {
  const [event] = eventsOf(reportOf([finding(changes)], posture));
  if (!event) throw new Error('there is no event');
  return event;
}

const fresh = { firstSeen: after, since: after };
const resolvedAt = '2026-11-21T07:00:00.000Z';
const [create, update, close] = [1, 2, 3];
const [started, inProgress, suppressed, resolved] = [1, 2, 3, 4];
const [unknown, pass, warning, fail, other] = [0, 1, 2, 3, 99];

describe('the life of a finding', () => {
  it.each<[string, Partial<PostureFinding>, number, number, number]>([
    ['open since before', { status: 'open', since: before }, update, started, fail],
    [
      'opened as the period began',
      { status: 'open', firstSeen: atStart, since: atStart },
      create,
      started,
      fail,
    ],
    ['opened in the period', { ...fresh, status: 'open' }, create, started, fail],
    ['opened again in the period', { status: 'open', since: after }, update, started, fail],
    ['adopted before', { status: 'inherited', since: before }, update, started, fail],
    ['adopted in the period', { ...fresh, status: 'inherited' }, create, started, fail],
    ['acknowledged', { status: 'acknowledged', since: before }, update, inProgress, fail],
    ['opened and acknowledged', { ...fresh, status: 'acknowledged' }, create, inProgress, fail],
    ['accepted', { status: 'accepted', since: before }, update, suppressed, fail],
    ['suppressed', { status: 'suppressed', since: before }, update, suppressed, fail],
    ['gone', { status: 'resolved', resolvedAt, end: 'changed' }, close, resolved, pass],
    [
      'gone as it came',
      { status: 'resolved', since: after, resolvedAt, end: 'changed' },
      close,
      resolved,
      pass,
    ],
    ['a new baseline', { status: 'resolved', resolvedAt, end: 'baseline' }, close, resolved, pass],
    [
      'of a deleted app',
      { status: 'resolved', resolvedAt, end: 'app-deleted' },
      close,
      resolved,
      other,
    ],
    [
      'of a rule turned off',
      { status: 'resolved', resolvedAt, end: 'rule-off' },
      close,
      resolved,
      other,
    ],
    ['gone, how is not on record', { status: 'resolved', resolvedAt }, close, resolved, unknown],
  ])('%s', (_, changes, activity, status, compliance) => {
    const event = eventOf(changes);
    expect([
      event.activity_id,
      event.type_uid,
      event.status_id,
      event.compliance.status_id,
    ]).toEqual([activity, 200_300 + activity, status, compliance]);
    expect(event.status_code).toBe(changes.status);
  });

  it.each([
    [{ since: before }, '2026-11-23T07:00:00.000Z'],
    [{ firstSeen: after, since: after }, after],
    [{ since: after }, '2026-11-23T07:00:00.000Z'],
    [{ status: 'resolved', since: before, resolvedAt }, resolvedAt],
  ] as const)('%j is an event of %s', (changes, moment) => {
    expect(new Date(eventOf(changes).time).toISOString()).toBe(moment);
  });
});

describe('nothing passes that nobody could judge', () => {
  const gone = { status: 'resolved', resolvedAt, end: 'changed' } as const;

  it.each([
    ['a standing finding of a rule that could not judge', { status: 'open' }],
    ['one that went away, of a rule that cannot judge now', gone],
  ] as const)('%s is a warning with the reason', (_, changes) => {
    const unjudged = [{ rule: 'app-permissive', reason: 'apps were not read' }];
    expect(eventOf(changes, { unjudged }).compliance).toMatchObject({
      status_id: warning,
      status_code: 'not-judged',
      status_details: ['apps were not read'],
    });
  });

  it.each(['never-read', 'not-known'] as const)('nor of a tenant that is %s', (state) => {
    const verdict = { state, sentence: 'Not read for 3 days.' };
    expect(eventOf(gone, { verdict }).compliance).toMatchObject({
      status_id: warning,
      status_details: ['Not read for 3 days.'],
    });
  });

  const about = (report: Report) =>
    eventsOf(report).map(({ finding_info: { uid }, status_code: code, compliance }) => [
      uid,
      code,
      compliance.status_id,
      compliance.status_code,
      compliance.status_details,
    ]);

  it('nor does a tenant that was never read, which has an event of its own', () => {
    const posture = neverReadPosture();
    const report = { ...sampleReport(), overview: [overviewRow(posture)], postures: [posture] };
    const sentence = 'Never read: nothing is known of this tenant.';
    const event = ['acme-new/report/not-known', 'not-known', warning, 'never-read', [sentence]];
    expect(about(report)).toEqual([event]);
    expect(about({ ...report, postures: [] })).toEqual([event]);
    expect(renderOcsf({ ...report, overview: [], postures: [] })).toBe('[]\n');
  });

  it('nor one that is overdue, damaged, or whose findings are left out', () => {
    const verdict = { state: 'not-known', sentence: 'Not read for 3 days.' } as const;
    expect(about(reportOf([], { verdict }))).toHaveLength(1);
    expect(about(reportOf([]))).toEqual([]);
    const lost = unreadableRow({ id: 'acme-lost', environment: 'production' }, 'It is damaged.');
    const left = overviewRow(samplePosture());
    expect(
      about({ ...sampleReport(), overview: [lost, left], postures: [] }).map((one) =>
        one.slice(0, 4),
      ),
    ).toEqual([
      ['acme-lost/report/not-known', 'not-known', warning, 'not-known'],
      ['acme-prod/report/left-out', 'left-out', warning, 'act'],
    ]);
  });
});

describe('what an event says', () => {
  it.each([
    ['critical', 5],
    ['high', 4],
    ['medium', 3],
    ['low', 2],
    ['info', 1],
  ] as const)('%s is %i', (severity, id) => {
    expect(eventOf({ severity }).severity_id).toBe(id);
  });

  it('has the ids by which receivers know the finding and the event', () => {
    const { metadata, finding_info: info } = eventOf({});
    const key = 'acme-prod/app-permissive/SyntheticApp';
    expect([info.uid, metadata.uid]).toEqual([key, `${key}@3/update/2026-11-23T07:00:00.000Z`]);
  });

  it('has another id in the next report, and the same in the same one', () => {
    const uidIn = (at: string, period = samplePosture().period) =>
      eventOf({ firstSeen: after, since: after }, { at, period }).metadata.uid;
    const [monday, next] = ['2026-11-23T07:00:00.000Z', '2026-11-30T07:00:00.000Z'];
    const later = { since: monday, basis: 'last-report' } as const;
    const uids = [uidIn(monday), uidIn(monday, later), uidIn(next, later)];
    expect(new Set(uids).size).toBe(3);
    expect(uidIn(monday)).toBe(uids[0]);
  });

  it('has moments in milliseconds: seen first and last, made and changed', () => {
    const changes = { status: 'acknowledged', decision: { by: 'robin', at: after } } as const;
    expect(eventOf(changes).finding_info).toMatchObject({
      first_seen_time: Date.parse(before),
      last_seen_time: Date.parse('2026-11-23T06:40:00.000Z'),
      created_time: Date.parse(before),
      modified_time: Date.parse(after),
    });
  });

  it('claims no sight of it after its rule could judge for the last time, or once it is resolved', () => {
    const unjudged = [{ rule: 'app-permissive', reason: 'apps were not read' }];
    expect(eventOf({}, { unjudged }).finding_info).toMatchObject({
      last_seen_time: Date.parse(before),
    });
    expect(eventOf({ status: 'resolved', resolvedAt }).finding_info).not.toHaveProperty(
      'last_seen_time',
    );
  });

  it('names the app, its owner, the evidence, what to do and where to read on', () => {
    const decision = { by: 'robin', at: after, owner: 'partner-team' };
    const event = eventOf({ status: 'accepted', decision });
    expect(event.resources).toEqual([
      {
        uid: 'SyntheticApp',
        name: 'Partner',
        type: 'Auth0 application',
        namespace: 'acme-prod.eu.auth0.com',
        role_id: 3,
        role: 'Affected',
        owner: { name: 'partner-team' },
      },
    ]);
    expect(event.evidences).toEqual([{ data: { name: 'Partner' } }]);
    expect(event.remediation).toEqual({
      desc: 'Replace it by a strict app.',
      references: ['https://auth0.com/docs/synthetic'],
    });
    expect(event.compliance).toMatchObject({
      control: 'app-permissive',
      standards: ['OWASP ASVS 5.0'],
      requirements: ['OWASP ASVS 5.0 10.4.7'],
    });
  });

  it('says who suppressed it until when and why, and why what is accepted counts as suppressed', () => {
    const decision = {
      by: 'robin',
      owner: 'partner-team',
      reason: 'It moves.',
      at: after,
      until: '2026-12-24T23:59:59.999Z',
    };
    expect(eventOf({ status: 'suppressed', decision }).comment).toBe(
      'Suppressed by robin on 2026-11-18 07:00 UTC, owner partner-team, until 2026-12-24 23:59 UTC: It moves.',
    );
    expect(eventOf({ status: 'accepted' }).status_detail).toMatch(
      /^Accepted: it is known and meant/,
    );
    expect(eventOf({ decision }).comment).toBeUndefined();
  });

  it('is one line of an array, so that a line-wise reader can take it', () => {
    const lines = renderOcsf(sampleReport()).trimEnd().split('\n');
    expect([lines.at(0), lines.at(-1)]).toEqual(['[', ']']);
    const parsed = lines.slice(1, -1).map((line) => JSON.parse(line.replace(/,$/, '')));
    expect(parsed).toEqual(eventsOf(sampleReport()));
  });

  it('has the evidence as it was read, and nothing a terminal acts upon', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderOcsf(report);
        expect(text.replaceAll('\n', '')).not.toMatch(forbidden);
        const evidence = report.postures[0]?.findings[0]?.evidence;
        expect(eventsOf(report)[0]?.evidences).toEqual([{ data: evidence }]);
      }),
      { numRuns: casesOf(100) },
    );
  });
});
