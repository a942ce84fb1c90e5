import type { Cause, SectionName } from '../../functions/core/snapshot.ts';
import { storeFates, type StoreFate } from '../adapters/faulty-client.ts';
import { randomOf, type Random } from './random.ts';

/** What becomes of what is sent to a channel. Without an answer it may have been accepted (`lost`) or not (`hangs`). */
export type ChannelFate =
  | 'refuses'
  | 'answers garbage'
  | 'hangs'
  | 'lost'
  | 'killed'
  | 'killed-after';

export type AppMode = 'gone' | 'strict' | 'permissive' | 'unknown';
export type DcrState = 'off' | 'strict' | 'permissive' | 'unknown';

export type TenantChange =
  | { readonly app: string; readonly mode: AppMode }
  | { readonly dcr: DcrState };

/** What a person wants to decide. About what, is chosen among the findings there are by then. */
export interface Wish {
  readonly kind: (typeof deedKinds)[number];
  readonly choice: number;
  readonly days: number;
}

/** What a person decides, about one finding or about all of a rule. */
export type Deed =
  | {
      readonly kind: 'acknowledge' | 'accept' | 'unsuppress' | 'reopen';
      readonly rule: string;
      readonly subject: string;
    }
  | {
      readonly kind: 'suppress';
      readonly rule: string;
      readonly subject: string;
      readonly days: number;
    }
  | { readonly kind: 'suppress-all'; readonly rule: string; readonly days: number }
  | {
      readonly kind: 'unsuppress-all';
      readonly rule: string;
      /** Milliseconds since 1970, when the one was made that is lifted. */
      readonly from: number;
    };

/** One run of a job, and what goes wrong in it. */
export interface Step {
  /** Minutes since the step before. */
  readonly after: number;
  readonly job: 'watch' | 'pulse' | 'decide';
  readonly wish?: Wish;
  /** What happens in the tenant before it. */
  readonly changes: readonly TenantChange[];
  readonly unread: Readonly<Partial<Record<SectionName, Cause>>>;
  /** The process is killed while it reads the tenant. */
  readonly killedReading?: true;
  /** There is no time left to tell anybody. */
  readonly noTimeToTell?: true;
  /** By channel; one that is not named accepts. */
  readonly channels: Readonly<Record<string, ChannelFate>>;
  /** The nth command to the store, counted from 1. */
  readonly store?: { readonly at: number; readonly fate: StoreFate };
}

/** Nothing happens, and nothing goes wrong. */
export const calm = { changes: [], unread: {}, channels: {} } as const satisfies Partial<Step>;

export interface Schedule {
  readonly seed: number;
  /** With all rules there are, not only those whose findings the oracle knows. */
  readonly allRules: boolean;
  readonly steps: readonly Step[];
}

export const channelIds = ['terminal', 'slack:HIGH', 'slack:WEBHOOK'] as const;
export const appIds = ['a', 'b', 'c'] as const;

const jobs = ['watch', 'watch', 'watch', 'watch', 'watch', 'pulse', 'decide', 'decide'] as const;
const firstJobs = ['watch', 'watch', 'watch', 'watch', 'watch', 'watch', 'pulse'] as const;
const minutes = [1, 3, 30, 60, 60, 180, 720, 1440, 1440, 3 * 1440, 8 * 1440] as const;
const modes = ['gone', 'strict', 'permissive', 'permissive', 'unknown'] as const;
const dcrStates = ['off', 'off', 'strict', 'permissive', 'unknown'] as const;
const causes = ['unavailable', 'scope', 'inconsistent', 'credentials', 'time'] as const;
const sections = ['apps', 'settings', 'apps', 'settings', 'grants', 'pipeline', 'logs'] as const;
const channelFates = [
  'refuses',
  'refuses',
  'answers garbage',
  'hangs',
  'lost',
  'killed',
  'killed-after',
] as const;
export const deedKinds = [
  'acknowledge',
  'accept',
  'suppress',
  'suppress',
  'unsuppress',
  'unsuppress',
  'reopen',
  'suppress-all',
  'unsuppress-all',
] as const;
const days = [1, 2, 9] as const;
/** About as many commands as a run sends in which much changed. */
const mostCommands = 28;

export function scheduleOf(seed: number): Schedule {
  const random = randomOf(seed);
  const steps: Step[] = [];
  const count = 3 + random.int(4);
  for (let index = 0; index < count; index++) steps.push(stepOf(random, steps.at(-1)));
  return { seed, allRules: seed % 16 === 0, steps };
}

function stepOf(random: Random, before: Step | undefined): Step {
  const job = random.pick(before ? jobs : firstJobs);
  return {
    after: random.pick(minutes),
    job,
    ...(job === 'decide' && { wish: wishOf(random) }),
    changes: changesOf(random, before === undefined),
    unread: unreadOf(random, before),
    ...(random.chance(0.03) && { killedReading: true }),
    ...(random.chance(0.04) && { noTimeToTell: true }),
    channels: channelsOf(random, before),
    ...(random.chance(0.35) && {
      store: { at: 1 + random.int(mostCommands), fate: random.pick(storeFates) },
    }),
  };
}

function wishOf(random: Random): Wish {
  return { kind: random.pick(deedKinds), choice: random.int(8), days: random.pick(days) };
}

function changesOf(random: Random, isFirst: boolean): TenantChange[] {
  const changes: TenantChange[] = [];
  for (const app of appIds)
    if (random.chance(isFirst ? 0.5 : 0.35)) changes.push({ app, mode: random.pick(modes) });
  if (random.chance(0.35)) changes.push({ dcr: random.pick(dcrStates) });
  return changes;
}

/** What could not be read often stays so for a while. */
function unreadOf(random: Random, before: Step | undefined): Step['unread'] {
  if (before && random.chance(0.4)) return before.unread;
  if (random.chance(0.6)) return {};
  const unread: Partial<Record<SectionName, Cause>> = {};
  for (let left = 1 + random.int(2); left > 0; left--)
    unread[random.pick(sections)] = random.pick(causes);
  return unread;
}

function channelsOf(random: Random, before: Step | undefined): Step['channels'] {
  if (before && random.chance(0.3)) return before.channels;
  const fates: Record<string, ChannelFate> = {};
  for (const id of channelIds) if (random.chance(0.25)) fates[id] = random.pick(channelFates);
  return fates;
}
