import type { Collect, Progress, ReadRequest, Reading } from '../../core/ports.ts';
import type { Section, Sections } from '../../core/snapshot.ts';
import { tenantUrl } from '../../core/tenant.ts';
import { toggleWarnings } from '../../core/toggle-warnings.ts';
import { readApps, type AppsRead } from './apps.ts';
import { createLine, type Line } from './line.ts';
import { addCreations } from './log-backfill.ts';
import { hashedMemory } from './log-hashed.ts';
import { readLogs } from './logs.ts';
import { createPace } from './pace.ts';
import type { Means } from './persist.ts';
import { probeToggle, unprobed, withoutProbes } from './probe.ts';
import { probeScopes } from './probe-scopes.ts';
import { createProbeWriter } from './probe-writer.ts';
import { createReaders, type Reader, type Readers } from './reader.ts';
import { toSection, type Failure, type Result } from './reasons.ts';
import {
  readApis,
  readConnections,
  readGrants,
  readLogin,
  readPipeline,
  readSettings,
} from './sections.ts';
import { realTime, type Timing } from './timing.ts';
import { fieldUnread, readToggleField } from './toggle-field.ts';
import { createTokens, type CredentialsOf, type TokenCache } from './token.ts';
import { createWire } from './wire.ts';

export type { Auth0Credentials } from './credentials.ts';

type OtherSections = Omit<Sections, 'apps'>;

/**
 * Reads tenants through Auth0's Management API. Tokens live as long as what this returns: make one for a process.
 * Rejects only for a configuration that gives no credentials, and where what is left cannot be had.
 */
export function createCollect(credentialsOf: CredentialsOf, timing: Timing = realTime): Collect {
  const cache: TokenCache = new Map();
  return async (asked, leftByReads) => {
    const { tenant, timeLeft, progress } = asked;
    const wire = createWire(timeLeft, timing);
    const pace = createPace({ share: tenant.rateShare, timeLeft, clock: wire.clock, timing });
    const means: Means = { wire, pace, timing };
    const tokens = createTokens(cache, credentialsOf, tenant, means, waitForToken(progress));
    progress({ section: 'token', pages: 0, items: 0, waitingMs: 0 });
    const [token, left] = await Promise.all([tokens.current(), orStop(leftByReads, means)]);
    const request = { ...asked, ...left };
    const line = createLine(tenantUrl(tenant), tokens, means);
    const looked = token.ok ? await look(line, request) : unread(token, request);
    return toReading(request, looked, means);
  };
}

/** Nobody goes on waiting for a tenant of which it is not known what was read of it. */
async function orStop<T>(get: () => Promise<T>, { wire, pace }: Means): Promise<T> {
  try {
    return await get();
  } catch (error) {
    wire.close();
    pace.stop();
    throw error;
  }
}

/** What a run saw of a tenant. */
interface Looked extends Pick<Reading, 'toggle' | 'warnings'> {
  readonly listed: AppsRead;
  readonly others: OtherSections;
}

/** The sections, then what depends on several of them. */
async function look(line: Line, request: ReadRequest): Promise<Looked> {
  const { tenant, now, mayProbe } = request;
  const readers = createReaders(line, request.progress);
  const [listed, others] = await Promise.all([
    readApps(readers('apps'), request),
    readOthers(readers, request),
  ]);
  const { apps, left } = withoutProbes(listed.apps, others.grants, request);
  const logs = await addCreations(readers('logs'), request, apps, others.logs);
  const apiField = await readToggleField(readers('settings'), tenant, others.settings, now);
  // Nothing else is ever given a way to write.
  const isAsked = tenant.toggle.probeEveryDays !== undefined;
  const lacking = isAsked ? await line.lacks(probeScopes) : null;
  const writer = isAsked && mayProbe ? createProbeWriter(line) : null;
  const { warnings, ...probed } = await probeToggle(writer, request, left, lacking);
  const toggle = { apiField, ...probed };
  return {
    listed: { ...listed, apps },
    others: { ...others, logs },
    toggle,
    warnings: [...listed.warnings, ...toggleWarnings(toggle), ...warnings],
  };
}

/** One after another, beside the apps: two requests at most are ever under way. */
async function readOthers(readers: Readers, request: ReadRequest): Promise<OtherSections> {
  return {
    settings: await readSection(readers('settings'), readSettings),
    grants: await readSection(readers('grants'), readGrants),
    apis: await readSection(readers('apis'), readApis),
    connections: await readSection(readers('connections'), readConnections),
    login: await readSection(readers('login'), readLogin),
    pipeline: await readSection(readers('pipeline'), (reader) => readPipeline(reader, request.now)),
    logs: await readSection(readers('logs'), (reader) => readLogs(reader, request)),
  };
}

async function readSection<T>(
  reader: Reader,
  read: (reader: Reader) => Promise<Result<T>>,
): Promise<Section<T>> {
  return toSection((await reader.lacks()) ?? (await read(reader)));
}

/** Without a token nothing can be read; a listing already begun is kept, if only time was short. */
function unread(failure: Failure, { tenant, now, resume, logs }: ReadRequest): Looked {
  const section = toSection(failure);
  const partial = failure.cause === 'time' ? resume : null;
  const takenAt = partial?.takenAt ?? now.toISOString();
  const others = {
    settings: section,
    grants: section,
    apis: section,
    connections: section,
    login: section,
    pipeline: section,
    logs: section,
  };
  const { apiField: field, probeEveryDays } = tenant.toggle;
  const toggle = {
    apiField: field === undefined ? null : fieldUnread(field, failure.reason),
    probe: probeEveryDays === undefined ? null : unprobed(failure.reason),
    litter: [],
    probeName: probeEveryDays === undefined ? null : logs.memory.probeName,
  };
  const listed = { apps: section, takenAt, partial, warnings: [] };
  return { listed, others, toggle, warnings: [] };
}

function toReading(
  { tenant, logs: { memory } }: ReadRequest,
  { listed: { apps, takenAt, partial }, others, toggle, warnings }: Looked,
  { wire }: Means,
): Reading {
  const complaint = wire.clock.complaint();
  return {
    snapshot: { version: 1, tenant: tenant.id, takenAt, sections: { apps, ...others } },
    toggle,
    ...(tenant.personalData === 'hashed' && { memory: hashedMemory(memory, tenant) }),
    calls: wire.calls(),
    warnings: complaint === null ? warnings : [complaint, ...warnings],
    partial,
  };
}

function waitForToken(progress: Progress): (waitingMs: number) => void {
  return (waitingMs) => progress({ section: 'token', pages: 0, items: 0, waitingMs });
}
