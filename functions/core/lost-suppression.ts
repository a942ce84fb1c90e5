import { isOfFile } from './configured-suppressions.ts';
import type { FindingRow } from './ports.ts';
import type { Suppression } from './suppression.ts';

type Hidden = Pick<FindingRow, 'rule'> & {
  readonly life: Pick<FindingRow['life'], 'status' | 'decision'>;
};

/**
 * A suppression made by command that findings still name and that is stored no more, as a version that did not know of
 * suppressions may have left it: as its findings remember it. What its pattern was, only history says.
 */
export function lostSuppression(findings: Iterable<Hidden>, id: string): Suppression | null {
  if (isOfFile(id)) return null;
  for (const { rule, life } of findings) {
    const { status, decision } = life;
    if (status !== 'suppressed' || decision?.suppression !== id) continue;
    const { by, at, owner = '', reason = '', until = at } = decision;
    return { id, rule, subject: '*', by, owner, reason, at, until };
  }
  return null;
}
