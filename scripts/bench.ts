import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { renderTable } from '../functions/core/render-table.ts';
import { bundled } from './bench/build.ts';
import { runOnce, serve, type Served } from './bench/processes.ts';

const { values: flags } = parseArgs({
  options: {
    apps: { type: 'string', default: '1000,10000,100000' },
    latency: { type: 'string', default: '50' },
    /** Shares of third-party apps, and of permissive ones among them. */
    'third-party': { type: 'string', default: '1' },
    permissive: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});

interface Run {
  readonly wallMs: number;
  readonly complete: boolean;
  readonly apps: number;
  readonly findings: number;
  readonly messages: number;
  readonly calls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly peakMiB: number;
}

/** A figure beside what it is held to. */
interface Line {
  readonly apps: number;
  readonly what: string;
  readonly measured: number;
  readonly bound: number;
  readonly note: string;
}

/**
 * Node lets its heap grow as long as the machine has memory to spare; these are the limits a function of
 * 256 MB would set, so that the peak shows what is needed and not what is there.
 */
const memoryFlags = ['--max-semi-space-size=1', '--max-old-space-size=156'];

/** Below it a run is over before its fixed costs, such as starting, stop counting: its time is shown, not held. */
const fewestTimed = 10_000;

const latency = Number(flags.latency);
const watchOnceFile = await bundled('scripts/bench/watch-once.ts');
const lines: Line[] = [];
for (const apps of flags.apps.split(',').map(Number)) lines.push(...(await benchOf(apps)));

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}, Node ${process.version}`;
const setting = `simulated tenant in its own process, ${latency} ms a request, no rate limit; the run bundled as deployed, memory taken under node ${memoryFlags.join(' ')}; ${percent(flags['third-party'])} of the apps third-party, ${percent(flags.permissive)} of those permissive`;
console.log(`${machine}\n${setting}\n`);
console.log(
  renderTable(
    ['APPS', 'WHAT', 'MEASURED', 'HELD TO', '', 'NOTE'],
    lines.map((line) => [
      String(line.apps),
      line.what,
      String(round(line.measured)),
      line.bound === Infinity ? '' : `≤ ${round(line.bound)}`,
      line.measured <= line.bound ? 'holds' : 'FAILS',
      line.note,
    ]),
  ),
);
if (flags.out) {
  mkdirSync(dirname(flags.out), { recursive: true });
  writeFileSync(flags.out, `${JSON.stringify({ machine, setting, lines }, null, 2)}\n`);
}
if (lines.some(({ measured, bound }) => measured > bound)) process.exitCode = 1;

/** Adopts a tenant of this size, then reads it again unchanged, beside a plain serial reader. */
async function benchOf(apps: number): Promise<Line[]> {
  const tenant = await serve('demo/serve-tenant.ts', tenantFlags(apps));
  const store = await serve('scripts/bench/serve-store.ts');
  try {
    const adoption = await watchOnce(tenant, store, '2026-11-01T09:00:00Z', memoryFlags);
    const bounded = await watchOnce(tenant, store, '2026-11-01T10:00:00Z', memoryFlags);
    const unchanged = await watchOnce(tenant, store, '2026-11-01T11:00:00Z');
    const serial = await runOnce<{ wallMs: number }>('scripts/bench/read-serially.ts', tenant.says);
    return linesOf(apps, { adoption, bounded, unchanged, serialMs: serial.wallMs });
  } finally {
    await Promise.all([tenant.stop(), store.stop()]);
  }
}

interface Runs {
  readonly adoption: Run;
  /** Unchanged, in bounded memory. */
  readonly bounded: Run;
  readonly unchanged: Run;
  readonly serialMs: number;
}

function linesOf(apps: number, { adoption, bounded, unchanged, serialMs }: Runs): Line[] {
  if (!adoption.complete || !bounded.complete || !unchanged.complete || unchanged.apps !== apps) {
    throw new Error(`the tenant of ${apps} apps was not read whole`);
  }
  const pages = Math.ceil(apps / 100);
  const floorMs = (pages + 1) * latency;
  return [
    {
      apps,
      what: 'API calls, unchanged',
      measured: unchanged.calls,
      bound: pages + 10,
      note: `lower bound ${pages + 1}: the token and ${pages} pages`,
    },
    {
      apps,
      what: 'wall ms, unchanged',
      measured: unchanged.wallMs,
      bound: apps < fewestTimed ? Infinity : 1.1 * serialMs,
      note: `serial reader ${round(serialMs)}, lower bound ${floorMs} of waiting`,
    },
    {
      apps,
      what: 'peak MiB, adoption',
      measured: adoption.peakMiB,
      bound: 256,
      note: `${adoption.findings} findings, ${adoption.messages} message`,
    },
    {
      apps,
      what: 'peak MiB, unchanged',
      measured: bounded.peakMiB,
      bound: 256,
      note: `${bounded.findings} findings`,
    },
    {
      apps,
      what: 'read units, unchanged',
      measured: unchanged.readUnits,
      bound: 1e3,
      note: `lower bound ${round((apps * 30) / 4096)}: 30 random bytes an app`,
    },
    {
      apps,
      what: 'write units, unchanged',
      measured: unchanged.writeUnits,
      bound: 10,
      note: 'lower bound 3: take the lease, leave a record, give the lease back',
    },
  ];
}

function watchOnce(
  tenant: Served,
  store: Served,
  now: string,
  nodeFlags: readonly string[] = [],
): Promise<Run> {
  return runOnce<Run>(watchOnceFile, { ...tenant.says, ...store.says, now }, nodeFlags);
}

function tenantFlags(apps: number): string[] {
  const given = {
    apps,
    latency,
    'third-party': flags['third-party'],
    permissive: flags.permissive,
  };
  return Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function percent(share: string): string {
  return `${Math.round(Number(share) * 100)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
