import * as fc from 'fast-check';
import { statuses, ends } from '../../../functions/core/finding.ts';
import type { Posture, PostureFinding, Report } from '../../../functions/core/posture/schema.ts';
import { severities } from '../../../functions/core/severity.ts';
import { hostileName, hostileText } from '../hostile.ts';
import { samplePosture, sampleReport } from '../posture/sample-posture.ts';

const { period } = samplePosture();

/** Moments before, at and after the beginning of the period. */
export const before = '2026-11-10T07:00:00.000Z';
export const atStart = period.since;
export const after = '2026-11-18T07:00:00.000Z';

/** Synthetic. */
export function finding(changes: Partial<PostureFinding> = {}): PostureFinding {
  return {
    key: 'acme-prod/app-permissive/SyntheticApp',
    rule: 'app-permissive',
    severity: 'high',
    status: 'open',
    subject: 'SyntheticApp',
    message: 'The third-party app "Partner" is permissive.',
    evidence: { name: 'Partner' },
    transition: 3,
    firstSeen: before,
    since: before,
    link: null,
    ...changes,
  };
}

/** A report of one tenant with these findings. */
export function reportOf(
  findings: readonly PostureFinding[],
  changes: Partial<Posture> = {},
): Report {
  const [, row] = sampleReport().overview;
  if (!row) throw new Error('the sample has two tenants');
  return {
    ...sampleReport(),
    overview: [row],
    postures: [samplePosture({ unjudged: [], ...changes, findings })],
  };
}

const decision = {
  by: 'robin@acme.example',
  at: '2026-11-19T09:30:00.000Z',
  reason: 'The partner moves in December',
  owner: 'partner-team',
  until: '2026-12-24T23:59:59.999Z',
};

/** Every status, end and severity there is, in a life that began before, at and after the beginning of the period. */
export function lifeCycleReport(changes: Partial<Posture> = {}): Report {
  const lives = [before, atStart, after].flatMap((since) => [
    ...statuses.filter((status) => status !== 'resolved').map((status) => ({ status, since })),
    ...[...ends, undefined].map((end) => resolvedLife(since, end)),
  ]);
  const findings = lives.map((life, index) =>
    finding({
      ...life,
      key: `acme-prod/app-permissive/Synthetic${index}`,
      subject: `Synthetic${index}`,
      severity: severities[index % severities.length] ?? 'info',
      ...(['acknowledged', 'accepted', 'suppressed'].includes(life.status) && { decision }),
    }),
  );
  return reportOf(findings, changes);
}

function resolvedLife(since: string, end: PostureFinding['end']) {
  const resolvedAt = '2026-11-21T07:00:00.000Z';
  return { status: 'resolved' as const, since, resolvedAt, ...(end !== undefined && { end }) };
}

/** A report in which an attacker chose all a tenant or a person may choose. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    status: fc.constantFrom(...statuses),
    rule: fc.constantFrom('app-permissive', 'api-open-to-permissive', 'settings-drift'),
    name: hostileName,
    subject: hostileText,
    texts: fc.tuple(hostileText, hostileText, hostileText, hostileText),
    evidence: fc.dictionary(hostileText, hostileText, { maxKeys: 3 }),
  })
  .map(({ status, rule, name, subject, texts: [by, owner, reason, environment], evidence }) => {
    const sample = samplePosture();
    const key = `acme-prod/${rule}/${subject}`;
    const message = `The third-party app "${name}" is permissive.`;
    const decided = { by, owner, reason, at: after, until: '2026-12-24T23:59:59.999Z' };
    const change = { at: after, key, rule, subject, severity: 'high', message } as const;
    const { readiness, newPermissive, changes } = sample;
    const [app] = readiness.known ? readiness.apps : [];
    const [newApp] = newPermissive;
    if (!readiness.known || !app || !newApp) throw new Error('the sample has an app');
    return reportOf(
      [
        finding({
          key,
          rule,
          subject,
          status,
          message,
          decision: decided,
          evidence: { ...evidence, name },
          ...(status === 'resolved' && { resolvedAt: after, end: 'changed' }),
        }),
      ],
      {
        tenant: { ...sample.tenant, environment },
        changes: {
          ...changes,
          rows: [{ ...change, what: 'suppressed', by, owner, reason, until: after }],
        },
        newPermissive: [{ ...newApp, name, app: subject, who: by, how: 'dcr' }],
        readiness: {
          ...readiness,
          apps: [
            {
              ...app,
              name,
              app: subject,
              unmet: [{ requirement: 'grant-types', detail: reason }],
              next: { words: `Replace "${name}".`, commands: [`auth0 apps show ${subject}`] },
            },
          ],
        },
        defaultPermissions: {
          known: true,
          asOf: after,
          grants: [{ audience: subject, subjectType: owner, allScopes: false, scopes: [by] }],
        },
        unread: [{ section: 'grants', reason, lastRead: null, ageSeconds: null }],
        unjudged: [{ rule: 'settings-drift', reason: owner }],
        notes: [by],
      },
    );
  });
