import { openingWords } from './opening-words.ts';
import { dashboardLink } from './dashboard.ts';
import { factsOf } from './facts.ts';
import { findingKey, type Announcement, type Life } from './finding.ts';
import { countLeft } from './counted.ts';
import { goOnSteps } from './go-on.ts';
import {
  countSeverities,
  listCommand,
  placeOf,
  shownInFull,
  takeCommand,
  worstShown,
  type AdoptionSummary,
  type Message,
  type Told,
} from './message.ts';
import { compareSeverity, compareText } from './order.ts';
import type { Words } from './ports.ts';
import type { AnyRule } from './rule.ts';
import type { Tenant } from './tenant.ts';

/** A finding, and what a channel is to be told of it. */
export interface ToTell {
  readonly rule: string;
  readonly subject: string;
  readonly life: Life;
  readonly words: Words;
  readonly announcement: Announcement;
  readonly transition: number;
  /** Why it was opened again, as of {@link Owed.because}. */
  readonly because?: string;
}

/** What a message says of a rule. */
export type RuleWords = Pick<AnyRule, 'id' | 'title' | 'docs' | 'over' | 'neverAdopts'>;

export interface Composition {
  readonly tenant: Pick<Tenant, 'id' | 'environment' | 'domain' | 'stack'>;
  readonly told: readonly ToTell[];
  readonly adoption: AdoptionSummary | null;
  readonly rules: readonly RuleWords[];
  readonly at: Date;
}

/** Puts all that one channel is owed about one tenant into one message, worst first. */
export function compose({ tenant, told, adoption, rules, at }: Composition): Message {
  const ordered = told.toSorted(worstFirst);
  const left = ordered.slice(shownInFull);
  return {
    ...placeOf(tenant),
    at: at.toISOString(),
    adoption,
    told: ordered.slice(0, shownInFull).map((one) => tellOf(tenant, one, rules, at)),
    rest: left.length === 0 ? null : restOf(tenant, left),
  };
}

type Inherited = Omit<ToTell, 'announcement' | 'transition' | 'words'>;

export interface Adopted<T extends Inherited> {
  readonly tenant: Composition['tenant'];
  /** The findings the adoption made `inherited`: there may be 100,000, of which a few are put in words. */
  readonly findings: readonly T[];
  readonly words: (finding: T) => Words;
  readonly unknown: AdoptionSummary['unknown'];
  /** null when the apps could not be read. */
  readonly appCount: number | null;
  readonly rules: readonly RuleWords[];
  readonly at: Date;
}

/** Sums an adoption up, so that old state pages nobody finding by finding. */
export function summarizeAdoption<T extends Inherited>(adopted: Adopted<T>): AdoptionSummary {
  const { tenant, findings, words, unknown, appCount, rules, at } = adopted;
  const worst = findings.toSorted(worstFirst).slice(0, worstShown);
  return {
    total: findings.length,
    bySeverity: countSeverities(findings.map(({ life }) => life.severity)),
    rules: distinct(findings.map(({ rule }) => rule)),
    worst: worst.map((one) =>
      tellOf(
        tenant,
        {
          ...one,
          words: words(one),
          announcement: 'opened',
          transition: one.life.transition,
        },
        rules,
        at,
      ),
    ),
    unknown: unknown.toSorted((a, b) => compareText(a.rule, b.rule)),
    appCount,
  };
}

function restOf(tenant: Composition['tenant'], left: readonly ToTell[]): Message['rest'] {
  return {
    ...countLeft(left.map(({ life, announcement }) => ({ severity: life.severity, announcement }))),
    command: listCommand(placeOf(tenant)),
    rules: distinct(left.map(({ rule }) => rule)),
    announcements: distinct(left.map(({ announcement }) => announcement)),
  };
}

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort(compareText);
}

function tellOf(
  tenant: Composition['tenant'],
  one: ToTell,
  rules: readonly RuleWords[],
  at: Date,
): Told {
  // A rule that was retired since has no words left; its id still says which it was.
  const rule = rules.find(({ id }) => id === one.rule);
  const key = findingKey(tenant.id, one.rule, one.subject);
  const take = isForTaking(one, rule) ? takeCommand(key, tenant) : null;
  const goOn =
    one.announcement === 'suppression-ending' ? goOnSteps(key, one.life, placeOf(tenant)) : [];
  return {
    key,
    transition: one.transition,
    announcement: one.announcement,
    severity: one.life.severity,
    rule: one.rule,
    subject: one.subject,
    title: rule?.title ?? one.rule,
    message: `${openingWords(one, rule?.over, at)}${one.words.message}`,
    facts: factsOf(one.words.evidence),
    fix: one.announcement === 'resolved' ? [] : (rule?.docs.fix ?? []),
    link: dashboardLink(tenant, one.rule, one.subject),
    firstSeen: one.life.firstSeen,
    ...(take !== null && { take }),
    ...(goOn.length > 0 && { goOn }),
  };
}

/** Nobody need take what only shows that the monitor works. */
function isForTaking({ life }: ToTell, rule: RuleWords | undefined): boolean {
  return life.status === 'open' && !(life.severity === 'info' && rule?.neverAdopts);
}

type Ranked = Pick<ToTell, 'rule' | 'subject' | 'life'> & { readonly transition?: number };

/** The order in which findings are told: what is over comes last, so that it pushes nothing that stands out of sight. */
export function worstFirst(a: Ranked, b: Ranked): number {
  return (
    Number(a.life.status === 'resolved') - Number(b.life.status === 'resolved') ||
    compareSeverity(a.life.severity, b.life.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.subject, b.subject) ||
    (a.transition ?? 0) - (b.transition ?? 0)
  );
}
