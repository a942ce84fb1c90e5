import { forTerminal } from './escape.ts';
import type { Suppression } from './suppression.ts';
import type { Tenant } from './tenant.ts';

const prefix = 'file-';

/** The suppressions of `tenants.json`, from the start of their first day to the end of their last, in UTC. */
export function configuredSuppressions(
  { suppressions }: Pick<Tenant, 'suppressions'>,
  print: (value: unknown) => string,
): Suppression[] {
  const byId = new Map<string, Suppression>();
  for (const entry of suppressions) {
    const { rule, subject, by, owner, reason, on, until } = entry;
    const id = `${prefix}${print(entry)}`;
    const days = { at: `${on}T00:00:00.000Z`, until: `${until}T23:59:59.999Z` };
    byId.set(id, { id, rule, subject, by, owner, reason, ...days });
  }
  return [...byId.values()];
}

/** Whether the suppression is one of the file: it ends by taking it out. */
export function isOfFile(id: string): boolean {
  return id.startsWith(prefix);
}

/** Sentences for the operator about entries of the file that hide nothing any more. */
export function endedWords({ suppressions }: Pick<Tenant, 'suppressions'>, now: Date): string[] {
  const today = now.toISOString().slice(0, 10);
  return suppressions
    .filter(({ until }) => until < today)
    .map(
      ({ rule, subject, until }) =>
        `The suppression of ${rule} for "${forTerminal(subject, 100)}" in tenants.json ended on ${until}: take it out.`,
    );
}
