import type { Finding } from '../finding.ts';
import type { PostureFacts } from '../posture.ts';
import type { ReadinessFacts } from '../readiness/readiness.ts';
import type { Stale } from '../readiness/stale.ts';
import type { RunRecord } from '../run.ts';
import { sectionNames, type Origin, type SectionName } from '../snapshot.ts';
import type { FoldedApps } from './fold-apps.ts';
import { isRequired } from './grave.ts';
import { lastComplete } from './readings.ts';
import type { Posture } from './schema.ts';

/**
 * What readiness is computed from, at the moment the posture tells of.
 * @param findings as they stood then
 */
export function readinessFacts(
  facts: PostureFacts,
  findings: readonly Finding[],
  { apps, dcr, toggle, isPast }: Pick<Posture, 'apps' | 'dcr' | 'toggle' | 'isPast'>,
): ReadinessFacts {
  const { tenant, apps: folded, sections, at } = facts;
  const { id, domain, intent } = tenant;
  const counted = apps.known ? folded.byModeAndOrigin : [];
  const permissive = counted.filter(({ mode }) => mode === 'permissive');
  const thirdPartyByOrigin: Partial<Record<Origin, number>> = {};
  for (const { origin, count } of counted)
    thirdPartyByOrigin[origin] = (thirdPartyByOrigin[origin] ?? 0) + count;
  return {
    tenant: { id, ...(domain !== undefined && { domain }), ...(intent && { intent }) },
    permissive: apps.known ? folded.permissive : null,
    permissiveCount: permissive.reduce((sum, { count }) => sum + count, 0),
    thirdPartyByOrigin,
    ...(apps.known && { strictByOrigin: strictByOrigin(folded) }),
    sections,
    stale: staleSections(facts),
    isPast,
    toggle: { state: toggle.state, basis: toggle.basis, asOf: toggle.asOf },
    dcr,
    callersOnDefault: callersOnDefault(facts, findings),
    now: at,
  };
}

/**
 * Sections that the newest run could not read, with when they last were. Grants are stored only by runs that read the apps
 * too; and where no run is on record, nothing was read by one.
 */
function staleSections({ runs, head, at }: PostureFacts): Stale {
  const whole = lastComplete({ runs, head, at });
  const last: Partial<Record<SectionName, string | null>> = {};
  for (const section of sectionNames) {
    const isKept = ({ sections }: RunRecord) =>
      sections[section].ok && (section !== 'grants' || sections.apps.ok);
    const [newest] = runs;
    if (newest && isKept(newest)) continue;
    const read = runs.find(isKept)?.startedAt;
    last[section] = read ?? (isRequired(section) ? whole : null);
  }
  return last;
}

function strictByOrigin({ byModeAndOrigin }: FoldedApps): Partial<Record<Origin, number>> {
  const strict = byModeAndOrigin.filter(({ mode }) => mode === 'strict');
  return Object.fromEntries(strict.map(({ origin, count }) => [origin, count]));
}

/** null where the rule could not judge: then none is not nobody. */
function callersOnDefault(
  { runs: [newest], head }: PostureFacts,
  findings: readonly Finding[],
): number | null {
  const id = 'creation-relies-on-default';
  if (!newest || !head?.adopted.includes(id)) return null;
  if (newest.unknown.some(({ rule }) => rule === id)) return null;
  return findings.filter(({ rule, status }) => rule === id && status !== 'resolved').length;
}
