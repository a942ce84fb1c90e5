import { BusyError } from '../core/errors.ts';

/**
 * Works on a tenant, and once more after a pause if it was held: pulse holds each for a moment, and a run that gave
 * up at that would leave an hour unread.
 * @throws {BusyError} when it is still held
 */
export async function onceMore<T>(
  work: () => Promise<T>,
  pause: () => Promise<unknown>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
  }
  await pause();
  return work();
}
