import type { Severity } from './severity.ts';

/** What a person decided about a finding, and who answers for it; the finding's status says what. All texts are people's: sinks escape them. */
export interface Decision {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
  /** Who answers for it: a person or a team. */
  readonly owner?: string;
  /** ISO 8601, when a suppression ends. */
  readonly until?: string;
  /** Id of the suppression that hides it with others; not set where it was decided about this finding alone. */
  readonly suppression?: string;
  /** Its owner was told that the suppression is about to end. */
  readonly noticed?: true;
  /** Digests of what an acceptance covers; evidence beyond it voids the acceptance. See `breadth.ts`. */
  readonly covers?: readonly string[];
  /** What it weighed when it was accepted. */
  readonly severity?: Severity;
}
