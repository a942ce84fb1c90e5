import { createStore } from '../../../functions/adapters/dynamo.ts';
import { isKept, sectionChanges } from '../../../functions/core/changes.ts';
import type { Store } from '../../../functions/core/ports.ts';
import type { RunRecord } from '../../../functions/core/run.ts';
import { sample, settings } from '../../../functions/core/sample.ts';
import { keptSections, sectionNames, type App } from '../../../functions/core/snapshot.ts';
import { crashingClient, type CrashPoint } from '../crash.ts';
import { memoryDynamo, memoryTable } from '../memory-dynamo.ts';
import { change, head, runRecord } from '../store-sample.ts';

/** What a run reads of a tenant; apps are null where they cannot be read. */
export interface Read {
  /** ISO 8601 */
  readonly at: string;
  readonly apps: readonly App[] | null;
  /** Stands for all settings; null where they cannot be read. */
  readonly audience: string | null;
}

/** Stores what a run of the job would, of these sections alone. */
export async function smallRun(store: Store, tenant: string, read: Read): Promise<void> {
  const { sections } = sample({
    apps: read.apps ?? [],
    settings: settings({ defaultAudience: read.audience }),
    unread: {
      ...(!read.apps && { apps: 'unavailable' }),
      ...(read.audience === null && { settings: 'unavailable' }),
    },
  });
  const session = await store.begin(tenant);
  const known = await session.load();
  const seal = store.seal();
  const prints = new Map((read.apps ?? []).map((one) => [one.id, seal.printApp(one)]));
  const isNew = ({ id }: App) => known.apps.get(id)?.print !== prints.get(id);
  const apps = (read.apps ?? []).filter(isNew);
  const deletedApps = read.apps ? [...known.apps.keys()].filter((id) => !prints.has(id)) : [];
  const changed = sectionChanges(known.head?.sections ?? {}, sections, store.fingerprint);
  await session.save(
    change({
      validFrom: read.at,
      apps,
      deletedApps,
      sections: changed.changed,
      read: (['apps', ...keptSections] as const).filter((name) => isKept(name, sections)),
      appRows: new Map([
        ...apps.map(({ id }) => [id, { print: prints.get(id) ?? '' }] as const),
        ...deletedApps.map((id) => [id, null] as const),
      ]),
      head: { ...head, sections: changed.prints },
    }),
  );
  const record = runRecord(tenant, read.at);
  const results = sectionNames.map((name) => {
    const { ok } = sections[name];
    return [name, ok ? { ok, count: 1 } : { ok, reason: 'HTTP 500' }] as const;
  });
  await session.record({
    ...record,
    complete: sections.apps.ok && sections.settings.ok,
    sections: Object.fromEntries(results) as RunRecord['sections'],
    snapshot: seal.of(sections),
  });
  await session.end();
}

/** A store in memory on which runs may die; each `open` is two minutes after the one before, so that no lease holds. */
export function mortalStore() {
  const client = memoryDynamo();
  let clock = Date.now();
  return {
    client,
    /** @param dies the write at which whoever uses it dies */
    open: (dies: number | null = null, point: CrashPoint = 'before'): Store => {
      clock += 120_000;
      const now = clock;
      const on = dies === null ? client : crashingClient(client, dies, point);
      return createStore({ client: on, table: memoryTable, now: () => now });
    },
  };
}
