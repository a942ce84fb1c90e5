import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deployedTenantsFile,
  jobNames,
  variableNames,
  type JobName,
} from '../../functions/core/deployment.ts';
import { bundle } from '../../infra/bundle.ts';
import { jobSettings } from '../../infra/job-settings.ts';
import { serve, type Served } from '../bench/processes.ts';
import type { Measured, PulseUnits, TenantUnits, Units } from './units.ts';

export interface MeasureOptions {
  readonly apps: readonly number[];
  /** Tenants of the larger cell that is pulsed. */
  readonly cell: number;
  readonly latencyMs: number;
}

/** Runs the bundles as they are deployed, each run in a process of its own, as a function that starts cold. */
export async function measure({ apps, cell, latencyMs }: MeasureOptions): Promise<Measured> {
  const tenants: TenantUnits[] = [];
  const pulses: PulseUnits[] = [];
  for (const count of apps) {
    await withWorld({ apps: count, tenants: 1, latencyMs }, async (world) => {
      const payload = { tenant: idOf(0) };
      const adoption = await run(world, 'watch', payload);
      await run(world, 'watch', payload);
      const unchanged = await middleRun(world, 'watch', payload);
      tenants.push({
        apps: count,
        adoption,
        unchanged,
        report: await middleRun(world, 'report', payload),
      });
    });
  }
  for (const count of [1, cell]) {
    await withWorld({ apps: 1, tenants: count, latencyMs }, async (world) => {
      // The first notes since when reads are expected; those after it find nothing to do.
      await run(world, 'pulse', {});
      pulses.push({ tenants: count, pulse: await middleRun(world, 'pulse', {}) });
    });
  }
  return {
    on: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node ${process.version}`,
    latencyMs,
    memory: {
      watch: jobSettings.watch.memory,
      report: jobSettings.report.memory,
      pulse: jobSettings.pulse.memory,
    },
    tenants,
    pulses,
  };
}

/** A simulated tenant, what a function uses of AWS, and a folder with the functions' code. */
interface World {
  readonly folder: string;
  readonly cloud: Served;
}

async function withWorld(
  { apps, tenants, latencyMs }: { apps: number; tenants: number; latencyMs: number },
  work: (world: World) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'strictwatch-cost-'));
  const tenant = await serve('demo/serve-tenant.ts', [
    '--apps',
    `${apps}`,
    '--latency',
    `${latencyMs}`,
  ]);
  const store = await serve('scripts/bench/serve-store.ts');
  const { url, domain, clientId, clientSecret } = tenant.says;
  const secret = JSON.stringify({ clientId, clientSecret });
  const cloud = await serve('scripts/cost/serve-cloud.ts', [
    JSON.stringify({ store: store.says['store'], secret }),
  ]);
  try {
    const list = Array.from({ length: tenants }, (_, index) => ({
      id: idOf(index),
      domain,
      baseUrl: url,
      credentials: { secretId: 'auth0' },
      rateShare: 1,
    }));
    for (const job of jobNames) writeFileSync(join(folder, `${job}.mjs`), bundle(job));
    writeFileSync(join(folder, deployedTenantsFile), JSON.stringify({ tenants: list }));
    await work({ folder, cloud });
  } finally {
    await Promise.all([tenant.stop(), store.stop(), cloud.stop()]);
    rmSync(folder, { recursive: true });
  }
}

function idOf(index: number): string {
  return `tenant-${index}`;
}

/** Of three runs that have the same to do, the one that is neither the fastest nor the slowest. */
async function middleRun(world: World, job: JobName, payload: object): Promise<Units> {
  const runs: Units[] = [];
  while (runs.length < 3) runs.push(await run(world, job, payload));
  const [, middle] = runs.sort((a, b) => a.wallMs - b.wallMs);
  if (!middle) throw new Error('three runs have a middle one');
  return middle;
}

async function run({ folder, cloud }: World, job: JobName, payload: object): Promise<Units> {
  const input = {
    file: join(folder, `${job}.mjs`),
    payload,
    limitMs: jobSettings[job].timeout * 60_000,
  };
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'run-function.ts'), JSON.stringify(input)],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: environment(cloud.says['cloud'] ?? '') },
  );
  let log = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (log += text));
  let took: { wallMs: number; cpuMs: number; reply: { complete?: boolean } } | undefined;
  child.on('message', (message) => (took = message as typeof took));
  const [code] = (await once(child, 'close')) as [number | null];
  const used = (await cloud.ask({})) as Pick<
    Units,
    'readUnits' | 'writeUnits' | 'secretReads' | 'published' | 'puts' | 'putBytes'
  >;
  if (code !== 0 || !took || took.reply.complete === false) {
    throw new Error(`${job} did not end well (${code}):\n${log}`);
  }
  const { wallMs, cpuMs } = took;
  return {
    wallMs: Math.round(wallMs),
    cpuMs: Math.round(cpuMs),
    ...used,
    logBytes: Buffer.byteLength(log),
    metrics: metricsIn(log),
  };
}

/** The variables of a deployed function, and the SDK pointed to the process that stands for AWS. */
function environment(cloud: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'cost',
    AWS_SECRET_ACCESS_KEY: 'cost',
    AWS_ENDPOINT_URL: cloud,
    [variableNames.stack]: 'strictwatch',
    [variableNames.cell]: '1',
    [variableNames.cells]: '1',
    [variableNames.table]: 'strictwatch-bench',
    [variableNames.alerts]: 'arn:aws:sns:us-east-1:123456789012:strictwatch-alerts',
    [variableNames.reports]: 'strictwatch-reports',
    [variableNames.reportDays]: '400',
  };
}

/** CloudWatch makes metrics of lines that name them. Source: its Embedded Metric Format specification. */
function metricsIn(log: string): number {
  const names = log
    .split('\n')
    .filter((line) => line.includes('"CloudWatchMetrics"'))
    .flatMap((line) => {
      const { _aws } = JSON.parse(line) as {
        _aws: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] };
      };
      return _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
    });
  return new Set(names).size;
}
