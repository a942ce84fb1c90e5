import type { AppBases, Baseline } from './baseline.ts';
import type { Failing } from './channel-health.ts';
import type { LogMemory } from './log-memory.ts';
import type { Likeness } from './look-alike.ts';
import type { Intent, Tenant } from './tenant.ts';
import type { ToggleLadder } from './toggle.ts';
import type { App, Cause, SectionName, SectionValues } from './snapshot.ts';
import type { Severity } from './severity.ts';
import type { Sample } from './sample.ts';

/** One thing a rule sees wrong now. Plain facts; it knows nothing of Slack or of time passing. */
export interface Observation {
  /** What it is about; stable between runs, because it is part of the finding's key. */
  readonly subject: string;
  /** One sentence about this tenant. Text from the tenant goes in as it is: sinks escape it. */
  readonly message: string;
  /** JSON values that show it. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** A step of a staged rule; a later one is announced as escalated. */
  readonly stage?: string;
  /** The name of one of the rule's grades, when the case weighs differently. */
  readonly grade?: string;
}

/**
 * Yielded when what was read does not let the rule judge one subject, whose finding then stays as it was; or,
 * without a subject, anything at all: the whole verdict becomes unknown.
 */
export interface CannotTell {
  readonly cannotTell: string;
  readonly subject?: string;
}

/** What a rule is given: the sections it needs, and nothing else of the tenant. */
export type View<S extends SectionName> = { readonly [K in S]: SectionValues[K] } & {
  readonly baseline: Baseline;
  readonly appBases: AppBases;
  /** For each section, read or why not: only `coverage-lost` should care. */
  readonly coverage: {
    readonly [K in SectionName]: { ok: true } | { ok: false; reason: string; cause: Cause };
  };
  readonly intent: Intent;
  /** What the logs have told so far, this run included; a rule that depends on it being up to date needs `logs`. */
  readonly past: LogMemory;
  /** The toggle's state with its basis; it may be unknown. */
  readonly toggle: ToggleLadder;
  /** How the monitor itself does: only rules about it should care. */
  readonly monitor: Monitor;
  /** From how many registrations on a burst is one. */
  readonly flood: Tenant['dcrFlood'];
  /** For the evidence about a third-party app: whose name its name is taken for, where it is. */
  readonly likeness: (app: App) => Likeness;
  /** A hash of a JSON value of which nobody finds a second: for what evidence leaves out. */
  readonly digest: (value: unknown) => string;
  /** When the tenant was last read; null in `watch`, which reads it now. Only rules of pulse should care. */
  readonly watched: Watched | null;
  readonly now: Date;
};

/** How long ago a tenant was read whole, and how long ago it should have been. */
export interface Watched {
  /** ISO 8601 of the last complete read; null when there was none. */
  readonly lastComplete: string | null;
  /** ISO 8601 since when reads have been expected. */
  readonly expectedSince: string;
  /** ISO 8601: a last complete read before this moment is too long ago for the tenant's schedule. */
  readonly oldestAllowed: string;
  /** As `tenants.json` writes it, such as "rate(1 hour)". */
  readonly schedule: string;
  /** Why the newest run was not complete, each reason once with its sections; empty when it was, or when there was none. */
  readonly reasons: readonly string[];
}

/** How the monitor's own messages do. */
export interface Monitor {
  /** Channels that do not accept, by id. */
  readonly failing: Failing;
  /** The day (YYYY-MM-DD) of a canary that is due and has not yet arrived everywhere; null when none is. */
  readonly canaryDue: string | null;
  /** When canaries arrived, for rules of pulse; null where none are sent. */
  readonly canary: CanaryWatch | null;
  /** Sections whose loss somebody decided not to hear of, each with the one it was decided about; see `quietSections`. */
  readonly quiet: ReadonlyMap<SectionName, SectionName>;
}

/** How long ago a canary arrived everywhere, and how long ago one should have. */
export interface CanaryWatch {
  /** ISO 8601 of the last one that arrived; null before the first. */
  readonly arrived: string | null;
  /** ISO 8601 since when one has been expected. */
  readonly expectedSince: string;
  /** ISO 8601: an arrival before this moment is too long ago. */
  readonly oldestAllowed: string;
}

export const quietMonitor: Monitor = {
  failing: {},
  canaryDue: null,
  canary: null,
  quiet: new Map(),
};

/** A clause of a published standard that asks for what the rule checks. */
export interface Control {
  readonly framework:
    | 'OAuth 2.1 draft'
    | 'RFC 9700'
    | 'OWASP ASVS 5.0'
    | 'NIST SP 800-53 r5'
    | 'SOC 2'
    | 'ISO/IEC 27001:2022';
  readonly id: string;
}

/** A tenant in one line, and the subjects the rule finds in it. Runs as the rule's test and shows on its page. */
export interface Example {
  readonly when: string;
  readonly given: Sample;
  readonly finds: readonly string[];
  /** The severity it is found at, where that is not the rule's own. */
  readonly at?: Severity;
  /** Subjects of which the rule must say that it cannot tell. */
  readonly undecided?: readonly string[];
  /** Set when the rule must say that it cannot tell anything; `finds` is then empty. */
  readonly unknown?: true;
}

/** A severity that an intent or a stage changes, stated here and nowhere else. */
export interface Grade {
  readonly severity: Severity;
  readonly when: string;
}

export interface Rule<S extends SectionName = SectionName> {
  /** `<subject>-<what is wrong>`; a key in people's tables, so never renamed. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly grades?: Readonly<Record<string, Grade>>;
  /** Stages from first to last, for rules that grow with a deadline. */
  readonly stages?: readonly string[];
  /** Compares with the accepted baseline rather than with a fixed expectation. */
  readonly drift?: true;
  /**
   * The job that asks the rule; `watch` unless given. A rule of pulse looks at the runs instead of the tenant,
   * and is never adopted: nobody means not to watch.
   */
  readonly job?: 'pulse';
  readonly needs: readonly S[];
  readonly docs: {
    readonly why: string;
    readonly fix: readonly string[];
    readonly see: readonly string[];
  };
  readonly controls: readonly Control[];
  /** Adopts nothing: what it finds is about the monitor, and told from the first run on. */
  readonly neverAdopts?: true;
  /** Told by every channel the tenant has, whatever its routes leave out; second routes excepted. */
  readonly everywhere?: true;
  /** What it means that a finding is over though its subject is still there, such as "the setting is as accepted again". */
  readonly over?: string;
  /**
   * What an acceptance covers, as texts that stay the same while the case does: one that comes later voids it. Without
   * it, the values in the lists of the evidence; see `breadth.ts`.
   */
  readonly breadth?: (observation: Observation) => readonly string[];
  /**
   * Keys of log entries that would explain an observation, the best first; see `trace.ts`. A rule about what somebody
   * did in the tenant has it, and its findings then say who, or plainly that it is not known.
   */
  readonly traces?: (observation: Observation) => readonly string[];
  /** Keys of log entries that would end it, beside those that undo what explains it. */
  readonly ends?: (observation: Observation) => readonly string[];
  check(view: View<S>): Iterable<Observation | CannotTell>;
}

/** A rule as the engine holds it, its needs no longer in the type. */
export type AnyRule = Omit<Rule, 'check'> & {
  check(view: View<SectionName>): Iterable<Observation | CannotTell>;
};

/**
 * A rule with the examples that its file exports beside it as a function, so that what is deployed is bundled without
 * them.
 */
export type IllustratedRule = AnyRule & { readonly examples: readonly Example[] };

/** Gives `check` a view of exactly the sections in `needs`; reading any other does not compile. */
export function defineRule<const S extends SectionName>(rule: Rule<S>): AnyRule {
  return rule;
}
