import { expect, test } from 'vitest';
import { voidedBy } from '../../functions/core/acceptance.ts';
import { life, observation, testRule } from './lifecycle-samples.ts';

const digest = (value: unknown) => `digest of ${JSON.stringify(value)}`;
const about = { rule: 'app-tested', subject: 's', severity: 'high' } as const;
const covers = [digest('names "a"')];
const accepted = life('accepted', { decision: { by: 'Ana', at: '2026-11-01T09:00:00Z', covers } });

function voided(names: readonly string[]): string | null {
  const seen = { rule: testRule, observation: observation({ evidence: { names } }), about };
  return voidedBy({ digest }, seen, accepted);
}

test('what an acceptance covers is asked of the evidence, not of the short print of its words', () => {
  // Whoever chooses the names can find some whose words have the print of those that are stored.
  expect(voided(['a', 'b'])).toBe('The acceptance by Ana is void: it now also covers names "b".');
  expect(voided(['a'])).toBeNull();
});
