/** A tenant's posture in a few sentences. Every string may hold hostile text: channels escape it. */
export interface PostureSummary {
  readonly tenant: string;
  readonly environment: string;
  /** The stack of the deployed monitor that tells it; not set on a laptop. */
  readonly stack?: string;
  /** ISO 8601. */
  readonly at: string;
  /** Such as "2 open findings, worst high; last read 20 minutes ago". */
  readonly headline: string;
  /** One statement each, in the order they are read. */
  readonly lines: readonly string[];
}
