import type { StoreScene } from './store-part.ts';

interface MatrixScene extends StoreScene {
  /** With rows for all steps, not only for those that no scene before it has. */
  readonly isWhole: boolean;
}

/** Runs that between them send every command the store knows. */
export const scenes: readonly MatrixScene[] = [
  {
    id: 'day',
    title: 'The store, in a run of watch after a day on which much happened',
    job: 'watch',
    past: 'past',
    hours: 0,
    isWhole: true,
  },
  {
    id: 'adoption',
    title: 'The store, in the run that adopts a tenant',
    job: 'watch',
    past: 'none',
    hours: 0,
    isWhole: false,
  },
  {
    id: 'unfinished',
    title: 'The store, in a run whose time does not last',
    job: 'watch',
    past: 'past',
    hours: 0,
    isUnfinished: true,
    isWhole: false,
  },
  {
    id: 'pulse',
    title: 'The store, in a pulse that finds a tenant unread',
    job: 'pulse',
    past: 'past',
    hours: 6,
    isWhole: true,
  },
  {
    id: 'decision',
    title: 'The store, when somebody ends a suppression',
    job: 'decide',
    past: 'past',
    hours: -6,
    isWhole: true,
  },
];
