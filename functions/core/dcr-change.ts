import type { DcrMode, Settings } from './snapshot.ts';

const looseness: Record<Exclude<DcrMode, 'unknown'>, number> = {
  strict: 0,
  // An unset mode is strict or permissive, depending on the customer.
  unset: 1,
  permissive: 2,
};

/** What became of dynamic registration, in words, or null where nothing known differs. An unknown mode is compared with nothing. */
export function dcrChange(before: Settings['dcr'], after: Settings['dcr']): string | null {
  const changes = [switched(before, after), moved(before.mode, after.mode)];
  return changes.filter((change) => change !== null).join(', ') || null;
}

function switched(before: Settings['dcr'], after: Settings['dcr']): string | null {
  if (before.enabled === after.enabled) return null;
  return after.enabled ? 'switched on' : 'switched off';
}

function moved(before: DcrMode, after: DcrMode): string | null {
  if (before === 'unknown' || after === 'unknown' || before === after) return null;
  const direction = looseness[after] > looseness[before] ? 'loosened' : 'tightened';
  return `mode ${direction} from ${before} to ${after}`;
}
