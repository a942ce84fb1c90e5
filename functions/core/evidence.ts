import { plural } from './message.ts';
import { compareText } from './order.ts';
import type { Linked } from './ports.ts';
import type { Link, RunRecord } from './run.ts';

/** A record's place in the chain of its tenant. */
export interface Place extends Link {
  /** ISO 8601 */
  readonly startedAt: string;
  /** SHA-256, hex, of the record as it is stored now. */
  readonly hash: string;
}

/** What a tenant's run records prove. */
export interface Chain {
  /** By sequence. Empty where no record is linked, which proves nothing. */
  readonly places: readonly Place[];
  /** Records of versions that did not link them, from before the chain. */
  readonly unlinked: number;
  /** What is broken, a sentence each; none where the chain is whole. */
  readonly problems: readonly string[];
  /** What is odd and breaks nothing, likewise. */
  readonly notes: readonly string[];
}

export interface ChainFold {
  /** In any order. */
  add(record: Linked): void;
  /**
   * @param last the record kept as the last
   * @param now records kept until then are gone rightly
   */
  result(last: Linked | null, now: Date): Chain;
}

/** The record of a run that read its tenant whole, with the hash of what it judged. */
export interface SealedRun {
  readonly run: RunRecord;
  readonly link: Link;
  readonly snapshot: string;
}

/** Whether what is stored is what a run judged. */
export interface SnapshotCheck {
  readonly sequence: number;
  /** ISO 8601, of the run. */
  readonly startedAt: string;
  /** SHA-256, hex, as recorded. */
  readonly snapshot: string;
  readonly result: 'same' | 'differs';
}

export function sealedRun(run: RunRecord): SealedRun | null {
  const { complete, link, snapshot } = run;
  return complete && link && snapshot !== undefined ? { run, link, snapshot } : null;
}

/** ISO 8601, when what is stored is what the run judged. */
export function heldAt({ run, link }: SealedRun): string {
  return link.heldAt ?? run.startedAt;
}

/** @param stored the hash of what the store says was there */
export function checkSnapshot({ run, link, snapshot }: SealedRun, stored: string): SnapshotCheck {
  const result = stored === snapshot ? 'same' : 'differs';
  return { sequence: link.sequence, startedAt: run.startedAt, snapshot, result };
}

/** Holds run records against each other while they stream by; keeps of each only its place. */
export function foldChain(): ChainFold {
  const linked: Place[] = [];
  const unlinked: string[] = [];
  const misplaced: RunRecord[] = [];
  return {
    add(record) {
      if (record.isMisplaced) misplaced.push(record.run);
      const place = placeOf(record);
      if (place) linked.push(place);
      else unlinked.push(record.run.startedAt);
    },
    result(last, now) {
      const chain = chainOf(linked, unlinked, last, now);
      const moved = last?.isMisplaced ? [...misplaced, last.run] : misplaced;
      return { ...chain, problems: [...moved.map(misplacedProblem), ...chain.problems] };
    },
  };
}

function placeOf({ run: { link, startedAt }, hash }: Linked): Place | null {
  return link ? { ...link, startedAt, hash } : null;
}

function chainOf(
  linked: readonly Place[],
  unlinked: readonly string[],
  last: Linked | null,
  now: Date,
): Chain {
  const places = withLast(linked, last).toSorted(
    (a, b) => a.sequence - b.sequence || compareText(a.startedAt, b.startedAt),
  );
  const [first] = places;
  const strayed = unlinked.filter((startedAt) => first && startedAt > first.startedAt).sort();
  const pairs = places.slice(1).map((place, index) => [places[index] ?? place, place] as const);
  return {
    places,
    unlinked: unlinked.length - strayed.length,
    problems: [
      ...strayProblems(strayed),
      ...(first ? beginProblems(first, now) : []),
      ...pairs.flatMap(([a, b]) => pairProblems(a, b, now)),
      ...lastProblems(places, last),
    ],
    notes: pairs.flatMap(([a, b]) => pairNotes(a, b)),
  };
}

/** A run that died between its two writes left its record only there; the next run makes that good. */
function withLast(linked: readonly Place[], last: Linked | null): readonly Place[] {
  const place = last && placeOf(last);
  const isThere = linked.some(({ sequence }) => sequence === place?.sequence);
  return place && !isThere ? [...linked, place] : linked;
}

function misplacedProblem({ tenant, startedAt }: RunRecord): string {
  return `A record that says it is of ${tenant}, ${startedAt}, lies where another belongs: somebody put it there.`;
}

function strayProblems([first, ...more]: readonly string[]): string[] {
  if (first === undefined) return [];
  return [
    `${plural(more.length + 1, 'run record')} without a place in the chain began after it did, the first of them at ${first}.`,
  ];
}

function beginProblems(first: Place, now: Date): string[] {
  const { sequence, previous } = first;
  if (sequence === 1)
    return previous === null ? [] : [`${named(first)} is the first, and names one before it.`];
  if (previous === null) return [`${named(first)} names none before it.`];
  if (isExpired(first, now)) return [];
  const until = first.previousUntil ?? 'a time that it does not say';
  return [
    `Record ${sequence - 1} is missing before ${named(first)}, though it is kept until ${until}.${sequence > 2 ? ' Others before it may be missing, too.' : ''}`,
  ];
}

function pairProblems(before: Place, after: Place, now: Date): string[] {
  if (before.sequence === after.sequence)
    return [
      `Two records claim place ${after.sequence}, of ${before.startedAt} and of ${after.startedAt}.`,
    ];
  if (before.sequence + 1 < after.sequence)
    return isExpired(after, now)
      ? []
      : [
          `${numbered(before.sequence + 1, after.sequence - 1)} missing between ${before.startedAt} and ${after.startedAt}.`,
        ];
  if (after.previous === before.hash) return [];
  return [
    `${named(before)} is not what record ${after.sequence} says it was: one of the two was altered.`,
  ];
}

function lastProblems(places: readonly Place[], last: Linked | null): string[] {
  const newest = places.at(-1);
  if (!newest) return [];
  if (!last)
    return [
      `What the store keeps of the last record is gone, and with it the proof that ${named(newest)} is the last and as it was.`,
    ];
  const place = placeOf(last);
  if (!place)
    return [`The record kept as the last, of ${last.run.startedAt}, has no place in the chain.`];
  if (place.sequence < newest.sequence)
    return [`${named(newest)} is beyond the one kept as the last, record ${place.sequence}.`];
  return place.hash === newest.hash
    ? []
    : [`${named(newest)} is not the one kept as the last of ${place.startedAt}: one was altered.`];
}

/** Each hash being right, only the clock can have done this. */
function pairNotes(before: Place, after: Place): string[] {
  return after.startedAt < before.startedAt
    ? [`Time went back: ${named(after)} follows one of ${before.startedAt}.`]
    : [];
}

function isExpired({ previousUntil }: Place, now: Date): boolean {
  return previousUntil !== undefined && Date.parse(previousUntil) <= now.getTime();
}

function named({ sequence, startedAt }: Place): string {
  return `Record ${sequence} of ${startedAt}`;
}

function numbered(from: number, to: number): string {
  return from === to ? `Record ${from} is` : `Records ${from} to ${to} are`;
}
