import { isRequired } from '../core/posture/grave.ts';
import { isKnown } from '../core/posture/is-known.ts';
import type { Report } from '../core/posture/schema.ts';
import type { TenantPulse } from '../core/pulse.ts';
import type { FindingResult, RunResult } from '../core/run.ts';
import { atLeast, type Severity } from '../core/severity.ts';

/** 3 when a tenant could not be read, 2 when findings this severe are open, else 0. */
export function exitCodeOf(runs: readonly RunResult[], failOn: Severity): 0 | 2 | 3 {
  if (runs.some(({ complete }) => !complete)) return 3;
  const isFailing = runs.some(({ findings }) =>
    findings.some((finding) => isOpen(finding, failOn)),
  );
  return isFailing ? 2 : 0;
}

/**
 * As {@link exitCodeOf}, of what is stored: 3 when how a tenant stands is not known, or its newest run could not read what
 * a run must.
 */
export function reportExitCodeOf({ overview, postures }: Report, failOn: Severity): 0 | 2 | 3 {
  const isUnread = postures.some(({ unread }) => unread.some(({ section }) => isRequired(section)));
  if (isUnread || overview.some((row) => !isKnown(row))) return 3;
  return overview.some(({ worst }) => worst !== null && atLeast(worst, failOn)) ? 2 : 0;
}

/**
 * 2 when a finding this severe is open about a tenant's watch, or a tenant is stale and nothing says how severe that
 * is, since a run held it or the rule is off; else 0.
 */
export function pulseExitCodeOf(tenants: readonly TenantPulse[], failOn: Severity): 0 | 2 {
  return tenants.some((one) => isFailing(one, failOn)) ? 2 : 0;
}

function isFailing({ stale, finding, canary }: TenantPulse, failOn: Severity): boolean {
  if (canary && isOpen(canary, failOn)) return true;
  if (finding === null || finding.status === 'resolved') return stale;
  return isOpen(finding, failOn);
}

function isOpen({ status, severity }: FindingResult, failOn: Severity): boolean {
  return status === 'open' && atLeast(severity, failOn);
}
