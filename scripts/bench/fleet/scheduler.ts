import { accidents, assumed } from './troubles.ts';
import type { DeployedSchedule } from './deployed.ts';
import { firesOf } from './fires.ts';
import { invocationOf } from './jobs.ts';
import { luck } from './seeded-random.ts';
import { keyOf, type Start } from './tenant.ts';
import type { World } from './world.ts';

export interface Starts {
  /** Starts of all schedules that were due. */
  due: number;
  /** Of them, those made twice. */
  twice: number;
  /** Most in one second. */
  busiestSecond: number;
}

const dayMs = 86_400_000;
/** A start that is made twice is so within this time. */
const twiceWithinMs = 10_000;

/** Puts down every start of every schedule, as EventBridge Scheduler makes them. */
export function putStarts(world: World): Starts {
  const { fleet, scenario, agenda } = world;
  const { seed, from } = fleet;
  const starts = { due: 0, twice: 0, busiestSecond: 0 };
  const bySecond = new Map<number, number>();
  for (const schedule of fleet.schedules) {
    for (const due of firesOf(schedule, from, from + scenario.days * dayMs)) {
      const start: Start = { schedule, due, copy: 0 };
      const key = keyOf(start);
      const late = scenario.isSpread ? luck(seed, 'window', key) * schedule.windowMs : 0;
      starts.due += 1;
      put(start, due + late);
      if (luck(seed, 'twice', key) >= accidents.twice.share) continue;
      starts.twice += 1;
      put({ ...start, copy: 1 }, due + late + luck(seed, 'again', key) * twiceWithinMs);
    }
  }
  return { ...starts, busiestSecond: Math.max(0, ...bySecond.values()) };

  function put(start: Start, moment: number): void {
    const second = Math.floor(moment / 1000);
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
    agenda.at(moment, () => offer(world, start, { tries: 0, since: moment }));
  }
}

interface Offer {
  /** How often it was refused before. */
  readonly tries: number;
  /** Epoch ms of the first one. */
  readonly since: number;
}

/** Asks Lambda to accept a start, which it may refuse. */
function offer(world: World, start: Start, { tries, since }: Offer): void {
  const { agenda, fleet, scenario, lambda, ends } = world;
  const isRefused =
    scenario.hasTrouble &&
    luck(fleet.seed, 'refused', keyOf(start), tries) < accidents.refused.share;
  if (!isRefused) return lambda.invoke(invocationOf(world, start));
  const next = nextOffer(start.schedule, { tries, since }, agenda.now());
  if (next === null) ends.failed += 1;
  else agenda.at(next, () => offer(world, start, { tries: tries + 1, since }));
}

/** When a start that was refused now is offered again; null when it goes to the queue of failed runs. */
export function nextOffer(
  { retries, patienceMs }: Pick<DeployedSchedule, 'retries' | 'patienceMs'>,
  { tries, since }: Offer,
  now: number,
): number | null {
  const next = now + assumed.refusedMs * 2 ** tries;
  return tries >= retries || next - since > patienceMs ? null : next;
}
