import type { PartialRead } from '../../core/ports.ts';
import type { App } from '../../core/snapshot.ts';
import { fingerprint } from './fingerprint.ts';
import { numberOf, textOf, type Item } from './item.ts';
import { partialKey } from './keys.ts';
import { putFenced, removeFenced, type Fenced } from './mutable.ts';
import { damaged, deflateJson, unpackJson } from './pack.ts';
import { chunks, inParallel } from './parallel.ts';
import { PartialPart } from './schemas.ts';

/** 500 apps take some 50 KB compressed, 200 KB when nothing about them repeats. */
const appsPerPart = 500;
const partBytes = 300 * 1024;

/**
 * Replaces the unfinished listing and returns the items it now takes. Parts of one listing carry the
 * same mark: after a crash in between, the mixed parts are taken for none, and the listing starts anew.
 */
export async function writePartial(
  fenced: Fenced,
  tenant: string,
  stored: readonly Item[],
  partial: PartialRead | null,
): Promise<readonly Item[]> {
  const parts = partial ? partsOf(partial, appsPerPart) : [];
  const mark = partial ? fingerprint([partial.cursor, partial.takenAt, partial.apps.length]) : '';
  const byKey = new Map(stored.map((item) => [textOf(item, 'item'), item]));
  const written = await inParallel([...parts.entries()], 4, async ([part, data]) => {
    const key = partialKey(tenant, part);
    const fields = { mark, parts: parts.length, data };
    const rev = await putFenced(fenced, key, numberOf(byKey.get(key.item), 'rev'), fields);
    return { ...key, ...fields, rev };
  });
  const kept = new Set(written.map(({ item }) => item));
  const surplus = stored.filter((item) => !kept.has(textOf(item, 'item')));
  await inParallel(surplus, 4, (item) => removeFenced(fenced, item));
  return written;
}

export function readPartial(items: readonly Item[]): PartialRead | null {
  const [first] = items;
  if (!first || items.length !== numberOf(first, 'parts')) return null;
  if (items.some((item) => item['mark'] !== first['mark'])) return null;
  const parts = items.map(readPart);
  const [{ cursor, takenAt } = { cursor: '', takenAt: '' }] = parts;
  return { cursor, takenAt, apps: parts.flatMap(({ apps }) => apps) };
}

function readPart(item: Item): PartialRead {
  const what = `The unfinished listing ${textOf(item, 'item')}`;
  const read = PartialPart.safeParse(unpackJson(item['data'], what));
  if (!read.success) throw damaged(what, read.error);
  // The listing is read back by the program that wrote it, within a day: apps are what they were.
  return { ...read.data, apps: read.data.apps as unknown as App[] };
}

/** Compressed parts of at most so many apps; fewer where apps are so large that a part would not fit an item. */
function partsOf(partial: PartialRead, size: number): Uint8Array[] {
  const slices = partial.apps.length > 0 ? chunks(partial.apps, size) : [[]];
  return slices.flatMap((apps) => {
    const packed = deflateJson({ ...partial, apps });
    if (packed.length <= partBytes || apps.length <= 1) return [packed];
    return partsOf({ ...partial, apps }, Math.ceil(apps.length / 2));
  });
}
