import { reserveOf } from '../../../functions/adapters/auth0/bucket.ts';
import type { Line } from '../line.ts';
import type { LimitsFound, Paced, Resumed } from './found.ts';
import { leastSecondsOf, roomOf } from './least-time.ts';

export function limitsLines({ paced, resumed }: LimitsFound): Line[] {
  return [...paced.flatMap(linesOfPaced), ...resumed.flatMap(linesOfResumed)];
}

/** With less to take, a bucket is full again before each call and its refill cannot be counted. */
export const leastRoom = 2;

/** Whether its time is held: not where the refill cannot be told, or somebody else spends too. */
export function isHeld({ spent, share, production }: Paced): boolean {
  return production === null && spent.every(({ bucket }) => roomOf(bucket, share) >= leastRoom);
}

function linesOfPaced(found: Paced): Line[] {
  const { plan, share, apps, calls, wallMs, production } = found;
  const on = `${plan}, rateShare ${share}${production ? ', production beside us' : ''}`;
  const least = leastSecondsOf(found);
  const pages = Math.ceil(apps / 100);
  return [
    {
      ...shown(on, 'wall time', 's', wallMs / 1000),
      bound: isHeld(found) ? 1.1 * least : null,
      floor: { value: least, because: 'the tokens a call each waits for' },
    },
    {
      ...shown(on, 'API calls', 'calls', calls),
      bound: pages + 10,
      floor: { value: pages + 1, because: `the token and ${pages} pages of apps` },
      exact: true,
    },
    none(on, 'our calls refused (429)', 'calls', refusedOfOurs(found)),
    production
      ? none(on, "production's calls refused (429)", 'calls', production.refused)
      : reserveLine(on, found),
  ];
}

export function refusedOfOurs({ spent, production }: Paced): number {
  let refused = -(production?.refused ?? 0);
  for (const one of spent) refused += one.refused;
  return refused;
}

/** Two requests are under way before the first answer says that there is a limit. */
const sentBlindly = 2;

function reserveLine(on: string, { share, spent }: Paced): Line {
  const taken = spent.map(({ bucket, lowest }) => reserveOf(bucket.burst, share) - lowest);
  const blind = spent.map(({ bucket }) => sentBlindly - roomOf(bucket, share));
  return {
    ...shown(on, "tokens taken of production's", 'calls', Math.max(0, ...taken)),
    bound: Math.max(0, ...blind),
  };
}

function linesOfResumed(found: Resumed): Line[] {
  const { what, apps, whole, inAll, unlike, moments, toldTwice } = found;
  const on = `${apps.toLocaleString('en-GB')} apps, limited time, ${what}`;
  const atOnce = (value: number) => ({ value, because: 'one run without a limit' });
  return [
    {
      ...shown(on, 'API calls in all', 'calls', inAll.calls),
      bound: callsAllowed(found),
      floor: atOnce(whole.calls),
    },
    none(on, 'pages read twice', 'calls', inAll.pages - whole.pages),
    none(on, 'apps, findings and hash unlike', 'items', unlike),
    none(on, 'moments in the snapshot beyond one', 'items', moments - 1),
    none(on, 'findings told twice', 'findings', toldTwice),
    {
      ...shown(on, 'messages', 'messages', inAll.messages),
      bound: whole.messages,
      floor: atOnce(whole.messages),
      exact: true,
    },
    { ...shown(on, 'read', 'read units', inAll.readUnits), floor: atOnce(whole.readUnits) },
    { ...shown(on, 'written', 'write units', inAll.writeUnits), floor: atOnce(whole.writeUnits) },
  ];
}

/** Calls that each further invocation makes anew: the token and the sections other than apps. */
export function madeAnew({ whole }: Resumed): number {
  return whole.calls - whole.pages;
}

/**
 * Each further invocation may also ask again for the one page that time cut off. The last one searches the logs for who
 * created what is new, which a first read in one go need not do: its first look at the logs found that.
 */
export function callsAllowed(found: Resumed): number {
  return found.whole.calls + (found.invocations - 1) * (madeAnew(found) + 1) + 1;
}

function none(on: string, what: string, unit: Line['unit'], measured: number): Line {
  return { ...shown(on, what, unit, measured), bound: 0, exact: true };
}

function shown(on: string, what: string, unit: Line['unit'], measured: number): Line {
  return { on, what, unit, measured, bound: null, floor: null, exact: false };
}
