import { hashOf } from './hash.ts';
import { isAlike, isOrdinaryPair, keyOf, shapeOf, type NameShape } from './name-shape.ts';
import { quoted } from './quoted.ts';
import { cut } from './sns-shorten.ts';
import type { App } from './snapshot.ts';
import { likeTrusted } from './trusted-names.ts';

/** For the evidence of a finding about an app. */
export interface Likeness {
  /** What its name is taken for, such as `Claude, but is written with other characters`. Not escaped. */
  readonly looksLike?: string;
}

/**
 * Tells of an app that is not first-party whether its name is taken for another's: that of an app of the tenant's own, a
 * name people trust, or, up to {@link mostCompared} apps, one that was there before. Nothing is looked at before the first
 * question.
 */
export function lookAlikes(apps: readonly App[]): (app: App) => Likeness {
  let index: Index | undefined;
  return (app) => {
    if (app.firstParty) return {};
    index ??= indexOf(apps);
    const shape = shapeOf(app.name);
    const alike = alikeTo(index, app.name, shape);
    const looksLike =
      likeOwn(alike, app) ?? likeTrusted(app.name, shape.words) ?? likeOlder(alike, app);
    return looksLike === null ? {} : { looksLike };
  };
}

/**
 * Apps by a hash of their name's key, which takes little memory: of each a few, however many thousand there are, no two of
 * one name. They are the first of the tenant's own, and the oldest of the others whose age is known.
 */
type Index = ReadonlyMap<number, readonly App[]>;

const none: readonly App[] = [];
const mostOwn = 4;
const mostOthers = 4;

/**
 * A tenant of more apps has them from strangers, by registration: which of those came first says little, and looking at
 * 100,000 names costs a run seconds and 20 MB. There an app is held against the tenant's own and against trusted names.
 */
const mostCompared = 5_000;

function indexOf(apps: readonly App[]): Index {
  const index = new Map<number, readonly App[]>();
  const compared = apps.length > mostCompared ? apps.filter((one) => one.firstParty) : apps;
  for (const app of compared) {
    const { whole } = shapeOf(app.name);
    if (whole === '') continue;
    const key = hashOf(keyOf(whole));
    const kept = index.get(key) ?? none;
    const now = app.firstParty ? withOwn(kept, app) : withOther(kept, app);
    if (now !== kept) index.set(key, now);
  }
  return index;
}

function withOwn(kept: readonly App[], app: App): readonly App[] {
  const own = kept.filter(({ firstParty }) => firstParty);
  return own.length === mostOwn || own.some(({ name }) => name === app.name)
    ? kept
    : [...kept, app];
}

function withOther(kept: readonly App[], app: App): readonly App[] {
  if (Number.isNaN(bornAt(app))) return kept;
  const others = kept.filter(({ firstParty }) => !firstParty);
  const same = others.find(({ name }) => name === app.name);
  if (same && bornAt(same) <= bornAt(app)) return kept;
  const oldest = [...others.filter((one) => one !== same), app]
    .sort((a, b) => bornAt(a) - bornAt(b))
    .slice(0, mostOthers);
  return [...kept.filter(({ firstParty }) => firstParty), ...oldest];
}

function alikeTo(index: Index, name: string, { whole }: NameShape): App[] {
  const kept = index.get(hashOf(keyOf(whole))) ?? none;
  return kept.filter((one) => one.name === name || isAlike(whole, shapeOf(one.name).whole));
}

function likeOwn(alike: readonly App[], { name }: App): string | null {
  const own = alike.filter(({ firstParty }) => firstParty);
  const same = own.find((one) => one.name === name);
  if (same) return `your app ${naming(same)}: it has the same name`;
  return own[0] ? `your app ${naming(own[0])}, but is written differently` : null;
}

function likeOlder(alike: readonly App[], app: App): string | null {
  const older = alike.find(
    (one) => !one.firstParty && !isOrdinaryPair(one.name, app.name) && bornAt(one) < bornAt(app),
  );
  return older ? `the older app ${naming(older)}, but is written differently` : null;
}

/** Milliseconds since 1970; NaN, which is neither before nor after anything, where Auth0 did not say. */
function bornAt({ createdAt = '' }: App): number {
  return Date.parse(createdAt);
}

function naming({ id, name }: App): string {
  return `${quoted(cut(name, 60))} (${cut(id, 64)})`;
}
