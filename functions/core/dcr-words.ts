import type { RunResult } from './run.ts';

type Dcr = RunResult['dcr'];

/** Such as "on, mode strict". */
export function dcrWords(dcr: Dcr): string {
  if (dcr.enabled === null) return 'unknown';
  return `${dcr.enabled ? 'on' : 'off'}, ${dcrModeWords(dcr)}`;
}

/** Which apps registration makes, as half a sentence: a mode that was never set is told with what follows from it. */
export function dcrModeWords({ mode, effective }: Pick<Dcr, 'mode' | 'effective'>): string {
  return mode === 'unset' ? `mode never set, in effect ${effective}` : `mode ${mode}`;
}
