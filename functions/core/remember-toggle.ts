import type { LogEntry } from './log-entry.ts';
import { newestFirst } from './newest.ts';
import type { ToggleEvidence, ToggleProof, ToggleReading } from './toggle-evidence.ts';
import { isAhead } from './toggle-freshness.ts';

interface Dated {
  readonly asOf: string;
  readonly logId?: string;
}

type Notice = ToggleEvidence['notice'];

/** What shows the toggle after a read, newest of each kind. */
export function rememberToggle(
  before: ToggleEvidence,
  entries: readonly LogEntry[],
  { apiField, probe, probeTriedAt }: ToggleReading,
  now: Date,
): ToggleEvidence {
  // One entry dated far ahead would be the newest for as long, and keep every other from being remembered.
  const newestOf = <T extends Dated>(all: readonly (T | null)[]): T | null =>
    sorted(all.map((one) => (one && isAhead(one.asOf, now) ? null : one)))[0] ?? null;
  const proofs = [before.log, before.logBefore, ...entries.map(proofOf)];
  const tried = [before.probeTriedAt, probeTriedAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  const newest = (state: ToggleProof['state']) =>
    newestOf(proofs.map((proof) => (proof?.state === state ? proof : null)));
  const [log = null, logBefore = null] = sorted([newest('on'), newest('off')]);
  return {
    ...before,
    apiField: newestOf([before.apiField, apiField?.ok ? apiField.proof : null]),
    log,
    logBefore,
    probe: newestOf([before.probe, probe?.ok ? probe.proof : null]),
    notice: newestOf([before.notice, ...entries.map(noticeOf)]),
    ...(tried !== undefined && { probeTriedAt: tried }),
  };
}

/**
 * A creation through the Management API that left the mode to the tenant. Registered apps prove nothing: their mode
 * follows a setting of its own. Source: Auth0 migration guide, "Review current DCR behavior", read 2026-08-20.
 */
function proofOf({
  id,
  at,
  operation,
  actor,
  app,
  appName,
  creation,
}: LogEntry): ToggleProof | null {
  if (operation !== 'app-created' || creation?.firstParty !== false) return null;
  const { asked, answered } = creation;
  if (asked !== 'unstated' || answered === 'unknown') return null;
  return {
    state: answered === 'permissive' ? 'on' : 'off',
    asOf: at,
    logId: id,
    ...(app !== undefined && { app }),
    ...(appName !== undefined && { appName }),
    actor,
  };
}

function noticeOf({ id, at, operation, notice }: LogEntry): Notice {
  if (operation !== 'deprecation-notice' || notice === undefined) return null;
  return { asOf: at, text: notice, logId: id };
}

/** Newest first; of two that are equally new the one that was there before. */
function sorted<T extends Dated>(all: readonly (T | null)[]): T[] {
  const dated = ({ asOf, logId = '' }: T) => ({ at: asOf, id: logId });
  return all.filter((one) => one !== null).sort((a, b) => newestFirst(dated(a), dated(b)));
}
