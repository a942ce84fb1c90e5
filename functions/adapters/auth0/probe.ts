import type { ReadRequest } from '../../core/ports.ts';
import type { App, Section } from '../../core/snapshot.ts';
import type { ToggleProof, ToggleReading } from '../../core/toggle-evidence.ts';
import { isObject } from './answer.ts';
import { toMode } from './fields.ts';
import { isAppId, newProbeName } from './probe-name.ts';
import type { ProbeWriter } from './probe-writer.ts';

export type Probed = Pick<ToggleReading, 'probe' | 'litter' | 'probeName'> & {
  readonly warnings: readonly string[];
};

/** Longer than a creation and a deletion take. */
const roomMs = 30_000;

/**
 * Creates an app without a mode, reads the mode it got and deletes it, when that is due. Nothing is created unless its
 * name was stored by an earlier run and nothing of earlier probes is left.
 * @param writer null when nothing may be written
 * @param left apps that earlier probes made, as listed; null when the apps were not read
 */
export async function probeToggle(
  writer: ProbeWriter | null,
  request: ReadRequest,
  left: readonly string[] | null,
): Promise<Probed> {
  const none = { probe: null, litter: left ?? [], probeName: null, warnings: [] };
  if (request.tenant.toggle.probeEveryDays === undefined) return none;
  const { probeName: name } = request.logs.memory;
  if (name === null) return { ...none, probeName: newProbeName() };
  if (writer === null) return { ...none, probeName: name };
  const lacking = await writer.lacks();
  const swept = lacking
    ? stuck(left ?? [], name, lacking.reason)
    : await sweep(writer, left ?? [], name);
  if (!isDue(request)) return { ...swept, probe: null, probeName: name };
  const because = obstacle(request, left, swept.litter, lacking?.reason ?? null);
  if (because !== null) return { ...swept, probe: { ok: false, reason: because }, probeName: name };
  return { ...(await probe(writer, request, name)), probeName: name };
}

type Swept = Pick<Probed, 'litter' | 'warnings'>;

async function sweep(writer: ProbeWriter, ids: readonly string[], name: string): Promise<Swept> {
  const all: Swept[] = [];
  for (const id of ids) {
    const failure = await writer.remove(id);
    if (failure) all.push(stuck([id], name, failure.reason));
  }
  return {
    litter: all.flatMap(({ litter }) => litter),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}

function stuck(ids: readonly string[], name: string, because: string): Swept {
  return { litter: ids, warnings: ids.map((id) => litterWarning(id, name, because)) };
}

function litterWarning(id: string, name: string, because: string): string {
  return `the probe's app ${id} ("${name}") could not be deleted (${because}). It grants nothing; delete it in the Auth0 Dashboard, or give the M2M application delete:clients and the next run does`;
}

function isDue({ tenant, logs, now }: ReadRequest): boolean {
  const { probe } = logs.memory.toggle;
  const days = tenant.toggle.probeEveryDays ?? Infinity;
  return probe === null || now.getTime() - Date.parse(probe.asOf) >= days * 86_400_000;
}

/** Why nothing is created now. */
function obstacle(
  { timeLeft }: ReadRequest,
  left: readonly string[] | null,
  litter: readonly string[],
  lacking: string | null,
): string | null {
  if (lacking !== null) return `the toggle is not probed: ${lacking}`;
  if (left === null) {
    return 'the toggle is not probed: the apps could not be read, so what earlier probes left behind is not known';
  }
  if (litter.length > 0) return 'the toggle is not probed: an app of an earlier probe is left';
  if (timeLeft() < roomMs) return 'the toggle is not probed: there was too little time to clean up';
  return null;
}

async function probe(
  writer: ProbeWriter,
  { now }: ReadRequest,
  name: string,
): Promise<Omit<Probed, 'probeName'>> {
  const created = await writer.create(probeApp(name));
  const nothing = { litter: [], warnings: [] };
  if (!created.ok) {
    const isRefused = created.status !== undefined && created.status >= 400 && created.status < 500;
    const reason = isRefused ? `the toggle could not be probed: ${created.reason}` : unanswered;
    return { ...nothing, probe: { ok: false, reason } };
  }
  const app = isObject(created.value) ? created.value : {};
  const { client_id: id, third_party_security_mode: mode } = app;
  if (!isAppId(id)) return { ...nothing, probe: { ok: false, reason: unanswered } };
  const failure = await writer.remove(id);
  const swept = failure ? stuck([id], name, failure.reason) : nothing;
  const state = stateOf(mode, id);
  if (state === null) return { ...swept, probe: { ok: false, reason: modeless } };
  const proof: ToggleProof = { state, asOf: now.toISOString(), app: id, appName: name };
  return { ...swept, probe: { ok: true, proof } };
}

const unanswered =
  "Auth0 did not say whether it created the probe's app: the next run looks for it and deletes it";

const modeless = "the probe's app came back without a security mode that is known";

/** Only strict apps have ids that begin so, and only they get the mode when the toggle is off. */
function stateOf(mode: unknown, id: string): 'on' | 'off' | null {
  const known = toMode(mode);
  if (known === 'permissive') return 'on';
  return known === 'strict' || (mode === undefined && id.startsWith('tpc_')) ? 'off' : null;
}

/** Third-party, without a mode, and without anything by which somebody could log in. */
function probeApp(name: string): Readonly<Record<string, unknown>> {
  return {
    name,
    description:
      'Created by Strictwatch to see in which security mode Auth0 creates third-party applications by default, and deleted at once. Safe to delete.',
    is_first_party: false,
    app_type: 'regular_web',
  };
}

/**
 * The apps of a tenant, without those that its probes made. Only an app that was never known otherwise, leads nowhere and
 * has exactly the name is one: an app that somebody renamed must not vanish from watch, and less so be deleted.
 */
export function withoutProbes(
  apps: Section<readonly App[]>,
  { tenant, logs, knownApps }: ReadRequest,
): { readonly apps: Section<readonly App[]>; readonly left: readonly string[] | null } {
  const { probeName } = logs.memory;
  const isProbed = tenant.toggle.probeEveryDays !== undefined && probeName !== null;
  if (!apps.ok) return { apps, left: null };
  if (!isProbed) return { apps, left: [] };
  const probes = apps.value.filter((app) => app.name === probeName && isDisposable(app, knownApps));
  const left = probes.map(({ id }) => id);
  const ids = new Set(left);
  return { apps: { ok: true, value: apps.value.filter(({ id }) => !ids.has(id)) }, left };
}

function isDisposable(app: App, knownApps: ReadonlySet<string>): boolean {
  const leads = app.callbacks.length > 0 || app.origins.length > 0;
  const isRegular = app.firstParty === false && app.origin === 'regular';
  return isRegular && !leads && !knownApps.has(app.id) && isAppId(app.id);
}
