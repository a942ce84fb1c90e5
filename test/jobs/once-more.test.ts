import { expect, test } from 'vitest';
import { BusyError, StoreError } from '../../functions/core/errors.ts';
import { onceMore } from '../../functions/jobs/once-more.ts';

const busy = new BusyError('Another run is working on acme.');

/** Work that ends so, one after the other, and what happened meanwhile. */
function tries(...ends: readonly (Error | string)[]) {
  const seen: string[] = [];
  const work = async (): Promise<string> => {
    const end = ends[seen.filter((what) => what === 'work').length] ?? '';
    seen.push('work');
    if (typeof end !== 'string') throw end;
    return end;
  };
  const pause = async (): Promise<void> => void seen.push('pause');
  return { seen, end: onceMore(work, pause) };
}

test('a tenant that was held for a moment is run all the same', async () => {
  const { seen, end } = tries(busy, 'done');
  await expect(end).resolves.toBe('done');
  expect(seen).toEqual(['work', 'pause', 'work']);
});

test('a tenant that is still held is left to whoever holds it', async () => {
  const { seen, end } = tries(busy, busy, 'done');
  await expect(end).rejects.toBe(busy);
  expect(seen).toEqual(['work', 'pause', 'work']);
});

test('nothing else is tried again', async () => {
  const broken = new StoreError('It is damaged.');
  const { seen, end } = tries(broken, 'done');
  await expect(end).rejects.toBe(broken);
  expect(seen).toEqual(['work']);
});

test('what works is done once', async () => {
  const { seen, end } = tries('done', 'again');
  await expect(end).resolves.toBe('done');
  expect(seen).toEqual(['work']);
});
