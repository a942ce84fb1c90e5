import type { AppBase } from './baseline.ts';

/** What an app has now and had not when it was accepted, by kind; kinds without a gain are left out. */
export type Gains = Readonly<Record<string, readonly string[]>>;

const kinds = {
  grantTypes: 'grant types',
  callbacks: 'callbacks',
  origins: 'origins',
  apis: 'API access',
} as const;

export function gainsOf(before: AppBase, after: AppBase): Gains {
  const gains = {
    grantTypes: added(before.grantTypes, after.grantTypes),
    callbacks: added(before.callbacks, after.callbacks),
    origins: added(before.origins, after.origins),
    apis: gainedAccess(before.apis, after.apis),
  };
  return Object.fromEntries(Object.entries(gains).filter(([, gained]) => gained.length > 0));
}

/** The gains in words, such as `callbacks, API access`. */
export function nameGains(gains: Gains): string {
  return Object.entries(kinds)
    .flatMap(([kind, words]) => (gains[kind] ? [words] : []))
    .join(', ');
}

/**
 * What `after` gives beyond `before`, both as `grantedScopes` writes them. Every scope covers each
 * single one, and any grant covers the same grant without scopes: narrowing is no gain.
 */
export function gainedAccess(before: readonly string[], after: readonly string[]): string[] {
  const held = before.map(accessOf);
  return added(before, after).filter((line) => {
    const gained = accessOf(line);
    const same = held.filter(({ target }) => target === gained.target);
    if (gained.scope === noScope) return same.length === 0;
    return !same.some(({ scope }) => scope === everyScope);
  });
}

function added(before: readonly string[], after: readonly string[]): string[] {
  const known = new Set(before);
  return after.filter((value) => !known.has(value));
}

const everyScope = 'every scope';
const noScope = 'no scope';
const line = /^(?<audience>.*?) (?<scope>every scope|no scope|\S+) \((?<subject>\S+)\)$/s;

/** Identifiers of the APIs that such lines are of. */
export function audiencesIn(lines: readonly string[]): string[] {
  return [...new Set(lines.map((text) => line.exec(text)?.groups?.['audience'] ?? text))];
}

/** One line of `grantedScopes` apart: the scope, and what it is a scope of and for whom. */
function accessOf(text: string): { scope: string; target: string } {
  const { audience = text, scope = '', subject = '' } = line.exec(text)?.groups ?? {};
  return { scope, target: `${audience} (${subject})` };
}
