import { deadlines, isPast } from './deadlines.ts';
import type { RunResult } from './run.ts';
import type { Tenant } from './tenant.ts';

export type Toggle = RunResult['toggle'];

/**
 * What is known of "Create Permissive Third-Party Clients by Default", with its basis. The toggle is in no
 * public API, so without proof it is what an operator declared, what the vendor announced, or unknown.
 * A declaration holds to the end of its `until` day, UTC.
 */
export function toggleOf(declared: Tenant['declared']['toggle'], now: Date): Toggle {
  const at = now.getTime();
  if (
    declared &&
    at >= Date.parse(`${declared.on}T00:00:00Z`) &&
    at <= Date.parse(`${declared.until}T23:59:59.999Z`)
  ) {
    return { state: declared.state, basis: 'declared', asOf: `${declared.on}T00:00:00.000Z` };
  }
  if (isPast(deadlines.strictByDefault, now)) {
    const asOf = `${deadlines.strictByDefault.on}T00:00:00.000Z`;
    return { state: 'expected-off', basis: 'vendor-schedule', asOf };
  }
  return { state: 'unknown', basis: 'unknown', asOf: null };
}
