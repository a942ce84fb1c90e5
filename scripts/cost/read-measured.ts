import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './units.ts';

export const measuredFile = join(import.meta.dirname, 'measured.json');

/** What was measured last and is committed. */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(measuredFile, 'utf8')) as Measured;
}
