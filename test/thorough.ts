/** Set in `npm run test:faults`, which plays everything; `npm test` is to end within a minute and plays a part of it. */
export const isThorough = process.env['STRICTWATCH_EVERY_WRITE'] !== undefined;

/** How many of a property's cases are played: all in `npm run test:faults`, a quarter in `npm test`. */
export function casesOf(all: number): number {
  return isThorough ? all : Math.ceil(all / 4);
}
