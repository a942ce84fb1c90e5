import { figure } from '../line.ts';

/** Whole, with separators. */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

export function seconds(value: number): string {
  return `${figure(value, 's')} s`;
}
