import { whoWords } from './attribution.ts';
import { deadlines, isPast } from './deadlines.ts';
import type { Rung, Toggle, ToggleLadder } from './toggle.ts';
import { proofMoment } from './toggle-freshness.ts';

/** As the Auth0 Dashboard calls it. */
export const toggleName = 'toggle "Create Permissive Third-Party Clients by Default"';

/** The same where there is no room for its name. */
export const toggleShortName = 'toggle "permissive by default"';

/** What was announced is not what is so: the vendor's schedule is told as expected, never as off. */
export const toggleStateWords = {
  on: 'on',
  off: 'off',
  'expected-off': 'expected off',
  unknown: 'unknown',
} as const satisfies Record<Toggle['state'], string>;

/** On what the state rests, as half a sentence; `DAY` stands for that of the evidence. */
const basisWords = {
  'api-field': 'read from the API on DAY',
  log: "shown by the tenant's log as of DAY",
  probe: 'shown by a probe on DAY',
  declared: 'as declared on DAY, unverified',
  'vendor-schedule': "since DAY by the vendor's schedule, unverified",
  unknown: 'nothing shows its state',
} as const satisfies Record<Toggle['basis'], string>;

/** @param day of the evidence, as the reader writes days */
export function toggleBasisWords(basis: Toggle['basis'], day: string | null): string {
  return basisWords[basis].replace('DAY', () => day ?? 'a day unknown');
}

/** Such as "on, shown by the tenant's log as of 2026-11-20". */
export function toggleWords({ state, basis, asOf }: Toggle): string {
  const day = asOf === null ? null : asOf.slice(0, 10);
  return `${toggleStateWords[state]}${joints[basis] ?? ', '}${toggleBasisWords(basis, day)}`;
}

const joints: Partial<Record<Toggle['basis'], string>> = {
  declared: ' ',
  'vendor-schedule': ' ',
  unknown: ': ',
};

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
