import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What can go wrong with one step, in the order of the columns. */
export const faults = [
  'fails',
  'answer lost',
  'hangs',
  'garbage',
  'killed before',
  'killed after',
] as const;
export type Fault = (typeof faults)[number];

/** What happened in one cell. `FALSE`: people were told what was not so. The last four must never be. */
export type Happened =
  /** People were told in that run, or there was nothing to tell that this could have kept from them. */
  | 'at once'
  | 'next run'
  /** Told twice, each time with the same id and transition. */
  | 'twice'
  | 'LOST'
  | 'WRONGLY RESOLVED'
  | 'NOT REPAIRED'
  | 'FALSE';

export interface Row {
  readonly step: string;
  /** A fault that was not tried with the step is left out. */
  readonly cells: Readonly<Partial<Record<Fault, Happened>>>;
}

export interface Part {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** By suite: what each measured last, and is committed. */
export type Measured = Readonly<Record<'embedded' | 'aws', readonly Part[]>>;

const file = join(import.meta.dirname, 'measured.json');

export function readMeasured(): Measured {
  return JSON.parse(readFileSync(file, 'utf8')) as Measured;
}

/** Keeps what a suite measured, where it is asked to: `STRICTWATCH_WRITE_MATRIX=1`. */
export function keepMeasured(suite: keyof Measured, parts: readonly Part[]): void {
  if (!process.env['STRICTWATCH_WRITE_MATRIX']) return;
  const measured = { ...readMeasured(), [suite]: parts };
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}
