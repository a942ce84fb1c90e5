import { appBase, grantsByApp, type AppBase } from './baseline.ts';
import type { AppRow, Known } from './ports.ts';
import type { App, Grant, KeptSection, SectionName, Sections, SectionValues } from './snapshot.ts';
import { keptSections } from './snapshot.ts';

/** Which apps a complete listing shows to be new or changed, and which known ones it lacks. */
export interface AppChanges {
  readonly changed: readonly App[];
  /** Fingerprint of each changed app, by id. */
  readonly prints: ReadonlyMap<string, string>;
  readonly deleted: readonly string[];
}

/** An unread listing changes nothing: no app is new, changed or deleted. */
export function appChanges(
  known: Known['apps'],
  apps: Sections['apps'],
  print: (app: App) => string,
): AppChanges {
  const changed: App[] = [];
  const prints = new Map<string, string>();
  if (!apps.ok) return { changed, prints, deleted: [] };
  const listed = new Set<string>();
  for (const app of apps.value) {
    listed.add(app.id);
    const now = print(app);
    if (known.get(app.id)?.print === now) continue;
    changed.push(app);
    prints.set(app.id, now);
  }
  const deleted = [...known.keys()].filter((id) => !listed.has(id));
  return { changed, prints, deleted };
}

export interface Drifted {
  /** App rows to write (null removes). */
  readonly appRows: ReadonlyMap<string, AppRow | null>;
  /** Bases of every app that differs from what was accepted, by id. */
  readonly bases: ReadonlyMap<string, AppBase>;
}

/**
 * Keeps, for each app that is no longer as accepted, what it was: the base drift rules compare with.
 * An app put back loses its base; a new app has none, because its coming is a finding of its own.
 * @param previous stored versions of the changed apps
 * @param grantsBefore the grants as last stored, where they differ from `grantsNow`; null when nothing is known of before
 */
export function driftOfApps(input: {
  readonly known: Known['apps'];
  readonly apps: Sections['apps'];
  readonly changes: AppChanges;
  readonly previous: ReadonlyMap<string, App>;
  readonly grantsNow: readonly Grant[];
  readonly grantsBefore: readonly Grant[] | null;
}): Drifted {
  const appRows = new Map<string, AppRow | null>(input.changes.deleted.map((id) => [id, null]));
  const bases = new Map<string, AppBase>();
  if (!input.apps.ok) {
    for (const [id, row] of input.known) if (row.base) bases.set(id, row.base);
    return { appRows, bases };
  }
  const apisNow = grantsByApp(input.grantsNow);
  const apisBefore = input.grantsBefore ? grantsByApp(input.grantsBefore) : apisNow;
  for (const app of input.apps.value) {
    const row = input.known.get(app.id);
    const print = input.changes.prints.get(app.id) ?? row?.print;
    if (print === undefined) continue;
    const untouched = row && !row.base && row.print === print && !input.grantsBefore;
    if (untouched) continue;
    const current = appBase(app, apisNow.get(app.id) ?? []);
    const before = row && appBase(input.previous.get(app.id) ?? app, apisBefore.get(app.id) ?? []);
    const base = row?.base ?? before;
    const drifted = base !== undefined && !isSameBase(base, current);
    if (drifted) bases.set(app.id, base);
    const isNewRow = row?.print !== print || drifted !== (row?.base !== undefined);
    if (isNewRow) appRows.set(app.id, drifted ? { print, base } : { print });
  }
  return { appRows, bases };
}

type StoredSections = Partial<{ [K in KeptSection]: SectionValues[K] }>;

export interface SectionChanges {
  readonly changed: StoredSections;
  /** Fingerprints of all sections as they now stand. */
  readonly prints: Partial<Record<SectionName, string>>;
}

/**
 * Whether a section was read, and is stored as it was. Grants stay as stored while the apps cannot be read: what an app
 * gained is seen by holding the two against what they were.
 */
export function isKept(name: KeptSection | 'apps', sections: Sections): boolean {
  return sections[name].ok && (name !== 'grants' || sections.apps.ok);
}

/** Sections that are kept and differ from what is stored. */
export function sectionChanges(
  stored: Partial<Record<SectionName, string>>,
  sections: Sections,
  print: (value: unknown) => string,
): SectionChanges {
  const prints = { ...stored };
  const changed: Partial<Record<SectionName, unknown>> = {};
  for (const name of keptSections) {
    const section = sections[name];
    if (!section.ok || !isKept(name, sections)) continue;
    const now = print(section.value);
    if (stored[name] === now) continue;
    prints[name] = now;
    changed[name] = section.value;
  }
  return { changed: changed as StoredSections, prints };
}

export function isSameBase(a: AppBase, b: AppBase): boolean {
  return (
    a.firstParty === b.firstParty &&
    a.securityMode === b.securityMode &&
    isSameList(a.grantTypes, b.grantTypes) &&
    isSameList(a.callbacks, b.callbacks) &&
    isSameList(a.origins, b.origins) &&
    isSameList(a.apis, b.apis)
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
