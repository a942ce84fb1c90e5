import * as z from 'zod';
import type { Change } from '../../core/ports.ts';
import { keptSections } from '../../core/snapshot.ts';
import { textOf, type Item } from './item.ts';
import { damaged, unpackJson } from './pack.ts';

/**
 * Documents of which a run began to store versions before rows and head told of them. If it died in between, what it
 * stored holds although the next run may know nothing of it: an app that is gone again, or is as it was before.
 */
const Unsettled = z.object({
  apps: z.array(z.string()),
  sections: z.array(z.enum(keptSections)),
  /** Any app: there were too many to name. */
  all: z.boolean(),
});
export type Unsettled = Readonly<z.infer<typeof Unsettled>>;

/** Some 20 KB of ids; a run that stores more writes a hundred times that. */
const mostApps = 500;

export const settled: Unsettled = { apps: [], sections: [], all: false };

/** What is noted on the item of the lease. */
export function readUnsettled(tenant: string, lease: Item | undefined): Unsettled {
  const text = textOf(lease ?? {}, 'unsettled');
  if (text === '') return settled;
  const what = `The lease of ${tenant}`;
  const read = Unsettled.safeParse(unpackJson(text, what));
  if (!read.success) throw damaged(what, read.error);
  return read.data;
}

export function isSettled({ apps, sections, all }: Unsettled): boolean {
  return apps.length === 0 && sections.length === 0 && !all;
}

/** What is unsettled while the change is written, beside what was before. */
export function unsettledBy(before: Unsettled, change: Change): Unsettled {
  const { apps, deletedApps, sections } = change;
  const all = before.all || before.apps.length + apps.length + deletedApps.length > mostApps;
  const ids = all ? [] : [...before.apps, ...apps.map(({ id }) => id), ...deletedApps];
  const names = [...before.sections, ...keptSections.filter((name) => sections[name])];
  return { apps: [...new Set(ids)], sections: [...new Set(names)], all };
}

/** What stays so once the change is written: of what is neither in it nor was read, nobody knows how it is now. */
export function unsettledAfter(before: Unsettled, change: Change): Unsettled {
  if (isSettled(before)) return before;
  const { read = [], sections } = change;
  const isRead = read.includes('apps');
  const written = new Set([...change.apps.map(({ id }) => id), ...change.deletedApps]);
  return {
    apps: isRead ? [] : before.apps.filter((id) => !written.has(id)),
    sections: before.sections.filter((name) => !read.includes(name) && !sections[name]),
    all: !isRead && before.all,
  };
}
