import type { Report } from '../../functions/core/posture/schema.ts';
import { samplePosture } from '../core/posture/sample-posture.ts';
import { reportOfPostures } from '../core/report/html-samples.ts';

const unbroken = 'W'.repeat(2000);

/** Synthetic: texts of 2,000 characters without a space, and numbers of 100,000 apps. */
export function longReport(): Report {
  const sample = samplePosture();
  const { apps, readiness } = sample;
  if (!apps.known || !readiness.known) throw new Error('the sample knows its apps');
  const count = { strict: 98_765, permissive: 100_000, unknown: 1 };
  return reportOfPostures([
    samplePosture({
      tenant: { id: 't'.repeat(64), environment: unbroken, domain: unbroken, stack: unbroken },
      verdict: { state: 'not-known', sentence: unbroken },
      toggle: { ...sample.toggle, state: 'expected-off', basis: 'vendor-schedule' },
      dcr: { ...sample.dcr, mode: 'unset', effective: 'permissive' },
      changes: {
        ...sample.changes,
        rows: sample.changes.rows.map((row) => ({
          ...row,
          message: unbroken,
          subject: unbroken,
          by: unbroken,
          owner: unbroken,
          reason: unbroken,
        })),
      },
      apps: { ...apps, total: 200_000, trend: apps.trend.map(({ at }) => ({ at, counts: count })) },
      newPermissive: sample.newPermissive.map((app) => ({
        ...app,
        name: unbroken,
        app: unbroken,
        who: unbroken,
      })),
      defaultPermissions: {
        known: true,
        asOf: sample.at,
        grants: [{ audience: unbroken, subjectType: 'user', allScopes: false, scopes: [unbroken] }],
      },
      readiness: {
        ...readiness,
        apps: readiness.apps.map((app) => ({
          ...app,
          name: unbroken,
          app: unbroken,
          unmet: [{ requirement: unbroken, detail: unbroken }],
          blast: {
            ...app.blast,
            grants: [{ audience: unbroken, scopes: [unbroken], allScopes: false }],
          },
          next: { words: unbroken, commands: [unbroken.slice(0, 1900)] },
        })),
      },
      unread: sample.unread.map((one) => ({ ...one, reason: unbroken })),
      unjudged: [{ rule: unbroken, reason: unbroken }],
      findings: sample.findings.map((finding) => ({
        ...finding,
        key: unbroken,
        message: unbroken,
        evidence: { [unbroken]: unbroken },
        decision: { by: unbroken, at: sample.at, owner: unbroken, reason: unbroken },
      })),
      notes: [unbroken],
    }),
    samplePosture({ tenant: { id: 'acme-dev', environment: 'development' } }),
  ]);
}
