import { bundled } from '../build.ts';
import type { BenchOptions } from '../part.ts';
import { runOnce, serve } from '../processes.ts';
import {
  onePercent,
  type Reading,
  type Run,
  type SizeFound,
  type TenantsFound,
  type Timed,
} from './found.ts';
import { memoryFlags, roomyFlags, statedApps } from './memory-flags.ts';

const fewChanged = 10;

/** Above it a run takes so long that what else the machine does evens out: it is timed once. */
const mostTimedOften = 10_000;
const oftenTimed = 3;

/** Runs on a simulated tenant and a store, each in a process of its own, and each run in one more. */
export async function measureTenants(options: BenchOptions): Promise<TenantsFound> {
  const files = {
    watch: await bundled('scripts/bench/watch-once.ts'),
    read: await bundled('scripts/bench/read-serially.ts'),
  };
  const sizes: SizeFound[] = [];
  let readerPeakMiB = Infinity;
  for (const apps of options.apps) {
    await withWorld(files, apps, options, async (world) => {
      sizes.push(await measureSize(world, apps, options));
      // It keeps nothing of what it reads, so that it takes as much of any tenant: the smallest is soon read.
      if (readerPeakMiB === Infinity) readerPeakMiB = (await world.read(memoryFlags)).peakMiB;
    });
  }
  const { latencyMs, flood: registered } = options;
  return { latencyMs, memoryFlags, fewChanged, registered, readerPeakMiB, sizes };
}

interface World {
  /** The next run, an hour after the one before. @throws {Error} unless the tenant was read whole */
  run(name: string, apps: number, nodeFlags?: readonly string[]): Promise<Run>;
  read(nodeFlags?: readonly string[]): Promise<Reading>;
  /** Changes the tenant, half an hour before the next run. */
  change(command: object): Promise<void>;
}

async function measureSize(world: World, apps: number, options: BenchOptions): Promise<SizeFound> {
  const adoption = await world.run('adoption', apps, memoryFlags);
  const unchanged = await world.run('unchanged', apps, memoryFlags);
  const timed = await timesOf(world, apps);
  await world.change({ change: fewChanged });
  const few = await world.run(`${fewChanged} changed`, apps, memoryFlags);
  await world.change({ change: onePercent(apps) });
  const percent = await world.run('1 % changed', apps, memoryFlags);
  const flood = options.flooded.includes(apps) ? await floodOf(world, apps, options.flood) : null;
  return { apps, adoption, unchanged, timed, few, percent, flood };
}

/** Registers many apps at once, and changes one thing that another rule watches. */
async function floodOf(
  world: World,
  apps: number,
  registered: number,
): Promise<SizeFound['flood']> {
  await world.change({ register: registered });
  await world.change({ settings: { default_audience: 'https://changed.example.com/' } });
  const all = apps + registered;
  const nodeFlags = all <= statedApps ? memoryFlags : roomyFlags;
  const during = await world.run(`${registered} registered`, all, nodeFlags);
  assertTold(during);
  const after = await world.run('after the flood', all, nodeFlags);
  return { during, after };
}

/** Taking turns, so that both meet the same machine. */
async function timesOf(world: World, apps: number): Promise<Timed[]> {
  const often = apps <= mostTimedOften ? oftenTimed : 1;
  const times: Timed[] = [];
  while (times.length < often) {
    const run = await world.run('unchanged, timed', apps);
    const reader = await world.read();
    times.push({
      run: { wallMs: run.wallMs, cpuMs: run.cpuMs },
      reader: { wallMs: reader.wallMs, cpuMs: reader.cpuMs },
    });
  }
  return times;
}

/** Less than a message a channel would be no better. */
function assertTold({ messages, toldOf }: Run): void {
  const silent = Object.entries(messages).filter(([, count]) => count === 0);
  if (silent.length > 0) throw new Error(`the flood was not told to ${String(silent[0]?.[0])}`);
  if (!toldOf.includes('app-permissive'))
    throw new Error('the flood opened no finding of its apps');
}

/** Every app is a finding, and whoever registers one makes one more. */
const worst = '--third-party 1 --permissive 1 --dcr';

async function withWorld(
  files: Readonly<Record<'watch' | 'read', string>>,
  apps: number,
  { latencyMs, progress }: BenchOptions,
  work: (world: World) => Promise<void>,
): Promise<void> {
  const flags = `--apps ${apps} --latency ${latencyMs} --clock 2026-10-01T00:00:00Z`;
  const tenant = await serve('demo/serve-tenant.ts', `${flags} ${worst}`.split(' '));
  const store = await serve('scripts/bench/serve-store.ts');
  let nextRun = Date.parse('2026-11-01T09:00:00Z');
  try {
    // No tenant is without a log: from its newest entry on, the runs read what is new.
    await tenant.ask({ settings: { friendly_name: 'Bench' } });
    await work({
      async run(name, expected, nodeFlags = []) {
        progress(`tenants: ${apps} apps, ${name}`);
        const run = await bounded(nodeFlags, progress, (flags) => {
          const now = new Date(nextRun).toISOString();
          nextRun += 3_600_000;
          return runOnce<Run>(files.watch, { ...tenant.says, ...store.says, now }, flags);
        });
        if (run.complete && run.apps === expected) return run;
        throw new Error(`of ${expected} apps ${String(run.apps)} were read (${name})`);
      },
      read: (nodeFlags = []) => runOnce(files.read, tenant.says, nodeFlags),
      async change(command) {
        const clock = new Date(nextRun - 1_800_000).toISOString();
        await tenant.ask({ clock, ...command });
      },
    });
  } finally {
    await Promise.all([tenant.stop(), store.stop()]);
  }
}

/** A run that dies under the limits of memory is done again without them, so that its peak says how far it is above. */
async function bounded(
  nodeFlags: readonly string[],
  progress: BenchOptions['progress'],
  run: (nodeFlags: readonly string[]) => Promise<Run>,
): Promise<Run> {
  try {
    return await run(nodeFlags);
  } catch (error) {
    if (nodeFlags.length === 0) throw error;
    progress('tenants: that run ended under the limits of memory; once more without them');
    return run([]);
  }
}
