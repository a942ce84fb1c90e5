import { compareText } from './order.ts';

/** Something with a time (ISO 8601), and an id that decides between two at the same instant. */
export interface Dated {
  readonly at: string;
  readonly id: string;
}

/** A total order, so that what is kept of a long list does not depend on how it was sorted before. */
export function newestFirst(a: Dated, b: Dated): number {
  return Date.parse(b.at) - Date.parse(a.at) || compareText(b.id, a.id);
}
