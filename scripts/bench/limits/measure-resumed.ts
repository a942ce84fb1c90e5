import type { Invocation, Resumed, Took } from './found.ts';
import { withStore, withWorld, type World } from './world.ts';

export interface ResumedCase {
  readonly apps: number;
  readonly latencyMs: number;
  readonly limitMs: number;
}

/** Apps that change between the first read and the second. */
export const changedApps = 10;

/** More invocations than any listing here needs: one that does not come forward must end. */
const mostInvocations = 50;

/**
 * Reads one tenant into two stores, with and without a limit of time: for the first time, and once more after some apps
 * changed.
 */
export function measureResumed(
  file: string,
  { apps, latencyMs, limitMs }: ResumedCase,
): Promise<Resumed[]> {
  const flags = { apps, latency: latencyMs, 'third-party': 0.1, permissive: 0.2 };
  return withWorld(file, flags, (whole) =>
    withStore(file, whole.tenant, async (limited) => {
      const first = await readBoth(whole, limited, limitMs);
      await whole.tenant.ask({ change: changedApps });
      const second = await readBoth(whole, limited, limitMs);
      return [
        compared('first read', apps, first),
        compared(`${changedApps} apps changed`, apps, second),
      ];
    }),
  );
}

interface Both {
  readonly whole: Invocation;
  readonly limited: readonly Invocation[];
}

async function readBoth(whole: World, limited: World, limitMs: number): Promise<Both> {
  const [one, several] = await Promise.all([whole.run(), untilComplete(limited, limitMs)]);
  return { whole: one, limited: several };
}

async function untilComplete(world: World, limitMs: number): Promise<Invocation[]> {
  const invocations: Invocation[] = [];
  while (invocations.length < mostInvocations) {
    const invocation = await world.run({ limitMs });
    invocations.push(invocation);
    if (invocation.complete) return invocations;
  }
  throw new Error(`the tenant was not read within ${mostInvocations} invocations`);
}

/** @throws {Error} when the run without a limit did not read every app, or the limit was none */
export function compared(what: string, apps: number, { whole, limited }: Both): Resumed {
  const last = limited.at(-1);
  if (whole.apps !== apps) throw new Error(`of ${apps} apps ${whole.apps} were read`);
  if (!last || limited.length < 2) throw new Error('the limit of time was met by no invocation');
  const told = limited.flatMap((one) => one.told);
  return {
    what,
    apps,
    whole: tookOf([whole]),
    invocations: limited.length,
    inAll: tookOf(limited),
    unlike: differences(whole, last),
    moments: new Set(limited.map(({ takenAt }) => takenAt)).size,
    toldTwice: told.length - new Set(told).size,
  };
}

function differences(whole: Invocation, last: Invocation): number {
  const findings = new Set(whole.findings).symmetricDifference(new Set(last.findings)).size;
  const snapshot = last.snapshot === whole.snapshot && whole.snapshot !== '' ? 0 : 1;
  return findings + snapshot + Math.abs((last.apps ?? 0) - (whole.apps ?? 0));
}

/** All of them together; findings are those of the last. */
function tookOf(invocations: readonly Invocation[]): Took {
  const sum = (of: (one: Invocation) => number): number =>
    invocations.reduce((total, one) => total + of(one), 0);
  return {
    calls: sum(({ calls }) => calls),
    pages: sum(({ pages }) => pages),
    readUnits: sum(({ readUnits }) => readUnits),
    writeUnits: sum(({ writeUnits }) => writeUnits),
    messages: sum(({ messages }) => messages),
    findings: invocations.at(-1)?.findings.length ?? 0,
  };
}
