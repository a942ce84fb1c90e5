import type { End, Finding } from '../finding.ts';
import type { HistoryEvent } from '../history.ts';
import type { Decision } from '../decision.ts';
import { compareText } from '../order.ts';
import type { Suppression } from '../suppression.ts';
import { isHiddenByFile } from './patterns.ts';

/** Something that happened to a finding, as it is stored: in an event of its own, in another's, or in its life. */
export type Incident = { readonly at: string } & (
  | { readonly did: 'covered' | 'lifted'; readonly pattern: Suppression }
  /** Some suppression reached its end: another may go on hiding it. */
  | { readonly did: 'expired' }
  /** It came back, and nobody noted it: its rule was turned on again. */
  | { readonly did: 'back' }
  /** An entry of tenants.json hides it. */
  | { readonly did: 'filed'; readonly decision: Decision }
  | { readonly did: 'event'; readonly event: HistoryEvent }
  | { readonly did: 'gone'; readonly since: string; readonly end?: End | undefined }
);

/** What there is to know of one finding. */
export interface Known {
  readonly finding: Finding;
  /** Its own, oldest first. */
  readonly events: readonly HistoryEvent[];
  /** Suppressions of several findings that fit this one. */
  readonly patterns: readonly Suppression[];
  /** ISO 8601. */
  readonly firstComplete: string | null;
  readonly now: Date;
}

/** At one moment a suppression comes before what is noted of the finding, and its end after that. */
const order = ['expired', 'covered', 'lifted', 'back', 'event', 'filed', 'gone'] as const;

/** What happened to it after it was first seen, oldest first. */
export function incidentsOf(known: Known): Incident[] {
  const { finding, events, now } = known;
  const incidents: Incident[] = [
    ...patternIncidents(known),
    ...events.flatMap(eventIncidents),
    ...lastIncidents(finding, events),
    ...returns(known),
  ];
  return incidents
    .filter(({ at }) => Date.parse(at) <= now.getTime())
    .sort((a, b) => compareText(a.at, b.at) || order.indexOf(a.did) - order.indexOf(b.did));
}

function patternIncidents({ finding: { firstSeen }, patterns }: Known): Incident[] {
  const all = patterns.flatMap((pattern): Incident[] => {
    const { at, until, lifted } = pattern;
    return [
      { at, did: 'covered', pattern },
      { at: until, did: 'expired' },
      ...(lifted ? [{ at: lifted.at, did: 'lifted', pattern } as const] : []),
    ];
  });
  return all.filter(({ at }) => at > firstSeen);
}

function eventIncidents(event: HistoryEvent): Incident[] {
  const { at, before, until } = event;
  return [
    ...(before ? [{ at: before.resolvedAt, did: 'gone', since: before.since } as const] : []),
    { at, did: 'event', event },
    ...(until === undefined ? [] : [{ at: until, did: 'expired' } as const]),
  ];
}

/** What only its life says. */
function lastIncidents(
  { status, since, resolvedAt, end, decision }: Finding,
  events: readonly HistoryEvent[],
): Incident[] {
  const isOver = status === 'resolved' && resolvedAt !== undefined;
  const gone: Incident[] = isOver ? [{ at: resolvedAt, did: 'gone', since, end }] : [];
  if (!decision || !isHiddenByFile(decision)) return gone;
  // The first moment at which it may have begun to hide it.
  const noted = events.map(({ at }) => at);
  const at = [since, decision.at, ...noted].sort(compareText).at(-1) ?? since;
  return [{ at, did: 'filed', decision }, ...gone];
}

const begins: ReadonlySet<HistoryEvent['what']> = new Set([
  'reopened',
  'suppression-ended',
  'suppressed',
  'unsuppressed',
]);

/** Lives that began, and nothing says why. */
function returns({ finding, events, patterns }: Known): Incident[] {
  const explained = new Set([
    finding.firstSeen,
    ...events.filter(({ what }) => begins.has(what)).map(({ at }) => at),
    ...patterns.flatMap(({ lifted }) => lifted?.at ?? []),
  ]);
  const begun = new Set([...events.flatMap(({ before }) => before?.since ?? []), finding.since]);
  return [...begun.difference(explained)].map((at) => ({ at, did: 'back' }));
}
