import { expect, test } from 'vitest';
import { severityOf } from '../../functions/core/severity-of.ts';

const rule = {
  severity: 'high',
  grades: {
    intended: { severity: 'low', when: 'meant' },
    overdue: { severity: 'critical', when: 'the deadline has passed' },
  },
} as const;

test.each([
  ['the rule', {}, undefined, 'high'],
  ['a stage that has a grade', { stage: 'overdue' }, undefined, 'critical'],
  ['a stage that has none', { stage: '30d' }, undefined, 'high'],
  ['a grade before a stage', { grade: 'intended', stage: 'overdue' }, undefined, 'low'],
  ['a grade the rule does not state', { grade: 'other' }, undefined, 'high'],
  ['the tenant before all', { grade: 'intended', stage: 'overdue' }, 'info', 'info'],
] as const)('%s decides', (_what, observation, override, severity) => {
  expect(severityOf(rule, observation, override)).toBe(severity);
});

test('a rule without grades has one severity', () => {
  expect(severityOf({ severity: 'medium' }, { grade: 'intended', stage: 'overdue' })).toBe(
    'medium',
  );
});
