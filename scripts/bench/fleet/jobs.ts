import { pause } from '../../../functions/jobs/watch-events.ts';
import { assumed } from './troubles.ts';
import type { Invocation, Work } from './lambda.ts';
import { noise } from './seeded-random.ts';
import { keyOf, readOf, type Start } from './tenant.ts';
import { lookAt } from './watching.ts';
import { mayCrash, tenantIn, type Tenant, type World } from './world.ts';

/** What becomes of a start once Lambda has accepted it. */
export function invocationOf(world: World, start: Start): Invocation {
  const { function: started } = start.schedule;
  return {
    function: started,
    begin(attempt, arrival) {
      const key = `${keyOf(start)} ${attempt}`;
      if (started.job !== 'watch') return otherWork(world, start, key);
      if (attempt === 1 && arrival.waitedMs + arrival.coldMs > 0) {
        world.arrivals.set(keyOf(start), arrival);
      }
      return watchWork(world, tenantIn(world, start), key);
    },
    givenUp: () => void (world.ends.failed += 1),
  };
}

function watchWork(world: World, tenant: Tenant, key: string): Work {
  const holder = world.leases.take(tenant.id, 'watch');
  if (holder === null) return heldWork(world, tenant, key);
  const held = { ms: assumed.busyMs, fails: false, over: () => {} };
  return { ...held, ms: held.ms + pause, goesOn: () => secondTry(world, tenant, key) };
}

/** A run that finds its tenant held tries once more; see functions/jobs/once-more.ts. */
function secondTry(world: World, tenant: Tenant, key: string): Work {
  const holder = world.leases.take(tenant.id, 'watch');
  if (holder === null) return heldWork(world, tenant, key);
  const end = holder === 'pulse' ? 'heldByPulse' : 'busy';
  return { ms: assumed.busyMs, fails: false, over: () => void (world.ends[end] += 1) };
}

function heldWork(world: World, tenant: Tenant, key: string): Work {
  const { agenda, leases, ends, fleet } = world;
  const began = agenda.now();
  const read = mayCrash(world, readOf(tenant, key, fleet), key);
  return {
    ...read,
    over(failed) {
      if (failed) return leases.abandon(tenant.id);
      leases.release(tenant.id);
      const isComplete = read.isComplete();
      ends[isComplete ? 'complete' : 'incomplete'] += 1;
      if (!isComplete) return;
      tenant.complete.push(began);
      const lastComplete = new Date(began).toISOString();
      tenant.watching = { ...tenant.watching, lastComplete };
    },
  };
}

function otherWork(world: World, { schedule }: Start, key: string): Work {
  const { seed, times } = world.fleet;
  const { pulseMs, reportMs, fleetReportMs } = times;
  const ofReport = schedule.tenant === null ? fleetReportMs : reportMs;
  const usual = schedule.function.job === 'pulse' ? pulseMs : ofReport;
  const ms = usual * noise(assumed.noise, seed, key);
  const work = mayCrash(world, { ms, fails: false }, key);
  if (schedule.function.job === 'pulse' && !work.fails) lookAtCell(world, schedule.cell);
  return {
    ...work,
    over(failed) {
      if (!failed) world.ends.done += 1;
    },
  };
}

/** Tenants that pulse looks at side by side; see functions/jobs/pulse-cases.ts. */
const sideBySide = 10;

function lookAtCell(world: World, cell: number): void {
  const { agenda, found, fleet } = world;
  const now = agenda.now();
  let written = 0;
  for (const tenant of world.tenants.values()) {
    if (tenant.schedule.cell !== cell) continue;
    const { stale, head } = lookAt(tenant.watching, tenant.schedule, new Date(now));
    if (stale && !tenant.isStale) found.push({ kind: tenant.kind, foundMs: now - fleet.from });
    tenant.isStale = stale;
    if (head === null) continue;
    const turn = Math.floor(written / sideBySide);
    agenda.at(now + turn * assumed.noteMs, () => write(world, tenant, head));
    written += 1;
  }
}

function write({ agenda, leases }: World, tenant: Tenant, head: Tenant['watching']['head']): void {
  // A tenant that a run holds is left to the next pulse.
  if (leases.take(tenant.id, 'pulse') !== null) return;
  tenant.watching = { ...tenant.watching, head };
  agenda.at(agenda.now() + assumed.noteMs, () => leases.release(tenant.id));
}
