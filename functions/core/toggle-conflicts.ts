import { proofMoment } from './toggle-freshness.ts';
import type { Rung } from './toggle.ts';

export const basisNames = {
  'api-field': 'the field of the API',
  log: 'the log',
  probe: 'the probe',
  declared: 'the declaration',
  'vendor-schedule': "the vendor's schedule",
} as const satisfies Record<Rung['basis'], string>;

/**
 * A sentence for each pair of rungs that disagree, the stronger named first, and what counts. The vendor's schedule
 * contradicts only what counts: that an outdated proof differs from it is no news.
 */
export function conflictsOf(rungs: readonly Rung[], winner: Rung): string[] {
  const speaking = rungs.filter(({ says }) => says !== null);
  return speaking.flatMap((one, i) =>
    speaking
      .slice(i + 1)
      .filter((other) => isOn(one) !== isOn(other) && (isOfThisTenant(other) || one === winner))
      .map((other) => `${claim(one)} and ${claim(other)}: ${decision(one, other, winner)}`),
  );
}

function isOfThisTenant({ basis }: Rung): boolean {
  return basis !== 'vendor-schedule';
}

/** What the vendor announced agrees with off, though it shows nothing. */
function isOn({ says }: Rung): boolean {
  return says === 'on';
}

function claim({ basis, says, asOf }: Rung): string {
  const claimed = says === 'expected-off' ? 'expects off' : `says ${says}`;
  return `${basisNames[basis]} ${claimed} (${proofMoment(basis, asOf ?? '')})`;
}

function decision(one: Rung, other: Rung, winner: Rung): string {
  const counts = `${basisNames[winner.basis]} counts`;
  if (winner === one) return `${whyBeats(one, other)}, so ${counts}`;
  if (winner === other) return `${whyBeats(other, one)}, so ${counts}`;
  return `neither decides, ${counts}`;
}

function whyBeats(winner: Rung, loser: Rung): string {
  if (loser.basis === 'vendor-schedule') {
    return `what ${winner.proof ? 'was seen' : 'was declared'} beats what was announced`;
  }
  if (!loser.proof) return 'proof beats declaration';
  if (Date.parse(winner.asOf ?? '') > Date.parse(loser.asOf ?? '')) {
    return 'newer proof beats older';
  }
  return 'of two proofs from the same moment the stronger counts more';
}
