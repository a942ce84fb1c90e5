import type { DeployedSchedule } from './deployed.ts';
import { accidents, assumed, budgetMs, budgets, type Kind } from './troubles.ts';
import { luck, noise } from './seeded-random.ts';
import type { Times } from './times.ts';

/** One moment at which a schedule was due; a start that was made twice has a copy. */
export interface Start {
  readonly schedule: DeployedSchedule;
  /** Epoch ms. */
  readonly due: number;
  readonly copy: 0 | 1;
}

export interface Conditions {
  readonly seed: string;
  readonly times: Times;
  /** Calls of a run that reads a tenant whole. */
  readonly calls: number;
  readonly rateShare: number;
  /** Milliseconds a run of `watch` may read for. */
  readonly readMs: number;
}

/** A simulated tenant. */
export interface TenantState {
  readonly id: string;
  readonly kind: Kind;
  /** Waiting for its own budget, in each run. */
  readonly budgetMs: number;
  /** Of what a run that goes on has yet to read. */
  leftMs: number;
  /** Epoch ms at which runs began that read it whole, in the order in which they ended. */
  readonly complete: number[];
}

export interface Read {
  readonly ms: number;
  readonly fails: boolean;
  /** What is done once it ended well: whether the tenant was then read whole. */
  readonly isComplete: () => boolean;
}

export function tenantState(id: string, kind: Kind, conditions: Conditions): TenantState {
  const { seed, calls, rateShare } = conditions;
  const budget = budgets[luck(seed, 'budget', id) < 0.5 ? 0 : 1];
  return {
    id,
    kind,
    // What a run under a rate limit is held to.
    budgetMs: 1.1 * budgetMs(budget, calls, rateShare),
    leftMs: assumed.trickleRuns * conditions.readMs,
    complete: [],
  };
}

/** The name of an attempt, by which its luck is drawn. */
export function keyOf({ schedule, due, copy }: Start): string {
  return `${schedule.function.job} ${schedule.tenant ?? schedule.cell} ${due} ${copy}`;
}

/** What reading a tenant comes to, in the attempt of this key. */
export function readOf(state: TenantState, key: string, conditions: Conditions): Read {
  const factor = noise(assumed.noise, conditions.seed, key);
  const base = conditions.times.watchMs * factor;
  return { fails: false, ...reading[state.kind]({ state, conditions, factor, base }) };
}

interface Reading {
  readonly state: TenantState;
  readonly conditions: Conditions;
  /** What chance makes of any time. */
  readonly factor: number;
  /** Milliseconds of a run on an unchanged tenant. */
  readonly base: number;
}

const reading: Readonly<Record<Kind, (of: Reading) => Omit<Read, 'fails'>>> = {
  healthy: ({ base, state }) => ({ ms: base + state.budgetMs, isComplete: () => true }),
  dead: ({ base }) => ({ ms: base, isComplete: () => false }),
  hanging: ({ base, conditions }) => ({ ms: base + conditions.readMs, isComplete: () => false }),
  trickle: ({ base, state, conditions }) => {
    const reads = Math.min(conditions.readMs, state.leftMs);
    return { ms: base + reads, isComplete: () => goOn(state, reads, conditions) };
  },
  flood: ({ factor }) => ({ ms: assumed.floodMs * factor, isComplete: () => true }),
  stuck: () => ({ ms: Infinity, isComplete: () => false }),
};

function goOn(state: TenantState, readMs: number, conditions: Conditions): boolean {
  state.leftMs -= readMs;
  if (state.leftMs > 0) return false;
  state.leftMs = assumed.trickleRuns * conditions.readMs;
  return true;
}

/** The attempt as it is where attempts may die half-way. */
export function orCrash<T extends { readonly ms: number; readonly fails: boolean }>(
  work: T,
  seed: string,
  key: string,
): T {
  if (luck(seed, 'crash', key) >= accidents.crashed.share) return work;
  return { ...work, ms: work.ms * luck(seed, 'crashed at', key), fails: true };
}
