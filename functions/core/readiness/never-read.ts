import { sectionScopes } from '../scopes.ts';
import type { KeptSection } from '../snapshot.ts';

/** Why nothing is known that the section would tell; half a sentence. */
export function neverRead(section: KeptSection): string {
  return `the section ${section} was never read: it needs ${sectionScopes[section].scopes.join(' and ')}`;
}
