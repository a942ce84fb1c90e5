import { isLoopback } from './address.ts';
import { hashOf } from './hash.ts';
import { asLatin } from './latin.ts';
import type { Registration } from './log-memory.ts';

/**
 * What registered apps that are alike have in common, as a key of findings: lower-case Latin letters, digits, hyphens.
 *
 * Apps are alike when name, callbacks and way of signing in are, with everything folded that a script would vary: digits,
 * random-looking parts, punctuation, case, accents, look-alike letters, subdomains. The last two labels of a host are
 * too little under a suffix such as co.uk; among apps that share a name that does no harm, and no list of suffixes ages.
 */
export function likenessOf({ name, hosts, traits }: Registration): string {
  const skeleton = skeletonOf(name);
  const domains = [...new Set(hosts.map(domainOf))].sort();
  const words = [skeleton, domains[0] ?? ''].map(slug).filter((word) => word !== '');
  return [...words, shortHash(JSON.stringify([skeleton, domains, traits]))].join('-');
}

const looksAt = 100;
const longestSkeleton = 60;

/** A name without what a script would vary. Empty when nothing else is left. */
export function skeletonOf(name: string): string {
  return asLatin(name.slice(0, looksAt).toWellFormed())
    .replace(/[\p{M}\p{Cf}\p{Cc}\p{DI}]+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => !isRandom(word))
    .map((word) => word.replace(/\p{N}+/gu, ''))
    .join('')
    .slice(0, longestSkeleton)
    .toWellFormed();
}

/** A piece of hexadecimal or of an id: letters between digits, which no word has. */
function isRandom(word: string): boolean {
  if (!/\d/.test(word)) return false;
  return /^[0-9a-f]{4,}$/.test(word) || /\d\p{L}+\d/u.test(word);
}

function domainOf(host: string): string {
  if (/^(localhost|\[.*\]|\d+(\.\d+){3})$/.test(host))
    return isLoopback(`http://${host}`) ? 'loopback' : 'address';
  return host.split('.').slice(-2).join('.').replace(/\d+/g, '');
}

function slug(text: string): string {
  return text
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-+|-+$/g, '');
}

/** Tells likenesses apart that read alike. */
function shortHash(text: string): string {
  return (hashOf(text) >>> 0).toString(36).padStart(7, '0');
}
