import { timeToRead } from '../../../functions/adapters/live.ts';
import { jobNames, type JobName } from '../../../functions/core/deployment.ts';
import { parseTenant } from '../../../functions/core/tenant.ts';
import { floorOf } from '../../cost/floor.ts';
import { costOf, sizeOf, totalOf } from '../../cost/model.ts';
import { readMeasured } from '../../cost/read-measured.ts';
import { kindsOf } from './troubles.ts';
import { schedulesIn, type DeployedSchedule } from './deployed.ts';
import {
  scenarioIds,
  scenarioNames,
  scenarios,
  type FleetFound,
  type ScenarioId,
} from './found.ts';
import { extraSeconds, simulate, type Simulated } from './simulate.ts';
import { sizesOf } from './sizes.ts';
import { synthesise } from './synthesise.ts';
import { timesOf } from './times.ts';
import type { Fleet } from './world.ts';

const tenants = 1000;
const apps = 100;
const seed = 'one';
/** Characters that a tenant's id may have. */
const longestId = 63;
/** The bound on calls that design holds a run to: a page for each hundred apps, and ten. */
const calls = apps / 100 + 10;
/** A Monday: the day on which reports are made as well. */
const from = Date.UTC(2026, 10, 30);

type Simulations = Readonly<Record<ScenarioId, Simulated>>;

export async function measureFleet(progress: (doing: string) => void): Promise<FleetFound> {
  progress(`synthesising what is deployed for ${tenants} tenants`);
  const ids = Array.from({ length: tenants }, (_, i) => `tenant-${String(i).padStart(4, '0')}`);
  const [templates, ofLongIds] = await Promise.all([
    synthesise(ids),
    synthesise(ids.map((id) => id.padEnd(longestId, 'x'))),
  ]);
  const schedules = schedulesIn(templates);
  const fleet = fleetOf(schedules, ids);
  const simulations = Object.fromEntries(
    scenarioIds.map((id) => {
      progress(`simulating ${scenarioNames[id]}`);
      return [id, simulate(fleet, scenarios[id])];
    }),
  ) as Simulations;
  return {
    tenants,
    apps,
    seed,
    ...deployedFacts(schedules),
    ...measuredFacts(fleet),
    sizes: sizesOf(templates),
    longSizes: sizesOf(ofLongIds),
    ...simulatedFacts(simulations),
  };
}

function fleetOf(schedules: readonly DeployedSchedule[], ids: readonly string[]): Fleet {
  const [example = ''] = ids;
  const { timeoutMs } = watchIn(schedules).function;
  return {
    schedules,
    kinds: kindsOf(ids, seed),
    from,
    seed,
    times: timesOf(readMeasured(), { apps, tenants, memory: memoryIn(schedules) }),
    calls,
    rateShare: parseTenant({ id: example, domain: example, credentials: { secretId: example } })
      .rateShare,
    readMs: timeToRead(() => timeoutMs)(),
  };
}

function memoryIn(schedules: readonly DeployedSchedule[]): Record<JobName, number> {
  const of = (job: JobName) =>
    schedules.find((schedule) => schedule.function.job === job)?.function.memory ?? NaN;
  return Object.fromEntries(jobNames.map((job) => [job, of(job)])) as Record<JobName, number>;
}

function watchIn(schedules: readonly DeployedSchedule[]): DeployedSchedule {
  const watch = schedules.find(({ function: { job } }) => job === 'watch');
  if (!watch) throw new Error('no tenant is watched');
  return watch;
}

function deployedFacts(schedules: readonly DeployedSchedule[]): Pick<FleetFound, 'watch'> {
  const { function: deployed, expression, windowMs } = watchIn(schedules);
  return {
    watch: {
      expression,
      windowMinutes: windowMs / 60_000,
      retries: deployed.retries,
      patienceMinutes: deployed.patienceMs / 60_000,
      timeoutSeconds: deployed.timeoutMs / 1000,
      memory: deployed.memory,
    },
  };
}

function measuredFacts({ times, readMs }: Fleet) {
  const measured = readMeasured();
  const monthOf = (credentials: 'secretsManager' | 'ssm') => {
    const of = { tenants, apps, credentials };
    return {
      usd: totalOf(costOf(measured, of)) / tenants,
      floor: totalOf(floorOf(measured, of)) / tenants,
    };
  };
  const ssm = monthOf('ssm');
  return {
    timesOn: measured.on,
    times,
    measuredMs: sizeOf(measured, apps).unchanged.wallMs,
    calls,
    readMs,
    cost: { secretsManager: monthOf('secretsManager').usd, ssm: ssm.usd, floor: ssm.floor },
  };
}

function simulatedFacts(simulations: Simulations): Pick<FleetFound, 'outcomes' | 'extra'> {
  const extraOf = (trouble: Simulated, well: Simulated) => ({
    place: extraSeconds(trouble, well, ({ waitedMs }) => waitedMs),
    begin: extraSeconds(trouble, well, ({ waitedMs, coldMs }) => waitedMs + coldMs),
  });
  return {
    outcomes: Object.fromEntries(
      scenarioIds.map((id) => [id, simulations[id].outcome]),
    ) as FleetFound['outcomes'],
    extra: {
      usual: extraOf(simulations.trouble, simulations.well),
      ofNewAccount: extraOf(simulations.newTrouble, simulations.newWell),
    },
  };
}
