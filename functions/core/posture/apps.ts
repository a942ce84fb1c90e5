import { isDefaultGrant } from '../baseline.ts';
import type { StoredSections } from '../ports.ts';
import { trendMoments, type FoldedApps } from './fold-apps.ts';
import { lastComplete, lastRead, watchedSince, type Readings } from './readings.ts';
import type { Posture } from './schema.ts';
import type { TrendReads } from './trend-reads.ts';

/** What is known of the apps; nothing while no run has read them all. A moment that no run tells of is a gap in the trend. */
export function appsOf(folded: FoldedApps, readings: Readings, reads: TrendReads): Posture['apps'] {
  const asOf = lastRead(readings, 'apps') ?? lastComplete(readings);
  if (asOf === null) return { known: false, reason: whyUnread(readings, 'apps') };
  const { total, thirdParty, byModeAndOrigin } = folded;
  const trend = trendMoments(readings.at).map((moment, index) => ({
    at: moment.toISOString(),
    counts: (reads[index] && folded.trend[index]) || null,
  }));
  return { known: true, asOf, total, thirdParty, byModeAndOrigin, trend };
}

/**
 * The grants that every third-party app has by default; nothing while no run has stored the grants, which it does only
 * where it read the apps as well.
 */
export function defaultPermissionsOf(
  { grants }: StoredSections,
  readings: Readings,
): Posture['defaultPermissions'] {
  if (!grants) return { known: false, reason: whyNoGrants(readings) };
  const stored = readings.runs.find(({ sections }) => sections.grants.ok && sections.apps.ok);
  return {
    known: true,
    asOf: stored?.startedAt ?? grants.validFrom,
    grants: grants.value
      .filter(isDefaultGrant)
      .map(({ audience, subjectType, allScopes, scopes }) => ({
        audience,
        subjectType,
        allScopes,
        scopes,
      })),
  };
}

function whyNoGrants(readings: Readings): string {
  const isRead = readings.runs[0]?.sections.grants.ok === true;
  return isRead
    ? `Grants are kept only where the apps were read as well: ${whyUnread(readings, 'apps')}`
    : whyUnread(readings, 'grants');
}

function whyUnread(readings: Readings, section: 'apps' | 'grants'): string {
  const read = readings.runs[0]?.sections[section];
  if (read && !read.ok) return read.reason;
  return watchedSince(readings) === null ? 'It was never read.' : 'No run on record read it.';
}
