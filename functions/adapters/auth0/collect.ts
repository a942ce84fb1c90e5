import type { Collect, Progress, ReadRequest, Reading } from '../../core/ports.ts';
import type { Section, SectionName, Sections } from '../../core/snapshot.ts';
import { tenantUrl } from '../../core/tenant.ts';
import { readApps, type AppsRead } from './apps.ts';
import { createPace } from './pace.ts';
import type { Means } from './persist.ts';
import { createReaders, type Reader } from './reader.ts';
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
import { createTokens, type CredentialsOf, type TokenCache } from './token.ts';
import { createWire } from './wire.ts';

export type { Auth0Credentials } from './credentials.ts';

type OtherSections = Omit<Sections, 'apps'>;

/**
 * Reads tenants through Auth0's Management API. Tokens live as long as what this returns: make one for a process.
 * Rejects only for a configuration that gives no credentials.
 */
export function createCollect(credentialsOf: CredentialsOf, timing: Timing = realTime): Collect {
  const cache: TokenCache = new Map();
  return async (request) => {
    const { tenant, timeLeft, progress } = request;
    const wire = createWire(timeLeft, timing);
    const pace = createPace({ share: tenant.rateShare, timeLeft, clock: wire.clock, timing });
    const means: Means = { wire, pace, timing };
    const tokens = createTokens(cache, credentialsOf, tenant, means, waitForToken(progress));
    progress({ section: 'token', pages: 0, items: 0, waitingMs: 0 });
    const token = await tokens.current();
    const readers = createReaders(tenantUrl(tenant), tokens, means, progress);
    const [apps, others] = token.ok
      ? await Promise.all([readApps(readers('apps'), request), readOthers(readers, request)])
      : unread(token, request);
    return toReading(request, apps, others, means);
  };
}

/** One after another, beside the apps: two requests at most are ever under way. */
async function readOthers(
  readers: (section: SectionName) => Reader,
  { now }: ReadRequest,
): Promise<OtherSections> {
  return {
    settings: await readSection(readers('settings'), readSettings),
    grants: await readSection(readers('grants'), readGrants),
    apis: await readSection(readers('apis'), readApis),
    connections: await readSection(readers('connections'), readConnections),
    login: await readSection(readers('login'), readLogin),
    pipeline: await readSection(readers('pipeline'), (reader) => readPipeline(reader, now)),
  };
}

async function readSection<T>(
  reader: Reader,
  read: (reader: Reader) => Promise<Result<T>>,
): Promise<Section<T>> {
  return toSection((await reader.lacks()) ?? (await read(reader)));
}

/** Without a token nothing can be read; a listing already begun is kept, if only time was short. */
function unread(failure: Failure, { now, resume }: ReadRequest): [AppsRead, OtherSections] {
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
  };
  return [{ apps: section, takenAt, partial }, others];
}

function toReading(
  { tenant }: ReadRequest,
  { apps, takenAt, partial }: AppsRead,
  others: OtherSections,
  { wire }: Means,
): Reading {
  const complaint = wire.clock.complaint();
  return {
    snapshot: { version: 1, tenant: tenant.id, takenAt, sections: { apps, ...others } },
    calls: wire.calls(),
    warnings: complaint === null ? [] : [complaint],
    partial,
  };
}

function waitForToken(progress: Progress): (waitingMs: number) => void {
  return (waitingMs) => progress({ section: 'token', pages: 0, items: 0, waitingMs });
}
