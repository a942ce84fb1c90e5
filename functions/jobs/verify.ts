import {
  checkSnapshot,
  foldChain,
  heldAt,
  sealedRun,
  type Chain,
  type Place,
  type SealedRun,
  type SnapshotCheck,
} from '../core/evidence.ts';
import type { Linked, Store } from '../core/ports.ts';
import { sectionNames, type SectionName, type Sections } from '../core/snapshot.ts';

type EvidenceStore = Pick<Store, 'records' | 'lastRecord' | 'appsAt' | 'sectionsAt' | 'seal'>;

export interface VerifyRequest {
  readonly tenant: string;
  /** Checks also what the last run judged that began by then and read the tenant whole. */
  readonly at?: Date | undefined;
  /** SHA-256, hex, of a record, that somebody kept elsewhere. */
  readonly hash?: string | undefined;
  readonly now: Date;
}

export interface Verified {
  readonly tenant: string;
  /** The chain is there and whole, and all that was checked was found as it is recorded. */
  readonly proven: boolean;
  readonly chain: Chain;
  /** Of the newest run that read the tenant whole, and of the one asked for. */
  readonly snapshots: readonly SnapshotCheck[];
  /** Where nothing was there to be checked, why. */
  readonly lacking: readonly string[];
  /** Where the record with the hash asked for is; null when there is none. */
  readonly found?: Place | null;
}

/**
 * Holds a tenant's run records against each other, and what is stored against what they say was judged. Writes nothing.
 * @throws {StoreError} when the store cannot be read, or holds what nobody can read
 */
export async function verify(store: EvidenceStore, request: VerifyRequest): Promise<Verified> {
  const { tenant, at, hash } = request;
  const { chain, newest, asked } = await readRecords(store, request);
  const snapshots: SnapshotCheck[] = [];
  for (const sealed of new Set([newest, asked])) {
    if (!sealed) continue;
    const stored = await storedSnapshot(store, tenant, sealed);
    snapshots.push(checkSnapshot(sealed, stored));
  }
  const lacking = lackingOf({ chain, newest, asked }, at);
  const found = hash === undefined ? {} : { found: placeOf(chain, hash) };
  const isSame = snapshots.every(({ result }) => result === 'same');
  const proven = chain.problems.length === 0 && lacking.length === 0 && isSame;
  return { tenant, proven, chain, snapshots, lacking, ...found };
}

interface RecordsRead {
  readonly chain: Chain;
  /** The last run that read the tenant whole. */
  readonly newest: SealedRun | null;
  /** The last one by the moment asked for. */
  readonly asked: SealedRun | null;
}

/** Reads again where a run left its record meanwhile: the records and the last one are to be of one moment. */
async function readRecords(
  store: EvidenceStore,
  { tenant, at, now }: VerifyRequest,
): Promise<RecordsRead> {
  for (let tries = 1; ; tries++) {
    const before = await store.lastRecord(tenant);
    const gathered = gather(at);
    for await (const record of store.records(tenant)) gathered.add(record);
    const last = await store.lastRecord(tenant);
    if (last?.hash === before?.hash || tries >= 5) return gathered.result(last, now);
  }
}

function gather(at: Date | undefined) {
  const fold = foldChain();
  let newest: SealedRun | null = null;
  let asked: SealedRun | null = null;

  function look({ run }: Linked): void {
    const sealed = sealedRun(run);
    if (!sealed) return;
    newest = laterOf(newest, sealed);
    if (at && Date.parse(run.startedAt) <= at.getTime()) asked = laterOf(asked, sealed);
  }

  return {
    add(record: Linked): void {
      look(record);
      fold.add(record);
    },
    result(last: Linked | null, now: Date): RecordsRead {
      if (last) look(last);
      return { chain: fold.result(last, now), newest, asked };
    },
  };
}

function laterOf(a: SealedRun | null, b: SealedRun): SealedRun {
  return a && a.link.sequence >= b.link.sequence ? a : b;
}

/** The hash of what the store says was there when the run judged it. */
async function storedSnapshot(
  store: EvidenceStore,
  tenant: string,
  sealed: SealedRun,
): Promise<string> {
  const { sections: read } = sealed.run;
  const at = heldAt(sealed);
  const others = await store.sectionsAt(tenant, at);
  const apps = (await store.appsAt(tenant, at)).map(({ app }) => app);
  const seal = store.seal();
  for (const app of apps) seal.printApp(app);
  const values: Partial<Record<SectionName, { readonly value: unknown }>> = {
    ...others,
    apps: { value: apps },
  };
  const sections = sectionNames.map((name) => {
    const stored = values[name];
    return [name, read[name].ok && stored ? { ok: true, value: stored.value } : unread] as const;
  });
  return seal.of(Object.fromEntries(sections) as Sections);
}

const unread = { ok: false, reason: 'not read by the run, or not stored', cause: 'unavailable' };

function lackingOf({ chain, newest, asked }: RecordsRead, at: Date | undefined): string[] {
  if (chain.places.length === 0)
    return ['No run has left a record that is linked to others, so there is nothing to prove yet.'];
  if (at && !asked)
    return [`No linked record is of a run that read the tenant whole by ${at.toISOString()}.`];
  return newest ? [] : ['No linked record is of a run that read the tenant whole.'];
}

function placeOf({ places }: Chain, hash: string): Place | null {
  return places.find((place) => place.hash === hash) ?? null;
}
