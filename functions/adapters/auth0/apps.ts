import type { PartialRead, ReadRequest } from '../../core/ports.ts';
import type { App, Section } from '../../core/snapshot.ts';
import { traitFields } from './app-traits.ts';
import { listByCursor, type Listed, type Place } from './checkpoint.ts';
import { confirmGone } from './confirm.ts';
import { text } from './fields.ts';
import { createIntern } from './intern.ts';
import { sortedValues, type Kind } from './list.ts';
import type { Reader } from './reader.ts';
import { toSection, type Failure } from './reasons.ts';
import { appFields, toApp } from './schema-app.ts';

export interface AppsRead {
  readonly apps: Section<readonly App[]>;
  /** ISO 8601, when the listing began. */
  readonly takenAt: string;
  readonly partial: PartialRead | null;
  /** What an operator should know although the apps were read. */
  readonly warnings: readonly string[];
}

/** Lists every app, going on with a listing that ran out of time. One no longer listed is gone only if Auth0 says so. */
export async function readApps(reader: Reader, request: ReadRequest): Promise<AppsRead> {
  const { resume, knownApps } = request;
  const started = request.now.toISOString();
  const lacking = await reader.lacks();
  if (lacking) return { apps: toSection(lacking), takenAt: started, partial: null, warnings: [] };
  const from = resume === null ? undefined : placeOf(resume);
  const { kind, listed, warnings } = await listApps(reader, from);
  const settled = listed.ok ? await confirmGone(reader, kind, listed.place, knownApps) : listed;
  const wentOn = settled.place.gathered === from?.gathered;
  const takenAt = wentOn && resume !== null ? resume.takenAt : started;
  return { ...result(settled, takenAt), takenAt, warnings };
}

interface AppsListed {
  readonly kind: Kind<App>;
  readonly listed: Listed<App>;
  readonly warnings: readonly string[];
}

/** Where Auth0 refuses what only readiness needs, the apps are listed without: the watch must not depend on it. */
async function listApps(reader: Reader, from: Place<App> | undefined): Promise<AppsListed> {
  const whole = appKind([...appFields, ...traitFields]);
  const listed = await listByCursor(reader, whole, from);
  if (!isRefusedAtOnce(listed)) return { kind: whole, listed, warnings: [] };
  const kind = appKind(appFields);
  const plain = await listByCursor(reader, kind, from);
  return { kind, listed: plain, warnings: plain.ok ? [withoutTraits] : [] };
}

const withoutTraits =
  'Auth0 refused (403) to list apps with the settings that readiness is computed from, so they were listed without: readiness knows less of each app, and everything else is as usual.';

function isRefusedAtOnce(listed: Listed<App>): boolean {
  if (listed.ok || listed.place.cursor !== null) return false;
  return listed.failure.status === 403 && listed.failure.cause === 'refused';
}

function result(settled: Listed<App>, takenAt: string): Omit<AppsRead, 'takenAt' | 'warnings'> {
  const { place } = settled;
  if (!settled.ok) {
    return {
      apps: toSection(settled.failure),
      partial: partialOf(settled.failure, place, takenAt),
    };
  }
  return { apps: { ok: true, value: sortedValues(place.gathered.items) }, partial: null };
}

function partialOf(
  { cause }: Failure,
  { cursor, gathered }: Place<App>,
  takenAt: string,
): PartialRead | null {
  if (cause !== 'time' || cursor === null) return null;
  return { cursor, takenAt, apps: [...gathered.items.values()] };
}

function placeOf({ cursor, apps }: PartialRead): Place<App> {
  const items = new Map(apps.map((app) => [app.id, app]));
  return { cursor, gathered: { items, leftOut: new Set() } };
}

/** The "All Applications" client is not an app; Auth0 leaves it out when asked to, and so do we. */
function appKind(fields: readonly string[]): Kind<App> {
  const intern = createIntern();
  return {
    path: 'clients',
    query: { is_global: 'false', fields: fields.join(','), include_fields: 'true' },
    key: 'clients',
    what: 'apps',
    identify: (raw) => text(raw['client_id']),
    read: (raw, id) => (raw['global'] === true ? null : toApp(raw, id, intern)),
  };
}
