import { onePercent, type Run, type SizeFound, type TenantsFound } from './found.ts';

/** One run, and what decides how little it could be done with. */
export interface Case {
  readonly kind: 'adoption' | 'unchanged' | 'few' | 'percent' | 'flood' | 'after';
  /** Such as `10 changed`. */
  readonly on: string;
  readonly run: Run;
  /** In the tenant now. */
  readonly apps: number;
  /** In the store before the run. */
  readonly known: number;
  /** New or changed since the run before. */
  readonly changed: number;
  readonly isTelling: boolean;
}

/** The runs on one tenant, in their order. */
export function casesOf(size: SizeFound, found: TenantsFound): Case[] {
  const { apps } = size;
  const few = Math.min(found.fewChanged, apps);
  const percent = onePercent(apps);
  const still = { apps, known: apps, changed: 0, isTelling: false };
  const adopted = { apps, known: 0, changed: apps, isTelling: true };
  const fewNow = { ...still, changed: few, isTelling: true };
  // The first ones were changed before: people are told only where there are others.
  const percentNow = { ...still, changed: percent, isTelling: percent > few };
  return [
    { kind: 'adoption', on: 'adoption', run: size.adoption, ...adopted },
    { kind: 'unchanged', on: 'unchanged', run: size.unchanged, ...still },
    { kind: 'few', on: `${few} changed`, run: size.few, ...fewNow },
    { kind: 'percent', on: '1 % changed', run: size.percent, ...percentNow },
    ...floodCases(size, found.registered),
  ];
}

function floodCases({ apps, flood }: SizeFound, registered: number): Case[] {
  if (!flood) return [];
  const there = apps + registered;
  const during = { apps: there, known: apps, changed: registered, isTelling: true };
  const after = { apps: there, known: there, changed: 0, isTelling: false };
  return [
    { kind: 'flood', on: `flood of ${count(registered)}`, run: flood.during, ...during },
    { kind: 'after', on: `after ${count(registered)} more`, run: flood.after, ...after },
  ];
}

/** Such as `100,000`. */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}
