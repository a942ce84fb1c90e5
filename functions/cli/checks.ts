import { OperatorError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import type { Context } from './context.ts';
import { asJson } from './json.ts';

/** One thing `doctor` looked at. */
export interface Check {
  /** Null for what is no tenant's. */
  readonly tenant: string | null;
  readonly check: string;
  readonly ok: boolean;
  /** What is so; when it is not ok, what to do. */
  readonly says: string;
}

export type Said = Pick<Check, 'ok' | 'says'>;

/** Looks at one thing; what a person can act on is a result of the check, not the end of it. */
export async function checked(
  tenant: string | null,
  check: string,
  look: () => Promise<Said>,
): Promise<Check> {
  try {
    return { tenant, check, ...(await look()) };
  } catch (error) {
    if (error instanceof OperatorError) return { tenant, check, ok: false, says: error.message };
    throw error;
  }
}

export function showChecks({ out, options }: Context, checks: readonly Check[]): void {
  out(options.json ? `${asJson({ version: 1, checks })}\n` : asText(checks));
}

function asText(checks: readonly Check[]): string {
  const lines = checks.map(
    ({ tenant, check, ok, says }) =>
      `${ok ? 'ok      ' : 'NOT OK  '}${tenant === null ? '' : `${tenant}  `}${check}: ${forTerminal(says, 600)}`,
  );
  return `${lines.join('\n')}\n`;
}
