import {
  attributedWords,
  attributionOf,
  deedWords,
  endOf,
  endWords,
  howWords,
  isAttributed,
  type Attribution,
} from './attribution.ts';

/** Evidence lines a message shows of one finding. */
const shownFacts = 6;
const shownItems = 5;
const deepest = 2;

interface Fact {
  readonly name: string;
  readonly value: string;
}

/**
 * Chooses the evidence worth a line each: whose name it is taken for, who did it, what changed, then single values, then
 * lists, then the rest.
 */
export function factsOf(evidence: Readonly<Record<string, unknown>>): Fact[] {
  const { before, after, looksLike, ...others } = evidence;
  const { attribution: _who, endedBy: _end, digestOfOthers: _left, ...rest } = others;
  const changed =
    'before' in evidence && 'after' in evidence
      ? [{ name: 'change', value: `${inWords(before)} → ${inWords(after)}` }]
      : entriesOf({ before, after }).map(toFact);
  const ranked = entriesOf(rest).toSorted(([, a], [, b]) => rank(a) - rank(b));
  const alike = entriesOf({ looksLike }).map(toFact);
  return [...alike, ...whoFacts(evidence), ...changed, ...ranked.map(toFact)].slice(0, shownFacts);
}

function whoFacts(evidence: Readonly<Record<string, unknown>>): Fact[] {
  const end = endOf(evidence);
  const attribution = attributionOf(evidence);
  return [
    ...(end ? [{ name: endWords(end, evidence), value: attributedWords(end) }] : []),
    ...(attribution ? attributionFacts(attribution) : []),
  ];
}

function attributionFacts(attribution: Attribution): Fact[] {
  const name = deedWords(attribution.did);
  const value = isAttributed(attribution)
    ? attributedWords(attribution)
    : `not known: ${attribution.unattributed}`;
  const how = howWords(attribution);
  return [{ name, value }, ...(how === null ? [] : [{ name: 'how', value: how }])];
}

function toFact([name, value]: readonly [string, unknown]): Fact {
  return { name: spaced(name), value: inWords(value) };
}

function entriesOf(record: object): [string, unknown][] {
  return Object.entries(record).filter(([, value]) => value !== undefined && value !== '');
}

function rank(value: unknown): number {
  if (isScalar(value)) return 0;
  return Array.isArray(value) && value.every(isScalar) ? 1 : 2;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** A JSON value as people would write it: `a, b and 3 more`, `enabled true, mode strict`. */
export function inWords(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'not set';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (depth === deepest) return '…';
  const parts = Array.isArray(value)
    ? value.map((item) => inWords(item, depth + 1))
    : entriesOf(value).map(([name, part]) => `${spaced(name)} ${inWords(part, depth + 1)}`);
  if (parts.length === 0) return 'none';
  const more = parts.length - shownItems;
  const isListOfRecords = Array.isArray(value) && !value.every(isScalar);
  const shown = parts.slice(0, shownItems).join(isListOfRecords ? '; ' : ', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** `grantTypes` is "grant types"; names with underscores are Auth0's own and stay. */
function spaced(name: string): string {
  return name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
}
