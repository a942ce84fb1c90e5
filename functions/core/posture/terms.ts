/*
 * Apart from the schemas, which the documents and the tests need and a report is made without: they would be 9 KiB of its
 * bundle.
 */

/** What happened in the period, in the order people ask for it. */
export const changeKinds = [
  'opened',
  'reopened',
  'escalated',
  'resolved',
  'accepted',
  'suppressed',
  'ended',
  'acknowledged',
  'taken-back',
  'adopted',
] as const;

/** Worst first; last what says nothing of now. */
export const verdictStates = [
  'never-read',
  'not-known',
  'act',
  'decide',
  'steady',
  'unwatched',
] as const;
