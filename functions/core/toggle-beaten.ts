import { basisNames } from './toggle-conflicts.ts';
import type { ToggleProof } from './toggle-evidence.ts';
import { isAhead, proofMoment, type ProofBasis } from './toggle-freshness.ts';
import type { Rung } from './toggle.ts';

type Unranked = Omit<Rung, 'wins'>;

/** A proof that says nothing any more, and still has shown that what is older was over. */
interface Beater {
  readonly basis: ProofBasis;
  readonly proof: ToggleProof;
}

/**
 * The rungs, without a word from those that a newer proof contradicted which itself is too old to count: what it
 * disproved does not become true by its age. One that still counts is left to win, and the conflict to be shown.
 */
export function silenceBeaten(
  rungs: readonly Unranked[],
  logBefore: ToggleProof | null,
  now: Date,
): Unranked[] {
  const before: Beater[] = logBefore ? [{ basis: 'log', proof: logBefore }] : [];
  const silent = rungs.flatMap((rung) => (rung.says === null ? beaterOf(rung) : []));
  const beaters = [...silent, ...before].filter(({ proof }) => !isAhead(proof.asOf, now));
  const said = new Map<Unranked, Unranked>();
  for (const rung of claims(rungs)) {
    const beater = beaters.toSorted(newestFirst).find((one) => beats(one, rung));
    if (!beater) continue;
    said.set(rung, silenced(rung, beater));
    // It goes on to disprove what is older still.
    beaters.push(...beaterOf(rung));
  }
  return rungs.map((rung) => said.get(rung) ?? rung);
}

/** Newest first; of two from the same moment the stronger. */
function claims(rungs: readonly Unranked[]): Unranked[] {
  return rungs
    .filter(({ says }) => says === 'on' || says === 'off')
    .toSorted((a, b) => timeOf(b.asOf) - timeOf(a.asOf));
}

function beaterOf({ basis, proof }: Unranked): Beater[] {
  return proof && isProofBasis(basis) ? [{ basis, proof }] : [];
}

function beats({ basis, proof }: Beater, rung: Unranked): boolean {
  if (proof.state === rung.says) return false;
  const later = timeOf(proof.asOf) - timeOf(rung.asOf);
  return later > 0 || (later === 0 && rank[basis] < (rank[rung.basis] ?? 0));
}

const rank: Readonly<Record<ProofBasis, number> & Partial<Record<Rung['basis'], number>>> = {
  'api-field': 0,
  log: 1,
  probe: 2,
  declared: 3,
};

function isProofBasis(basis: Rung['basis']): basis is ProofBasis {
  return basis === 'api-field' || basis === 'log' || basis === 'probe';
}

function silenced(rung: Unranked, { basis, proof }: Beater): Unranked {
  const since = `${basisNames[basis]} showed ${proof.state} since (${proofMoment(basis, proof.asOf)})`;
  // A declaration has a day and no hour: whether it was made after a proof of the same day is not known.
  const remedy =
    rung.basis === 'declared' ? ', and only a declaration from a later day counts' : '';
  const because = `${rung.because}; it says nothing any more, because ${since}${remedy}`;
  return { ...rung, says: null, because };
}

function newestFirst(a: Beater, b: Beater): number {
  return timeOf(b.proof.asOf) - timeOf(a.proof.asOf);
}

function timeOf(asOf: string | null): number {
  return Date.parse(asOf ?? '');
}
