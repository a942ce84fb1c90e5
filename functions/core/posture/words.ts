import type { End, Status } from '../finding.ts';
import type { ChangeKind, NewPermissive, Posture } from './schema.ts';

/**
 * How people are told what the posture has as a code; half sentences, so that renderers change no more than the first letter.
 */

/** What the period begins with. */
export const periodWords = {
  'last-report': 'the last report',
  asked: 'as asked',
  week: 'a week before',
  'first-read': 'when it was first read',
  missed: 'because an earlier report reached nobody',
} as const satisfies Record<Posture['period']['basis'], string>;

/** How a permissive app came. */
export const creationWords = {
  'api-explicit': 'created as permissive through the API',
  'api-default': 'created through the API without a mode',
  dcr: 'registered dynamically',
  unknown: 'nothing shows how',
} as const satisfies Record<NewPermissive['how'], string>;

/** After a count too: "2 opened". */
export const changeWords = {
  opened: 'opened',
  reopened: 'reopened',
  escalated: 'escalated',
  resolved: 'resolved',
  accepted: 'accepted',
  suppressed: 'suppressed',
  ended: 'no longer accepted or suppressed',
  acknowledged: 'acknowledged',
  'taken-back': 'taken back',
  adopted: 'there before anyone watched',
} as const satisfies Record<ChangeKind, string>;

export const endWords = {
  'app-deleted': 'the app was deleted',
  changed: 'no longer so when read',
  baseline: 'accepted as the new baseline',
  'rule-off': 'its rule was turned off',
} as const satisfies Record<End, string>;

export const statusWords = {
  open: 'open',
  acknowledged: 'acknowledged',
  accepted: 'accepted',
  suppressed: 'suppressed',
  inherited: 'undecided',
  resolved: 'resolved',
} as const satisfies Record<Status, string>;
