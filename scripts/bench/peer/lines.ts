import type { Line } from '../line.ts';
import type { PeerFound, SizeFound, Took } from './found.ts';

export function peerLines(found: PeerFound): Line[] {
  return found.measured ? found.sizes.flatMap(linesOfSize) : [];
}

/** The peer's reading of the apps alone that took least time. */
export function fastestOf({ appsAlone, asYaml }: SizeFound) {
  return asYaml?.exitCode === 0 && asYaml.wallMs < appsAlone.wallMs ? asYaml : appsAlone;
}

function linesOfSize(found: SizeFound): Line[] {
  const on = `${found.apps.toLocaleString('en-GB')} apps`;
  const { ours, change } = found;
  const peer = fastestOf(found);
  const whole = peer.exitCode === 0 && peer.apps === found.apps;
  return [
    ...linesOf(on, 'Strictwatch, unchanged', ours),
    ...linesOf(on, 'auth0-deploy-cli export, apps alone', peer),
    ...(whole
      ? [ratio(on, 'time, Strictwatch by auth0-deploy-cli', ours.wallMs, peer.wallMs)]
      : []),
    ...(whole && ours.peakMiB !== null && peer.peakMiB !== null
      ? [ratio(on, 'memory, Strictwatch by auth0-deploy-cli', ours.peakMiB, peer.peakMiB)]
      : []),
    ...(change
      ? [
          ...linesOf(`${on}, ${change.changed} changed`, 'Strictwatch', change.ours),
          ...linesOf(`${on}, ${change.changed} changed`, 'auth0-deploy-cli dry run', change.dryRun),
        ]
      : []),
  ];
}

function linesOf(on: string, who: string, took: Took): Line[] {
  return [
    shown({ on, what: `time of ${who}`, unit: 's', measured: took.wallMs / 1000 }),
    shown({ on, what: `calls of ${who}`, unit: 'calls', measured: took.calls }),
    ...(took.peakMiB === null
      ? []
      : [shown({ on, what: `peak memory of ${who}`, unit: 'MiB', measured: took.peakMiB })]),
  ];
}

/** To be ahead of what a user would take instead is what we are held to; the peer is held to nothing. */
function ratio(on: string, what: string, ours: number, peers: number): Line {
  return { ...shown({ on, what, unit: 'ratio', measured: ours / peers }), bound: 1 };
}

function shown(line: Pick<Line, 'on' | 'what' | 'unit' | 'measured'>): Line {
  return { ...line, bound: null, floor: null, exact: false };
}
