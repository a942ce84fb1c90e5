import { isDefaultGrant } from '../baseline.ts';
import type { Grant } from '../snapshot.ts';

/** Default permissions there are, or null. Audiences are told elsewhere: here they are counted. */
export function defaultsInWords(grants: readonly Grant[]): string | null {
  const defaults = grants.filter(isDefaultGrant);
  if (defaults.length === 0) return null;
  const forUsers = userDefaults(grants).length;
  return `For users of APIs: ${forUsers}; for client credentials and others: ${defaults.length - forUsers}.`;
}

export function userDefaults(grants: readonly Grant[]): readonly Grant[] {
  return grants.filter((grant) => isDefaultGrant(grant) && grant.subjectType === 'user');
}
