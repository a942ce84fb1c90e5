/** A figure beside what it is held to. */
export interface Line {
  /** What it was measured on, such as `10,000 apps, unchanged`. */
  readonly on: string;
  readonly what: string;
  readonly unit:
    | 'calls'
    | 'ms'
    | 's'
    | 'MiB'
    | 'KiB'
    | 'read units'
    | 'write units'
    | 'items'
    | 'bytes'
    | 'messages'
    | 'findings'
    | 'tenants'
    | 'resources'
    | 'stacks'
    | 'runs'
    | 'hours'
    | 'tests'
    | 'concurrent'
    | 'characters'
    | '$'
    | 'ratio';
  readonly measured: number;
  /** What it must not be above; null where it is only shown. */
  readonly bound: number | null;
  /** A lower bound, and what it takes for granted; null where there is none. */
  readonly floor: { readonly value: number; readonly because: string } | null;
  /**
   * Whether it is the same on every machine and in every run: then it may not grow unnoticed. A time or a memory
   * never is.
   */
  readonly exact: boolean;
}

export function holds({ measured, bound }: Line): boolean {
  return bound === null || measured <= bound;
}

/** Such as `1,234`, `0.25` or `$0.0021`: as many digits as say something. */
export function figure(value: number, unit: Line['unit']): string {
  if (unit === '$') return `$${value.toPrecision(3)}`;
  if (unit === 'ratio') return value.toFixed(2);
  const digits = Math.abs(value) >= 1000 || unit === 'ms' ? 0 : 1;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** How many times its lower bound it is; empty where there is none to speak of. */
export function overFloor({ measured, floor }: Line): string {
  return floor && floor.value > 0 ? `${(measured / floor.value).toFixed(2)} ×` : '';
}

/** With its unit, unless what was measured names it already. */
export function withUnit(value: number, { what, unit }: Pick<Line, 'what' | 'unit'>): string {
  const text = figure(value, unit);
  if (unit === '$') return text;
  if (unit === 'ratio') return `${text} ×`;
  return new RegExp(`\\b${unit}\\b`, 'i').test(what) ? text : `${text} ${unit}`;
}

/** Why lower bounds are what they are, each reason once; its place in the list numbers it from 1. */
export function reasonsOf(lines: readonly Line[]): string[] {
  return [...new Set(lines.flatMap(({ floor }) => (floor ? [floor.because] : [])))];
}
