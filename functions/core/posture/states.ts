import { deadlines, isPast } from '../deadlines.ts';
import type { RunRecord } from '../run.ts';
import { silenceOf } from '../toggle-freshness.ts';
import { ageAt } from './readings.ts';
import type { Posture } from './schema.ts';

/** DCR as the last run knew it that could read the settings, with the moment of that. */
export function dcrAt(runs: readonly RunRecord[], at: Date): Posture['dcr'] {
  const known = runs.find(({ dcr }) => dcr.enabled !== null);
  if (!known) {
    const nothing = { enabled: null, mode: 'unknown', effective: 'unknown' } as const;
    return { ...nothing, basis: 'unknown', asOf: null, ageSeconds: null };
  }
  const { dcr, startedAt: asOf } = known;
  return { ...dcr, basis: 'settings', asOf, ageSeconds: ageAt(asOf, at) };
}

/** The toggle as the newest run judged it, and what is left of that at the moment: proofs age, and a deadline may have passed. */
export function toggleAt(runs: readonly RunRecord[], at: Date): Posture['toggle'] {
  const [newest] = runs;
  const toggle = newest ? agedToggle(newest.toggle, at) : unknownToggle;
  return { ...toggle, ageSeconds: ageAt(toggle.asOf, at) };
}

type Toggle = RunRecord['toggle'];

const unknownToggle: Toggle = { state: 'unknown', basis: 'unknown', asOf: null };

function agedToggle(toggle: Toggle, at: Date): Toggle {
  const { basis, asOf } = toggle;
  const isProof = basis === 'api-field' || basis === 'log' || basis === 'probe';
  const isSilent = isProof && asOf !== null && silenceOf(basis, asOf, at) !== null;
  if (!isSilent && basis !== 'unknown') return toggle;
  const { strictByDefault } = deadlines;
  if (!isPast(strictByDefault, at)) return unknownToggle;
  const announced = new Date(strictByDefault.on).toISOString();
  return { state: 'expected-off', basis: 'vendor-schedule', asOf: announced };
}
