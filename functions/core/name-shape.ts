import { asLatin } from './latin.ts';

/** A name as it looks at a glance. */
export interface NameShape {
  /** In small Latin letters for those drawn like them, without marks and what is not seen; see {@link isAlike}. */
  readonly words: readonly string[];
  /** The words run together; empty where there is nothing to see, or more than can be taken in. */
  readonly whole: string;
}

/** More than anybody reads of a name; the invisible in it does not count. */
const looksAt = 1000;
const longestWhole = 100;

export function shapeOf(name: string): NameShape {
  const words = withBars(lettersOf(name.slice(0, looksAt)))
    .split(/[^\p{L}\p{N}\p{M}|]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase().replaceAll('0', 'o'));
  const whole = pairsFolded(words.join('')) || name.trim();
  return { words, whole: whole.length > longestWhole ? '' : whole };
}

/** Pairs of letters that look like one letter, as that letter. */
export function pairsFolded(text: string): string {
  return text.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** Equal for what may be alike; {@link isAlike} tells whether it is. */
export function keyOf(text: string): string {
  return text.replace(/[i|]/g, 'l');
}

/** A bar is alike to i and to l, which are not alike: so Mail is not like Mall, and with a capital I it is. */
export function isAlike(one: string, other: string): boolean {
  if (one === other) return true;
  if (keyOf(one) !== keyOf(other)) return false;
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at] && one[at] !== '|' && other[at] !== '|') return false;
  }
  return true;
}

/**
 * Whether nothing but case, spaces, punctuation and the way of counting differs, as it does between apps of partners that
 * know nothing of each other: Partner Portal and partner-portal, Phase 1 and Phase I.
 */
export function isOrdinaryPair(one: string, other: string): boolean {
  return ordinary(one) === ordinary(other);
}

function ordinary(name: string): string {
  return name
    .slice(0, looksAt)
    .split(/[\p{Z}\p{P}]+/u)
    .map((word) =>
      /^[01IiOo]+$/.test(word) ? word.replace(/[1Ii]/g, '|').replace(/0/g, 'o') : word,
    )
    .join('')
    .toLowerCase();
}

function lettersOf(name: string): string {
  if (/^[ -~]*$/.test(name)) return name;
  const seen = name
    .toWellFormed()
    // What is written from right to left is read from left to right.
    .replace(/\u202e([^\u202c]*)/g, (_, text: string) => Array.from(text).toReversed().join(''))
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[\p{Cf}\p{DI}]+/gu, '');
  return asLatin(seen).replace(/(?<=[A-Za-z0-9])\p{M}+/gu, '');
}

/** One I among capitals is an I, and one small l is taken for it; elsewhere an I is taken for an l. */
function withBars(letters: string): string {
  if (!/[Il1]/.test(letters)) return letters;
  return letters
    .replace(/(?<![\p{Ll}I])(?:(?<=\p{Lu})[Il]|[Il](?=\p{Lu}))(?![\p{Ll}I])/gu, (letter) =>
      letter === 'I' ? 'i' : '|',
    )
    .replace(/[I1]/g, '|');
}
