import type { Finding } from '../finding.ts';
import type { Past } from './past.ts';

/**
 * The findings there were at a moment, as they stood then. What they say is as last stored, and so is the weight where
 * nothing that happened since tells it.
 */
export function asOf(pasts: readonly Past[], at: Date): Finding[] {
  const moment = at.getTime();
  return pasts.flatMap(({ finding, turns }) => {
    const turn = turns.findLast((one) => Date.parse(one.at) <= moment);
    if (!turn) return [];
    if (turn === turns.at(-1)) return [finding];
    const { key, tenant, rule, subject, message, evidence } = finding;
    return [{ ...turn.life, key, tenant, rule, subject, message, evidence }];
  });
}
