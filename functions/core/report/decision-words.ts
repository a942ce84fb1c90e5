import { moment } from '../message.ts';
import type { PostureFinding } from '../posture/schema.ts';

const verbs = { acknowledged: 'Acknowledged', accepted: 'Accepted', suppressed: 'Suppressed' };

/** Who decided what, for whom, until when and why, in a sentence of people's words; null where nobody decided. */
export function decisionWords({ status, decision }: PostureFinding): string | null {
  if (!decision || !isDecided(status)) return null;
  const { by, at, owner, until, reason } = decision;
  const parts = [
    `${verbs[status]} by ${by} on ${moment(at)}`,
    owner === undefined ? '' : `, owner ${owner}`,
    until === undefined ? '' : `, until ${moment(until)}`,
    reason === undefined ? '' : `: ${reason}`,
  ];
  return parts.join('');
}

function isDecided(status: PostureFinding['status']): status is keyof typeof verbs {
  return status in verbs;
}
