import type { Sizes } from './limits.ts';
import type { Outcome } from './simulate.ts';
import type { Times } from './times.ts';
import type { Scenario } from './world.ts';

/** Lambda's default, and what AWS gives a new account. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const usual = 1000;
const ofNewAccount = 10;

export const scenarios = {
  well: { quota: usual, hasTrouble: false, isSpread: true, days: 1 },
  trouble: { quota: usual, hasTrouble: true, isSpread: true, days: 1 },
  atOnce: { quota: usual, hasTrouble: true, isSpread: false, days: 1 },
  newWell: { quota: ofNewAccount, hasTrouble: false, isSpread: true, days: 1 },
  newTrouble: { quota: ofNewAccount, hasTrouble: true, isSpread: true, days: 1 },
  week: { quota: usual, hasTrouble: true, isSpread: true, days: 7 },
} as const satisfies Record<string, Scenario>;

export type ScenarioId = keyof typeof scenarios;
export const scenarioIds = Object.keys(scenarios) as ScenarioId[];

/** As people call it. */
export const scenarioNames: Readonly<Record<ScenarioId, string>> = {
  well: 'all well',
  trouble: 'with failures',
  atOnce: 'with failures, all at once',
  newWell: 'all well, quota of a new account',
  newTrouble: 'with failures, quota of a new account',
  week: 'with failures, a week',
};

/** Seconds by which failures of others make the start of a healthy tenant later, of the one that suffers most. */
export interface Extra {
  /** Waiting for concurrency. */
  readonly place: number;
  /** Until it began, with the start of an environment where there was none. */
  readonly begin: number;
}

export interface FleetFound {
  readonly tenants: number;
  /** Of each tenant. */
  readonly apps: number;
  readonly seed: string;
  /** How `watch` of a tenant is deployed. */
  readonly watch: {
    readonly expression: string;
    readonly windowMinutes: number;
    readonly retries: number;
    readonly patienceMinutes: number;
    readonly timeoutSeconds: number;
    readonly memory: number;
  };
  /** The day on which the times of runs were measured. */
  readonly timesOn: string;
  readonly times: Times;
  /** Milliseconds of a run of `watch` where it was measured, on a whole processor. */
  readonly measuredMs: number;
  /** Of a run that reads a tenant whole. */
  readonly calls: number;
  readonly readMs: number;
  /** Of what is deployed for ids of 11 characters, and of 63. */
  readonly sizes: Sizes;
  readonly longSizes: Sizes;
  readonly outcomes: Readonly<Record<ScenarioId, Outcome>>;
  readonly extra: { readonly usual: Extra; readonly ofNewAccount: Extra };
  /** Dollars a tenant-month, by where credentials lie, beside the least that AWS would charge. */
  readonly cost: {
    readonly secretsManager: number;
    readonly ssm: number;
    readonly floor: number;
  };
}
