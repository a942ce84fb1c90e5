import type { AppVersion } from '../ports.ts';
import { isThirdParty, type App, type Origin, type SecurityMode } from '../snapshot.ts';

/** Third-party apps by mode at one moment. */
export interface ModeCounts {
  readonly strict: number;
  readonly permissive: number;
  readonly unknown: number;
}

/** A tenant's apps, counted at several moments while their versions stream by. */
export interface FoldedApps {
  /** At the last of the moments. */
  readonly total: number;
  readonly thirdParty: number;
  readonly byModeAndOrigin: readonly {
    readonly mode: SecurityMode;
    readonly origin: Origin;
    readonly count: number;
  }[];
  /** Of each moment, in the order given. */
  readonly trend: readonly ModeCounts[];
  /** Permissive third-party apps at the last moment, at most as many as were asked for. */
  readonly permissive: readonly App[];
}

export interface AppFold {
  /** @param versions all of one app, oldest first */
  add(versions: readonly AppVersion[]): void;
  result(): FoldedApps;
}

/**
 * Permissive apps kept whole for judging, so that readiness counts nearly all there are: an app is about 1 KB, and a report
 * of the fleet folds four tenants at once in a function of 2 GB.
 */
export const mostAppsKept = 25_000;

const weekMs = 7 * 86_400_000;
const weeks = 12;

/** The moments of the trend: weekly, oldest first, the last of them the one given. */
export function trendMoments(at: Date): Date[] {
  return Array.from(
    { length: weeks + 1 },
    (_, index) => new Date(at.getTime() - (weeks - index) * weekMs),
  );
}

const modes = ['permissive', 'strict', 'unknown'] as const satisfies readonly SecurityMode[];
const origins = ['regular', 'dcr', 'cimd', 'unknown'] as const satisfies readonly Origin[];

/**
 * @param moments oldest first; the last is the one the posture tells of
 * @param keep how many permissive apps are kept whole
 */
export function foldApps(moments: readonly Date[], keep: number): AppFold {
  const times = moments.map((moment) => moment.getTime());
  const trend = times.map(() => ({ strict: 0, permissive: 0, unknown: 0 }));
  const counts = new Map<string, number>();
  const permissive: App[] = [];
  let total = 0;
  let thirdParty = 0;
  return {
    add(versions) {
      const spans = versions.map(spanOf);
      for (const [index, time] of times.entries()) {
        const app = appAt(spans, time);
        const point = trend[index];
        if (app && isThirdParty(app) && point) point[modeOf(app)] += 1;
      }
      const app = appAt(spans, times.at(-1) ?? 0);
      if (!app) return;
      total += 1;
      if (!isThirdParty(app)) return;
      thirdParty += 1;
      const mode = modeOf(app);
      const key = `${mode} ${app.origin}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (mode === 'permissive' && permissive.length < keep) permissive.push(app);
    },
    result: () => ({ total, thirdParty, byModeAndOrigin: listed(counts), trend, permissive }),
  };
}

interface Span {
  readonly app: App;
  readonly from: number;
  readonly to: number;
}

function spanOf({ app, validFrom, validTo }: AppVersion): Span {
  return {
    app,
    from: Date.parse(validFrom),
    to: validTo === null ? Infinity : Date.parse(validTo),
  };
}

/** The app as it was then; undefined where there was none. A later version ends one that a crash left open. */
function appAt(spans: readonly Span[], time: number): App | undefined {
  const span = spans.findLast(({ from }) => from <= time);
  return span && time < span.to ? span.app : undefined;
}

function modeOf({ securityMode }: App): SecurityMode {
  return securityMode ?? 'unknown';
}

function listed(counts: ReadonlyMap<string, number>): FoldedApps['byModeAndOrigin'] {
  return modes.flatMap((mode) =>
    origins.flatMap((origin) => {
      const count = counts.get(`${mode} ${origin}`);
      return count ? [{ mode, origin, count }] : [];
    }),
  );
}
