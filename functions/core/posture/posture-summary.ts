import { reportCommand } from '../message.ts';
import type { Kept } from '../ports.ts';

/** A posture in a few sentences, of a tenant or of the fleet. Every string may hold hostile text: channels escape it. */
export interface PostureSummary {
  /** `fleet` where it is of all tenants. */
  readonly tenant: string;
  /** Of the fleet, how many tenants it has. */
  readonly environment: string;
  /** The stack of the deployed monitor that tells it; not set on a laptop. */
  readonly stack?: string;
  readonly isFleet?: true;
  /** ISO 8601. */
  readonly at: string;
  /** Such as "2 findings are open, the worst high". */
  readonly headline: string;
  /** One statement each, in the order they are read. */
  readonly lines: readonly string[];
  /** Where its report lies, in full; not set where it is kept nowhere. */
  readonly kept?: Kept;
}

/** Opens the report in full, from a terminal. */
export function openCommand(summary: Pick<PostureSummary, 'tenant' | 'stack' | 'isFleet'>): string {
  const { stack, isFleet } = summary;
  if (!isFleet) return `${reportCommand(summary)} --open`;
  return `npx strictwatch report${stack === undefined ? '' : ` --stack ${stack}`} --open`;
}
