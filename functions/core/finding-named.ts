import { forTerminal } from './escape.ts';
import { findingKey } from './finding.ts';

interface Named {
  readonly rule: string;
  readonly subject: string;
}

/** A key as terminals show it, which hides nothing and may shorten: people give it back as they see it. */
export function shownKey(tenant: string, { rule, subject }: Named): string {
  return forTerminal(findingKey(tenant, rule, subject), 200);
}

/** Those of the findings whose key is this, or, where none has it, is shown as this. */
export function findingsNamed<T extends Named>(
  tenant: string,
  findings: Iterable<T>,
  key: string,
): T[] {
  const all = [...findings];
  const exact = all.filter(({ rule, subject }) => findingKey(tenant, rule, subject) === key);
  return exact.length > 0 ? exact : all.filter((one) => shownKey(tenant, one) === key);
}

/** The tenant a finding's key begins with; null where it is no such key. */
export function tenantOfKey(key: string): string | null {
  const [tenant = '', ...rest] = key.split('/');
  return rest.length >= 2 && /^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant) ? tenant : null;
}
