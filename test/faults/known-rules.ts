import { channelIds, type Step } from './schedule.ts';
import type { TenantState } from './tenant-state.ts';

/** What can be seen of one rule in one read. */
export interface Seen {
  readonly present: readonly string[];
  /** Cannot be told. */
  readonly undecided: readonly string[];
  /** How it is: somebody who accepted it accepted it like that. */
  readonly as?: string;
}

/** A rule whose findings the oracle foresees. */
export interface KnownRule {
  readonly rule: string;
  /** Channels that hear of it. */
  readonly channels: readonly string[];
  /** Only findings of this weight are reminded of. */
  readonly reminds: boolean;
  /** Null where it could not judge. */
  readonly see: (state: TenantState, unread: Step['unread']) => Seen | null;
}

/** Written again here, from the tenant alone and apart from the product. */
export const knownRules: readonly KnownRule[] = [
  {
    rule: 'app-permissive',
    channels: channelIds,
    reminds: true,
    see: (state, unread) =>
      unread.apps
        ? null
        : { present: appsIn(state, 'permissive'), undecided: appsIn(state, 'unknown') },
  },
  {
    rule: 'app-mode-unknown',
    channels: ['terminal', 'slack:WEBHOOK'],
    reminds: false,
    see: (state, unread) =>
      unread.apps ? null : { present: appsIn(state, 'unknown'), undecided: [] },
  },
  {
    rule: 'dcr-enabled',
    channels: ['terminal', 'slack:WEBHOOK'],
    reminds: false,
    see: ({ dcr }, unread) =>
      unread.settings ? null : { present: dcr === 'off' ? [] : ['dcr'], undecided: [], as: dcr },
  },
  {
    rule: 'dcr-permissive',
    channels: channelIds,
    reminds: true,
    see: ({ dcr }, unread) =>
      unread.settings || dcr === 'unknown'
        ? null
        : { present: dcr === 'permissive' ? ['dcr'] : [], undecided: [] },
  },
];

export const knownRuleIds: readonly string[] = knownRules.map(({ rule }) => rule);

function appsIn({ apps }: TenantState, mode: string): string[] {
  return Object.keys(apps).filter((id) => apps[id] === mode);
}
