import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled } from '../build.ts';
import type { BenchOptions } from '../part.ts';
import { serve, type Served } from '../processes.ts';
import { bothAfterChange } from './change.ts';
import type { OurRead, PeerFound, PeerRead, SizeFound } from './found.ts';
import { installedPeer, type Peer } from './install.ts';
import { exportOnce, watchOnce, type Bench, type Wanted } from './read.ts';
import { appSections, documentedOffsetCap, otherSections } from './setting.ts';

const appsAlone = { format: 'directory', sections: appSections } as const;
const allSections = [...appSections, ...otherSections];

/** Sizes up to which everything is read, and the apps three times. */
const mostRepeated = 10_000;
/** Below it a run is over before there is anything to compare. */
const fewestCompared = 1000;

const firstRun = Date.parse('2026-11-01T09:00:00Z');

export async function measurePeer(options: BenchOptions): Promise<PeerFound> {
  options.progress('installing auth0-deploy-cli');
  const peer = await installedPeer();
  if (typeof peer === 'string') return { measured: false, because: peer };
  const files = {
    preload: await bundled('scripts/bench/peer/preload.ts'),
    watchOnce: await bundled('scripts/bench/watch-once.ts'),
  };
  const sizes: SizeFound[] = [];
  for (const apps of comparedSizes(options.apps)) {
    options.progress(`auth0-deploy-cli and Strictwatch on ${apps} apps`);
    sizes.push(await sizeFound({ apps, latencyMs: options.latencyMs, peer, files }));
  }
  const { version, licence } = peer;
  return { measured: true, version, licence, latencyMs: options.latencyMs, sizes };
}

function comparedSizes(apps: readonly number[]): readonly number[] {
  const large = apps.filter((size) => size >= fewestCompared);
  return large.length > 0 ? large : apps.slice(-1);
}

interface Given {
  readonly apps: number;
  readonly latencyMs: number;
  readonly peer: Peer;
  readonly files: { readonly preload: string; readonly watchOnce: string };
}

async function sizeFound(given: Given): Promise<SizeFound> {
  const capped = given.apps > documentedOffsetCap ? await cappedRead(given) : null;
  // Beyond the last app there is to be room for an empty page: some readers stop at nothing else.
  return withBench(given, given.apps + documentedOffsetCap, (bench) =>
    comparison(bench, given.apps, capped),
  );
}

function cappedRead(given: Given): Promise<PeerRead> {
  return withBench(given, documentedOffsetCap, async (bench) => {
    const { read } = await exportOnce(bench, { ...appsAlone, folder: 'capped' });
    return read;
  });
}

async function comparison(bench: Bench, apps: number, capped: PeerRead | null): Promise<SizeFound> {
  const isRepeated = apps <= mostRepeated;
  const rounds = isRepeated ? 3 : 1;
  await watchOnce(bench);
  const ours: OurRead[] = [];
  const peers: PeerRead[] = [];
  const before = { folder: 'before', stdout: '' };
  // In turn, so that both meet the same machine.
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await watchOnce(bench));
    const { read, stdout } = await exportOnce(bench, { ...appsAlone, folder: before.folder });
    peers.push(read);
    before.stdout = stdout;
  }
  const once = async (wanted: Wanted) =>
    isRepeated ? (await exportOnce(bench, wanted)).read : null;
  return {
    apps,
    rounds,
    ours: ofMedianTime(ours),
    appsAlone: ofMedianTime(peers),
    asYaml: await once({ ...appsAlone, format: 'yaml', folder: 'yaml' }),
    sections: await once({ ...appsAlone, sections: allSections, folder: 'sections' }),
    capped,
    change: isRepeated ? await bothAfterChange(bench, before) : null,
  };
}

async function withBench<T>(
  { apps, latencyMs, peer, files }: Given,
  offsetCap: number,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'strictwatch-peer-'));
  mkdirSync(join(folder, 'home'));
  const running: Served[] = [];
  try {
    const tenant = await serve('demo/serve-tenant.ts', tenantFlags(apps, latencyMs, offsetCap));
    running.push(tenant);
    const store = await serve('scripts/bench/serve-store.ts');
    running.push(store);
    // No tenant is without a log: from its newest entry on, our runs read what is new.
    await tenant.ask({ settings: { friendly_name: 'Bench' } });
    return await use({ tenant, store, peer, files, folder, latencyMs, nextRun: firstRun });
  } finally {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function tenantFlags(apps: number, latencyMs: number, offsetCap: number): string[] {
  const flags = {
    apps,
    latency: latencyMs,
    'third-party': 1,
    permissive: 1,
    'app-offset-cap': offsetCap,
    clock: '2026-10-01T00:00:00Z',
  };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function ofMedianTime<T extends { readonly wallMs: number }>(runs: readonly T[]): T {
  const sorted = [...runs].sort((a, b) => a.wallMs - b.wallMs);
  return sorted[Math.floor(sorted.length / 2)]!;
}
