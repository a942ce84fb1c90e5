import { sentence } from '../sentence.ts';
import type { SectionName } from '../snapshot.ts';
import type { Judgement } from './checklist.ts';
import type { AccessFact, Answer, TenantFact } from './requirement.ts';

/** When the sections were last read (ISO 8601, or null where no run on record did) that the newest run could not read. */
export type Stale = Readonly<Partial<Record<SectionName, string | null>>>;

/** What each fact about a tenant, or about what its apps reach, is read from. */
export const factSections = {
  'classic-login': ['login'],
  'active-rules': ['pipeline'],
  'active-hooks': ['pipeline'],
  'no-domain-connection': ['connections'],
  'implicit-api': ['grants', 'apis'],
  'system-api': ['grants', 'apis'],
  'implicit-system-api': ['apis'],
} as const satisfies Readonly<Record<TenantFact | AccessFact, readonly SectionName[]>>;

/** What was in the way when it was last read may still be; that nothing was is no answer for now. */
export function datedAnswer(
  answer: Answer,
  sections: readonly SectionName[],
  stale: Stale,
): Answer {
  const when = staleWords(sections, stale);
  if (when === null || answer.holds === null) return answer;
  if (answer.holds) return { ...answer, detail: `${answer.detail} (${when})` };
  return { holds: null, because: `${when}: none in the way` };
}

/** The same of an item: what was done, or not needed, is not known any more. */
export function datedJudgement(
  judgement: Judgement,
  sections: readonly SectionName[],
  stale: Stale,
): Judgement {
  const when = staleWords(sections, stale);
  if (when === null || judgement.state === 'unknown') return judgement;
  const because = sentence(`${when}: ${judgement.because.replace(/\.$/, '')}`);
  return judgement.state === 'not-done'
    ? { ...judgement, because }
    : { ...judgement, state: 'unknown', because };
}

/** Such as `grants as last read on 2026-11-20`; null where the newest run read them. */
function staleWords(sections: readonly SectionName[], stale: Stale): string | null {
  const old = sections.filter((section) => stale[section] !== undefined);
  if (old.length === 0) return null;
  const [oldest = ''] = old.map((section) => stale[section] ?? '').toSorted();
  const when = oldest === '' ? 'before the runs on record' : `on ${oldest.slice(0, 10)}`;
  return `${old.join(' and ')} as last read ${when}`;
}
