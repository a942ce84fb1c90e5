import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import type { Action } from '../../functions/core/action.ts';
import { BusyError, RefusedError, StoreError } from '../../functions/core/errors.ts';
import { decide } from '../../functions/jobs/decide.ts';
import { pulse } from '../../functions/jobs/pulse.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { CrashError } from '../adapters/crash.ts';
import { deedOf } from './deeds.ts';
import { channelsOf, collector, storeOf, wireOf } from './disturbed.ts';
import { calm, type Deed, type Step, type Wish } from './schedule.ts';
import { tenant, type Process, type World } from './world.ts';

/** One run of a job, as a process of its own; returns what came of it, for people. */
export async function run(world: World, step: Step): Promise<string> {
  const seen = world.oracle.run();
  const log: string[] = [];
  // Another run, which has its own wire, is never disturbed.
  const meanwhile = async () =>
    void log.push(`(meanwhile, ${await run(world, { after: 0, job: 'watch', ...calm })})`);
  const wire = wireOf(world, step, seen, meanwhile);
  const process: Process = { seen, wire, step, log };
  try {
    if (step.wish) await runDecide(world, process, step.wish);
    else await (step.job === 'pulse' ? runPulse(world, process) : runWatch(world, process));
    log.push('done');
  } catch (error) {
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    log.push(words.slice(0, 90));
    if (!isForeseen(step, error)) world.oracle.report(`FAILED without a fault: ${words}`);
  }
  seen.letsGo();
  return log.join('; ');
}

/** A run whose store does not fail, and that is not killed, ends well, unless another one holds the tenant. */
function isForeseen(step: Step, error: unknown): boolean {
  if (error instanceof BusyError || error instanceof RefusedError) return true;
  if (error instanceof CrashError) return true;
  return error instanceof StoreError && (step.store !== undefined || isCrash(error));
}

function isCrash(error: unknown): boolean {
  return error instanceof CrashError || (error instanceof Error && isCrash(error.cause));
}

async function runWatch(world: World, process: Process): Promise<void> {
  const { step } = process;
  await watch(
    {
      collect: collector(world, process),
      store: storeOf(world, process),
      channels: channelsOf(world, process),
      progress: () => {},
      timeLeft: () => Infinity,
      ...(step.noTimeToTell && { timeToTell: () => 0 }),
      elapsed: () => 0,
    },
    { tenant, rules: world.rules, now: new Date(world.time), dryRun: false },
  );
}

async function runPulse(world: World, process: Process): Promise<void> {
  const { failures } = await pulse(
    {
      store: storeOf(world, process),
      channelsOf: () => channelsOf(world, process),
      oldestAllowed,
      heartbeat: null,
      timeLeft: () => Infinity,
      sleep: async (ms) => void (world.time += ms),
    },
    {
      tenants: [tenant],
      rules: world.rules,
      now: new Date(world.time),
      isScheduled: true,
      dryRun: false,
    },
  );
  for (const { error } of failures) throw error;
}

async function runDecide(world: World, process: Process, wish: Wish): Promise<void> {
  const { seen, log } = process;
  const now = new Date(world.time);
  const { findings, head } = await (await world.store.beginDry(tenant.id)).load();
  const made = (head?.suppressions ?? []).filter(({ lifted }) => !lifted);
  const deed = deedOf(wish, [...findings.values()], made);
  if (!deed) throw new RefusedError('There is nothing to decide about like that.');
  const lifted = made.find(
    ({ at }) => deed.kind === 'unsuppress-all' && Date.parse(at) === deed.from,
  );
  log.push(JSON.stringify(deed));
  seen.decides(deed, world.time);
  await decide(
    {
      store: storeOf(world, process),
      channels: channelsOf(world, process),
      timeLeft: () => Infinity,
    },
    {
      tenant,
      rules: world.rules,
      action: actionOf(deed, lifted?.id ?? '', now),
      now,
      dryRun: false,
    },
  );
  // Whoever is answered without an error may rely on it.
  seen.storesFindings();
}

function actionOf(deed: Deed, suppression: string, now: Date): Action {
  const who = { by: 'ann', owner: 'security', reason: 'synthetic' };
  const { by, reason } = who;
  const until = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
  if (deed.kind === 'suppress-all') {
    return { kind: 'suppress', rule: deed.rule, subject: '*', ...who, until: until(deed.days) };
  }
  if (deed.kind === 'unsuppress-all') return { kind: 'unsuppress', suppression, by, reason };
  const finding = `${tenant.id}/${deed.rule}/${deed.subject}`;
  if (deed.kind === 'suppress')
    return { kind: 'suppress', finding, ...who, until: until(deed.days) };
  if (deed.kind === 'accept') return { kind: 'accept', finding, ...who };
  if (deed.kind === 'acknowledge') return { kind: 'acknowledge', finding, by };
  return deed.kind === 'reopen'
    ? { kind: 'reopen', finding, by, reason }
    : { kind: 'unsuppress', finding, by, reason };
}
