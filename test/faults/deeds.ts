import type { Status } from '../../functions/core/finding.ts';
import type { FindingRow } from '../../functions/core/ports.ts';
import type { Suppression } from '../../functions/core/suppression.ts';
import { knownRuleIds } from './known-rules.ts';
import type { Deed, Wish } from './schedule.ts';

/** Findings of which it can be decided. */
const fitting: Readonly<Record<string, readonly Status[]>> = {
  acknowledge: ['open', 'inherited'],
  accept: ['open', 'inherited', 'acknowledged', 'suppressed'],
  suppress: ['open', 'inherited', 'acknowledged', 'suppressed'],
  unsuppress: ['suppressed', 'resolved'],
  reopen: ['acknowledged', 'accepted'],
};

/** The wish, about something there is; null where nothing fits. */
export function deedOf(
  { kind, choice, days }: Wish,
  rows: readonly FindingRow[],
  made: readonly Suppression[],
): Deed | null {
  if (kind === 'unsuppress-all') {
    const one = chosen(made, choice);
    return one ? { kind, rule: one.rule, from: Date.parse(one.at) } : null;
  }
  if (kind === 'suppress-all') {
    const rule = chosen(knownRuleIds, choice);
    return rule === undefined ? null : { kind, rule, days };
  }
  const fits = rows.filter(
    ({ rule, life }) => knownRuleIds.includes(rule) && fitting[kind]?.includes(life.status),
  );
  const one = chosen(fits, choice);
  if (!one) return null;
  const { rule, subject } = one;
  return kind === 'suppress' ? { kind, rule, subject, days } : { kind, rule, subject };
}

function chosen<T>(items: readonly T[], choice: number): T | undefined {
  return items[choice % items.length];
}
