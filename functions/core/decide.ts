import type { Action } from './action.ts';
import type { Accepting } from './decide-accept.ts';
import { accept } from './decide-accept.ts';
import { acknowledge, reopen, suppressOne, unsuppressOne } from './decide-one.ts';
import { suppressPattern, unsuppressPattern } from './decide-pattern.ts';
import type { Decided, Deciding } from './deciding.ts';

/**
 * What becomes of findings when a person decides about them; nobody's word is asked but theirs.
 * @param accepting what is stored of the finding that is accepted; null for every other action
 * @throws {RefusedError} when it cannot be, saying why and what to do
 */
export function decide(deciding: Deciding, action: Action, accepting: Accepting | null): Decided {
  switch (action.kind) {
    case 'acknowledge':
      return acknowledge(deciding, action);
    case 'accept':
      return accept(deciding, action, accepting);
    case 'suppress':
      return 'finding' in action
        ? suppressOne(deciding, action)
        : suppressPattern(deciding, action);
    case 'unsuppress':
      return 'finding' in action
        ? unsuppressOne(deciding, action)
        : unsuppressPattern(deciding, action);
    default:
      return reopen(deciding, action);
  }
}
