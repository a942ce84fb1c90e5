import type { JobName } from '../functions/core/deployment.ts';

export interface JobSettings {
  readonly description: string;
  /** Megabytes; Lambda gives processor time by them. */
  readonly memory: number;
  /** Minutes a run may take. */
  readonly timeout: number;
  /** How often Lambda tries a failed run again: after one minute, and after two more. */
  readonly retries: 0 | 1 | 2;
  /** Minutes after which a run that could not be started is given up. */
  readonly patience: number;
}

export const jobSettings: Readonly<Record<JobName, JobSettings>> = {
  watch: {
    description: 'Reads a tenant, judges it and tells people',
    // Twice what a run on a tenant of 100,000 apps may take (npm run bench).
    memory: 512,
    // Lambda's longest: a large tenant is limited by Auth0, and what is not read in time costs another run.
    timeout: 15,
    // A run stores before it tells, and tells only what is still owed, so a retry repeats nothing.
    retries: 2,
    patience: 60,
  },
  report: {
    description: 'Reports on a tenant, or on all',
    // Holds every finding of a tenant with its words and one format of its report at a time: 1.4 GB for 100,000 findings. Of
    // the fleet it gathers four tenants at once.
    memory: 2_048,
    // Lambda's longest: a fleet has as many tenants as it has.
    timeout: 15,
    // A retry writes the same files and tells those only that had not accepted; what one does not mend is worth a look.
    retries: 1,
    // The next one is usually a week away.
    patience: 24 * 60,
  },
  pulse: {
    description: 'Checks that every tenant is still being watched',
    // Reads one small item of each tenant in the cell, and little more.
    memory: 256,
    timeout: 5,
    // What it finds is stored and owed as in watch.
    retries: 2,
    // The next one would tell the same.
    patience: 15,
  },
};
