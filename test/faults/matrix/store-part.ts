import { inParallel } from '../../../functions/adapters/dynamo/parallel.ts';
import { emptyMemory } from '../../../functions/core/log-memory.ts';
import type { Collect } from '../../../functions/core/ports.ts';
import type { Fault, Part, Row } from '../../../scripts/fault-matrix/measured.ts';
import { faults } from '../../../scripts/fault-matrix/measured.ts';
import { sendOf, withSend } from '../../adapters/crash.ts';
import { faultyClient, type StoreFate } from '../../adapters/faulty-client.ts';
import { collectFrom, outOfTime, theDay, type Bench } from './bench.ts';
import { happened, twoRuns, type Disturbance, type Scene } from './cell.ts';
import { namer } from './store-steps.ts';

const fates: Readonly<Record<Fault, StoreFate>> = {
  fails: 'fails',
  'answer lost': 'lost',
  hangs: 'hangs',
  garbage: 'answers garbage',
  'killed before': 'killed',
  'killed after': 'killed-after',
};

/** Longer than a lease. */
const hangMs = 90_000;

export interface StoreScene extends Scene {
  readonly id: string;
  readonly title: string;
  /** The listing of apps runs out of time. */
  readonly isUnfinished?: true;
}

/**
 * Every command of a run to the store, with everything that can become of it.
 * @param known steps that have a row already
 */
export async function storePart(
  bench: Bench,
  scene: StoreScene,
  known: ReadonlySet<string>,
): Promise<Part> {
  const { id } = scene;
  const next = await replayed(bench);
  const collect = scene.isUnfinished ? outOfTime(next) : next;
  const steps: string[] = [];
  const name = namer();
  const send = sendOf(bench.client);
  const recording = withSend(bench.client, (command) => {
    steps.push(name(command));
    return send(command);
  });
  const whole = await twoRuns(bench, scene, id, () => ({
    client: recording,
    collect,
    next,
  }));
  const fresh = steps.filter((one) => !known.has(one));
  // Each is a tenant of its own, so that they do not disturb each other.
  const rows = await inParallel(fresh, 6, async (step): Promise<Row> => {
    const cells = await inOrder(faults, async (fault) => {
      const place = `${id}-${steps.indexOf(step)}-${faults.indexOf(fault)}`;
      const disturbance = {
        ...storeFault(bench, scene, step, fates[fault]),
        collect,
        next,
      };
      return [
        fault,
        happened(whole, await twoRuns(bench, scene, place, () => disturbance)),
      ] as const;
    });
    return { step, cells: Object.fromEntries(cells) };
  });
  return { title: scene.title, rows };
}

/** What one run read over HTTP, for all to read. */
async function replayed(bench: Bench): Promise<Collect> {
  const collect = collectFrom(bench.auth0);
  const read = await collect(
    {
      tenant: await bench.tenant('replayed', 'none'),
      now: new Date(theDay),
      mayProbe: false,
      timeLeft: () => Infinity,
      progress: () => {},
    },
    async () => ({
      knownApps: new Set(),
      resume: null,
      logs: { position: null, memory: emptyMemory },
    }),
  );
  return async ({ tenant, now }) => ({
    ...read,
    snapshot: { ...read.snapshot, tenant: tenant.id, takenAt: now.toISOString() },
  });
}

function storeFault(bench: Bench, { hours }: Scene, step: string, fate: StoreFate): Disturbance {
  const name = namer();
  let time = theDay + hours * 3_600_000;
  const client = faultyClient(bench.client, {
    isDead: false,
    fateOf: (command) => (name(command) === step ? fate : null),
    hang: () => void (time += hangMs),
  });
  return { client, now: () => time };
}

/** One after the other: they share a database and a simulated tenant. */
export async function inOrder<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
