import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Served } from '../processes.ts';
import type { Run } from '../tenants/found.ts';
import { exported, type Format } from './exported.ts';
import type { OurRead, PeerRead, Took } from './found.ts';
import type { Peer } from './install.ts';
import { measured, type Command, type Ended } from './run.ts';
import { saidError } from './said.ts';

/** A simulated tenant, a store that knows it, and the two that read it. */
export interface Bench {
  readonly tenant: Served;
  readonly store: Served;
  readonly peer: Peer;
  /** Bundles. */
  readonly files: { readonly preload: string; readonly watchOnce: string };
  /** For all that is written to disk. */
  readonly folder: string;
  readonly latencyMs: number;
  /** Milliseconds since the epoch; an hour after the run before. */
  nextRun: number;
}

const hourMs = 3_600_000;
const longestMs = 20 * 60_000;

/** One of our runs, and how many findings it told people of for the first time. */
export async function watchOnce(bench: Bench): Promise<OurRead & { readonly opened: number }> {
  const now = new Date(bench.nextRun).toISOString();
  bench.nextRun += hourMs;
  const input = { ...bench.tenant.says, ...bench.store.says, now };
  const { ended, took } = await run(bench, {
    file: bench.files.watchOnce,
    args: [JSON.stringify(input)],
  });
  if (ended.exitCode !== 0) throw new Error(`our run failed: ${ended.stderr}`);
  const { complete, apps, writeUnits, opened } = JSON.parse(ended.stdout) as Run;
  if (!complete) throw new Error('our run did not read the tenant whole');
  return { ...took, apps: apps ?? 0, writeUnits, opened };
}

export interface Wanted {
  readonly format: Format;
  readonly sections: readonly string[];
  /** Its name; emptied first. */
  readonly folder: string;
}

/** An export of the peer's, and what it printed. One that fails is a result as well. */
export async function exportOnce(
  bench: Bench,
  wanted: Wanted,
): Promise<{ read: PeerRead; stdout: string }> {
  const folder = join(bench.folder, wanted.folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const args = ['export', '--format', wanted.format, '--output_folder', folder];
  const { ended, took } = await runPeer(bench, args, wanted.sections);
  const { exitCode, stdout } = ended;
  const read = {
    ...took,
    exitCode,
    ...exported(folder, wanted.format),
    error: saidError(stdout),
  };
  return { read, stdout };
}

/** The peer's list of what an import of a folder would change; it changes nothing. */
export async function dryRun(
  bench: Bench,
  folder: string,
  sections: readonly string[],
): Promise<Took & { exitCode: number | null; stdout: string }> {
  const args = ['import', '--dry-run', '--input_file', join(bench.folder, folder)];
  const { ended, took } = await runPeer(bench, args, sections);
  return { ...took, exitCode: ended.exitCode, stdout: ended.stdout };
}

function runPeer(bench: Bench, args: readonly string[], sections: readonly string[]) {
  const { url = '', domain = '', clientId = '', clientSecret = '' } = bench.tenant.says;
  return run(bench, {
    file: bench.peer.entry,
    args,
    env: {
      BENCH_TENANT: url,
      BENCH_LATENCY: String(bench.latencyMs),
      AUTH0_DOMAIN: domain,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
      AUTH0_INCLUDED_ONLY: JSON.stringify(sections),
    },
  });
}

async function run(
  bench: Bench,
  command: Pick<Command, 'file' | 'args' | 'env'>,
): Promise<{ ended: Ended; took: Took }> {
  await bench.tenant.ask({ reset: true });
  const cwd = join(bench.folder, 'home');
  const ended = await measured(bench.files.preload, { ...command, cwd, timeoutMs: longestMs });
  const { requests } = (await bench.tenant.ask({})) as { requests: number };
  const { usage, wallMs } = ended;
  const took = {
    wallMs,
    cpuMs: usage?.cpuMs ?? null,
    peakMiB: usage?.peakMiB ?? null,
    calls: requests + (usage?.answered ?? 0),
  };
  return { ended, took };
}
