import type { Announcement } from './finding.ts';
import type { Severity } from './severity.ts';

/** One finding as people are told of it. Every string may hold hostile text: renderers escape it. */
export interface Told {
  readonly key: string;
  readonly transition: number;
  readonly announcement: Announcement;
  readonly severity: Severity;
  readonly rule: string;
  readonly title: string;
  readonly message: string;
  /** Evidence worth a line each. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** What to do, in order; empty for a resolved finding. */
  readonly fix: readonly string[];
  /** The app or setting in the Auth0 Dashboard, where there is an address for it. */
  readonly link: string | null;
  /** ISO 8601. */
  readonly firstSeen: string;
}

/** What an adoption found, in numbers and the worst of it. */
export interface AdoptionSummary {
  readonly total: number;
  readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[];
  readonly worst: readonly Told[];
  /** Rules that could not judge, with the reason. */
  readonly unknown: readonly { readonly rule: string; readonly reason: string }[];
  readonly appCount: number | null;
}

/** All that one run tells one channel about one tenant: never more than one message. */
export interface Message {
  readonly tenant: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly at: string;
  readonly adoption: AdoptionSummary | null;
  /** Worst first, at most {@link shownInFull}. */
  readonly told: readonly Told[];
  /** What was left out beyond that, as counts, and how to list it. */
  readonly rest: { readonly count: number; readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[]; readonly command: string } | null;
}

/** Findings shown in full in one message; the rest are counted. */
export const shownInFull = 10;
