import type { AnyRule } from '../rule.ts';
import { requiredSections, type SectionName } from '../snapshot.ts';
import type { Posture } from './schema.ts';

/**
 * Ids of the rules that could not judge and weigh so much that nothing can be called steady without them: those of severity
 * high or critical, those that need only what every complete run reads, and those this version does not know. Rules that
 * need no section are not among them: they are about the toggle, of which the posture tells itself how well it is known.
 */
export function graveOf(unjudged: Posture['unjudged'], rules: readonly AnyRule[]): string[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const ids = unjudged.map(({ rule }) => rule);
  return [...new Set(ids)].filter((id) => {
    const rule = known.get(id);
    if (rule === undefined) return true;
    return rule.needs.length > 0 && (weighsMuch(rule) || rule.needs.every(isRequired));
  });
}

function weighsMuch({ severity }: AnyRule): boolean {
  return severity === 'critical' || severity === 'high';
}

export function isRequired(section: SectionName): boolean {
  return requiredSections.some((name) => name === section);
}
