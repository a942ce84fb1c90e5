import { whoWords } from './attribution.ts';
import { deadlines, isPast } from './deadlines.ts';
import type { Rung, Toggle, ToggleLadder } from './toggle.ts';
import { proofMoment } from './toggle-freshness.ts';

/** As the Auth0 Dashboard calls it. */
export const toggleName = 'toggle "Create Permissive Third-Party Clients by Default"';

/** Why nothing follows for the toggle; of a ladder whose state is not known. */
export function whyToggleUnknown(ladder: Pick<Toggle, 'state'>): string {
  if (ladder.state === 'unknown') return `nothing that counts shows the state of the ${toggleName}`;
  return `Auth0 announced that it would switch the ${toggleName} off on ${deadlines.strictByDefault.on}, and nothing that counts shows whether it is`;
}

/** When Auth0 ends it, in a sentence about a toggle that is on. */
export function switchOffWords(now: Date): string {
  const { on } = deadlines.strictByDefault;
  return isPast(deadlines.strictByDefault, now)
    ? `although Auth0 announced that it would switch it off on ${on}`
    : `until Auth0 switches it off on ${on}`;
}

/** The rung the state is taken from. */
export function winnerOf({ rungs }: ToggleLadder): Rung | undefined {
  return rungs.find(({ wins }) => wins);
}

/** What shows the state, for a finding's evidence. It stays the same until something else shows it. */
export function toggleFacts(ladder: ToggleLadder): Record<string, unknown> {
  const { basis, asOf, conflicts } = ladder;
  const { logId, app, field, actor } = winnerOf(ladder)?.proof ?? {};
  return {
    basis,
    asOf: steady(basis, asOf),
    ...(logId !== undefined && { logId }),
    ...(app !== undefined && { app }),
    ...(field !== undefined && { field }),
    ...(conflicts.length > 0 && { conflicts }),
    ...(actor !== undefined && { createdBy: whoWords(actor) }),
  };
}

/** Every run reads the field anew: its moment would be a new word in each. */
function steady(basis: Toggle['basis'], asOf: string | null): string | null {
  return basis === 'api-field' && asOf !== null ? proofMoment(basis, asOf) : asOf;
}
