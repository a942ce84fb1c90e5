import { lookAlikes } from './look-alike.ts';
import { plural } from './message.ts';
import type { AnyRule, Observation, View } from './rule.ts';
import { sectionNames, type SectionName, type Sections } from './snapshot.ts';

/** A rule's answer for one run. `unknown` is neither a pass nor a fail. */
export type Verdict =
  | {
      readonly rule: string;
      readonly status: 'evaluated';
      readonly observations: readonly Observation[];
      /** Subjects that could not be judged: their findings stay exactly as they were. */
      readonly undecided: readonly { readonly subject: string; readonly reason: string }[];
    }
  | { readonly rule: string; readonly status: 'unknown'; readonly reason: string };

/** The rules that could not judge, wholly or some of their subjects, and why. */
export function unknownRules(verdicts: readonly Verdict[]): { rule: string; reason: string }[] {
  return verdicts.flatMap((verdict) => {
    const { rule } = verdict;
    if (verdict.status === 'unknown') return [{ rule, reason: verdict.reason }];
    const [first] = verdict.undecided;
    if (!first) return [];
    const count = verdict.undecided.length;
    return [{ rule, reason: `${plural(count, 'subject')} could not be judged: ${first.reason}` }];
  });
}

/** A tenant to judge: what was read of it, and what rules hold that against. */
export interface Judged extends Omit<View<never>, 'coverage' | 'likeness'> {
  readonly sections: Sections;
}

/** Asks every rule. A rule whose sections could not all be read answers `unknown`, whatever it would have said. */
export function evaluate(rules: readonly AnyRule[], judged: Judged): Verdict[] {
  const view = viewOf(judged);
  return rules.map((rule) => {
    const unread = rule.needs.flatMap((name) => {
      const section = judged.sections[name];
      return section.ok ? [] : [`${name} not read: ${section.reason}`];
    });
    if (unread.length > 0) return unknown(rule.id, unread.join('; '));
    return judge(rule, view);
  });
}

function judge(rule: AnyRule, view: View<SectionName>): Verdict {
  const observations: Observation[] = [];
  const undecided: { subject: string; reason: string }[] = [];
  for (const found of rule.check(view)) {
    if (!('cannotTell' in found)) observations.push(found);
    else if (found.subject === undefined) return unknown(rule.id, found.cannotTell);
    else undecided.push({ subject: found.subject, reason: found.cannotTell });
  }
  return { rule: rule.id, status: 'evaluated', observations, undecided };
}

function unknown(rule: string, reason: string): Verdict {
  return { rule, status: 'unknown', reason };
}

/** The view holds what was read; `needs` has been checked by the type of `check` and by the caller. */
function viewOf({ sections, ...judged }: Judged): View<SectionName> {
  const values = Object.fromEntries(
    sectionNames.flatMap((name) => {
      const section = sections[name];
      return section.ok ? [[name, section.value]] : [];
    }),
  );
  const coverage = Object.fromEntries(
    sectionNames.map((name) => {
      const section = sections[name];
      return [name, section.ok ? { ok: true } : section];
    }),
  );
  const likeness = lookAlikes(sections.apps.ok ? sections.apps.value : []);
  // A section that was not read is absent here although the type has it: evaluate never calls a rule that needs it.
  return { ...values, ...judged, coverage, likeness } as View<SectionName>;
}
