import { expect, test } from 'vitest';
import type { Finding, Status } from '../../functions/core/finding.ts';
import { previewOf } from '../../functions/core/preview.ts';

const now = new Date('2026-11-23T09:00:00.000Z');

function finding(subject: string, status: Status, parts: Partial<Finding> = {}): Finding {
  return {
    key: `acme/app-permissive/${subject}`,
    tenant: 'acme',
    rule: 'app-permissive',
    subject,
    status,
    severity: 'high',
    transition: 1,
    firstSeen: '2026-06-01T09:00:00.000Z',
    since: '2026-06-01T09:00:00.000Z',
    message: '',
    evidence: {},
    ...parts,
  };
}

test('a preview says what would be hidden, what would have been, and what stays as it is', () => {
  const findings = [
    finding('p1', 'open'),
    finding('p2', 'inherited', { severity: 'low' }),
    finding('p3', 'acknowledged'),
    finding('p4', 'accepted'),
    finding('p5', 'suppressed'),
    finding('p6', 'resolved', { resolvedAt: '2026-08-25T09:00:00.000Z' }),
    finding('p7', 'resolved', { resolvedAt: '2026-08-25T08:59:59.999Z' }),
    finding('q', 'open'),
    finding('p8', 'open', { rule: 'app-widened' }),
  ];
  const preview = previewOf(findings, { rule: 'app-permissive', subject: 'p*' }, now);
  const subjects = Object.values(preview).map((part) =>
    part.findings.map(({ subject }: Finding) => subject),
  );
  expect(subjects).toEqual([['p1', 'p2', 'p3'], ['p6'], ['p4', 'p5']]);
  expect(preview.hides).toMatchObject({
    count: 3,
    bySeverity: [
      { severity: 'high', count: 2 },
      { severity: 'low', count: 1 },
    ],
  });
});
