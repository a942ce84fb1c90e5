import { moment } from '../../core/message.ts';
import type { ReadRequest } from '../../core/ports.ts';
import type { App, Grant, Section } from '../../core/snapshot.ts';
import type { ToggleProof, ToggleReading } from '../../core/toggle-evidence.ts';
import { isObject } from './answer.ts';
import { toMode } from './fields.ts';
import { isAppId, newProbeName } from './probe-name.ts';
import type { ProbeWriter } from './probe-writer.ts';
import type { Failure } from './reasons.ts';

export type Probed = Pick<ToggleReading, 'probe' | 'probeTriedAt' | 'litter' | 'probeName'> & {
  readonly warnings: readonly string[];
};

const dayMs = 86_400_000;

/** Longer than a creation and a deletion take. */
const roomMs = 30_000;

/**
 * Creates an app without a mode, reads the mode it got and deletes it, when that is due. Nothing is created unless its
 * name was stored by an earlier run and nothing of earlier probes is left.
 * @param writer null when nothing may be written
 * @param left apps that earlier probes made, as listed; null when the apps were not read
 * @param lacking the scopes it is known not to have
 */
export async function probeToggle(
  writer: ProbeWriter | null,
  request: ReadRequest,
  left: readonly string[] | null,
  lacking: Failure | null,
): Promise<Probed> {
  const none = { probe: null, litter: left ?? [], probeName: null, warnings: [] };
  if (request.tenant.toggle.probeEveryDays === undefined) return none;
  const idle = { ...none, probe: lacking && unprobed(lacking.reason) };
  const { probeName: name } = request.logs.memory;
  if (name === null) return { ...idle, probeName: newProbeName() };
  if (writer === null) return { ...idle, probeName: name };
  const swept = lacking
    ? stuck(left ?? [], name, lacking.reason)
    : await sweep(writer, left ?? [], name);
  if (!isDue(request)) return { ...swept, probe: null, probeName: name };
  const because = obstacle(request, left, swept.litter, lacking?.reason ?? null);
  if (because !== null) return { ...swept, probe: unprobed(because), probeName: name };
  const probed = await probe(writer, request, name);
  const triedAt = probed.probe?.ok === false && { probeTriedAt: request.now.toISOString() };
  return { ...probed, ...triedAt, probeName: name };
}

/** For a probe that is asked for and was not made. */
export function unprobed(because: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: `the toggle is not probed: ${because}` };
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
  return `the probe's app ${id} ("${name}") could not be deleted (${because}). It has no callback and no origin, and no client grant as far as those were read; delete it in the Auth0 Dashboard, or give the M2M application delete:clients and the next run does`;
}

function isDue({ tenant, logs, now }: ReadRequest): boolean {
  const { probe } = logs.memory.toggle;
  const days = tenant.toggle.probeEveryDays ?? Infinity;
  return probe === null || now.getTime() - Date.parse(probe.asOf) >= days * dayMs;
}

/** Why nothing is created now. */
function obstacle(
  { timeLeft, logs, now }: ReadRequest,
  left: readonly string[] | null,
  litter: readonly string[],
  lacking: string | null,
): string | null {
  if (lacking !== null) return lacking;
  if (left === null) {
    return 'the apps could not be read, so what earlier probes left behind is not known';
  }
  if (litter.length > 0) return 'an app of an earlier probe is left';
  if (timeLeft() < roomMs) return 'there was too little time to clean up';
  return waitAfter(logs.memory.toggle.probeTriedAt, now);
}

/** What fails once mostly fails again, and each attempt may create an app. */
function waitAfter(triedAt: string | undefined, now: Date): string | null {
  const tried = Date.parse(triedAt ?? '');
  // A clock that was wrong may have left a moment far ahead.
  if (!(Math.abs(now.getTime() - tried) < dayMs)) return null;
  const again = moment(new Date(tried + dayMs).toISOString());
  return `the probe of ${moment(triedAt ?? '')} showed nothing, as that run said, and none is made again before ${again}`;
}

async function probe(
  writer: ProbeWriter,
  { now }: ReadRequest,
  name: string,
): Promise<Omit<Probed, 'probeName' | 'probeTriedAt'>> {
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
 * The apps of a tenant, without those that its probes made. Only an app that was never known otherwise, has exactly the
 * name and is what a probe makes is one: whoever has seen the name in the logs could hide an app under it, and an app
 * that somebody renamed must not vanish from watch, and less so be deleted.
 */
export function withoutProbes(
  apps: Section<readonly App[]>,
  grants: Section<readonly Grant[]>,
  { tenant, logs, knownApps }: ReadRequest,
): { readonly apps: Section<readonly App[]>; readonly left: readonly string[] | null } {
  const { probeName } = logs.memory;
  const isProbed = tenant.toggle.probeEveryDays !== undefined && probeName !== null;
  if (!apps.ok) return { apps, left: null };
  if (!isProbed) return { apps, left: [] };
  const granted = new Set(grants.ok ? grants.value.map(({ appId }) => appId) : []);
  const left = apps.value
    .filter((app) => app.name === probeName && isBare(app))
    .map(({ id }) => id)
    .filter((id) => isAppId(id) && !knownApps.has(id) && !granted.has(id));
  const ids = new Set(left);
  return { apps: { ok: true, value: apps.value.filter(({ id }) => !ids.has(id)) }, left };
}

/** Whether an app is as Auth0 creates one that is asked for as `probeApp` is. */
function isBare({ firstParty, origin, appType, grantTypes, callbacks, origins }: App): boolean {
  const isRegular = firstParty === false && origin === 'regular' && appType === 'regular_web';
  const leads = callbacks.length > 0 || origins.length > 0;
  return isRegular && !leads && grantTypes.every((type) => bareGrantTypes.has(type));
}

/**
 * What Auth0 gives an app whose creation named no grant types. Recorded: `authorization_code` for strict apps; documented
 * besides: `refresh_token`; seen on permissive ones: `implicit`; on other confidential ones: `client_credentials`.
 */
const bareGrantTypes: ReadonlySet<string> = new Set([
  'authorization_code',
  'refresh_token',
  'implicit',
  'client_credentials',
]);
