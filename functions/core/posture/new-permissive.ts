import { attributedWords, attributionOf, isAttributed } from '../attribution.ts';
import type { Finding } from '../finding.ts';
import { compareText } from '../order.ts';
import type { Origin } from '../snapshot.ts';
import { isWithin, type Span } from './changes.ts';
import type { Past } from './past.ts';
import type { NewPermissive } from './schema.ts';

const permissiveRule = 'app-permissive';

/**
 * Permissive apps that came in the time, newest first, with who made them and how. Those that were there when the watch
 * began are not new.
 * @param findings as they stood
 * @param watchedSince ISO 8601; null when the tenant was never read whole
 */
export function newPermissiveIn(
  pasts: readonly Past[],
  findings: ReadonlyMap<string, Finding>,
  { span, watchedSince }: { readonly span: Span; readonly watchedSince: string | null },
): NewPermissive[] {
  const found: NewPermissive[] = [];
  for (const { finding, turns } of pasts) {
    const [{ at, what, life }] = turns;
    const stood = findings.get(finding.key);
    if (finding.rule !== permissiveRule || !stood || !isWithin(span, at)) continue;
    const isHiddenFromBirth = life.status === 'suppressed' && watchedSince !== null;
    if (what === 'opened' || (isHiddenFromBirth && at > watchedSince)) found.push(viewOf(stood));
  }
  return found.sort((a, b) => compareText(b.seen, a.seen) || compareText(a.key, b.key));
}

function viewOf({ key, subject, firstSeen, status, evidence }: Finding): NewPermissive {
  const { name, origin } = evidence;
  const createdAt = instantOf(evidence['createdAt']);
  return {
    key,
    app: subject,
    name: typeof name === 'string' ? name : '',
    seen: firstSeen,
    ...(createdAt !== null && { createdAt }),
    origin: originOf(origin),
    ...creationOf(evidence),
    status,
  };
}

function creationOf(
  evidence: Finding['evidence'],
): Pick<NewPermissive, 'how' | 'who' | 'unattributed'> {
  const attribution = attributionOf(evidence);
  if (!attribution) {
    return { how: 'unknown', who: null, unattributed: 'nothing is stored of who created it' };
  }
  const { how = 'unknown' } = attribution;
  return isAttributed(attribution)
    ? { how, who: attributedWords(attribution) }
    : { how, who: null, unattributed: attribution.unattributed };
}

const origins: readonly Origin[] = ['regular', 'dcr', 'cimd'];

function originOf(value: unknown): Origin {
  return origins.find((origin) => origin === value) ?? 'unknown';
}

/** ISO 8601 in UTC of a moment as Auth0 wrote it; null of anything else. */
function instantOf(value: unknown): string | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
