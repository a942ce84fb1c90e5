import type { RunResult } from './run.ts';
import type { Tenant } from './tenant.ts';
import { conflictsOf } from './toggle-conflicts.ts';
import type { ToggleEvidence, ToggleProof } from './toggle-evidence.ts';
import { rungsOf } from './toggle-rungs.ts';

export type Toggle = RunResult['toggle'];

/** Ways to know the toggle's state, strongest first. */
export const bases = [
  'api-field',
  'log',
  'probe',
  'declared',
  'vendor-schedule',
  'unknown',
] as const satisfies readonly Toggle['basis'][];

/** One way to know the toggle, and what it says now. */
export interface Rung {
  readonly basis: Exclude<Toggle['basis'], 'unknown'>;
  /** null when it says nothing, or nothing any more. */
  readonly says: 'on' | 'off' | 'expected-off' | null;
  /** ISO 8601; null when there never was anything. */
  readonly asOf: string | null;
  /**
   * Half a sentence: what it is based on and from when, or why it says nothing. May hold text of the tenant. It names
   * moments, not how long ago they were, so that a finding's words stay the same while nothing happens.
   */
  readonly because: string;
  readonly wins: boolean;
  readonly proof?: ToggleProof;
}

/** The toggle's state with everything that speaks for it and against it. */
export interface ToggleLadder extends Toggle {
  /** One for each basis, strongest first. */
  readonly rungs: readonly Rung[];
  /** A sentence for each pair that disagrees, and which one counts. May hold text of the tenant. */
  readonly conflicts: readonly string[];
}

/**
 * What is known of "Create Permissive Third-Party Clients by Default", with its basis. The toggle is in no
 * public API, so without proof it is what an operator declared, what the vendor announced, or unknown.
 * A declaration holds to the end of its `until` day, UTC.
 */
export function toggleLadder(
  evidence: ToggleEvidence,
  declared: Tenant['declared']['toggle'],
  now: Date,
): ToggleLadder {
  const rungs = rungsOf(evidence, declared, now);
  const winner = winnerOf(rungs);
  return {
    state: winner?.says ?? 'unknown',
    basis: winner?.basis ?? 'unknown',
    asOf: winner?.asOf ?? null,
    rungs: rungs.map((rung) => ({ ...rung, wins: rung === winner })),
    conflicts: winner ? conflictsOf(rungs, winner) : [],
  };
}

/** As the run result has it. */
export function toggleOf({ state, basis, asOf }: ToggleLadder): Toggle {
  return { state, basis, asOf };
}

/** The state that is known of the toggle; null where it is only expected, or unknown. */
export function knownState({ state }: Pick<Toggle, 'state'>): ToggleProof['state'] | null {
  return state === 'on' || state === 'off' ? state : null;
}

/**
 * The newest proof says what the toggle is; of those that say so, the strongest that nothing newer contradicts is the
 * basis. Without a proof a declaration counts, then the vendor's schedule.
 */
function winnerOf(rungs: readonly Rung[]): Rung | undefined {
  const speaking = rungs.filter(({ says }) => says !== null);
  const proofs = speaking.filter(({ proof }) => proof !== undefined).toSorted(newestFirst);
  const [newest] = proofs;
  if (!newest) return speaking[0];
  const contradicted = proofs.findIndex(({ says }) => says !== newest.says);
  const standing = contradicted === -1 ? proofs : proofs.slice(0, contradicted);
  return speaking.find((rung) => standing.includes(rung));
}

/** Sorting is stable: of two from the same moment the stronger comes first. */
function newestFirst(a: Rung, b: Rung): number {
  return Date.parse(b.asOf ?? '') - Date.parse(a.asOf ?? '');
}
