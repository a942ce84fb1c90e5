import { markdownTable } from '../../docs/markdown-table.ts';
import { figure } from '../line.ts';
import { reserveOf } from '../../../functions/adapters/auth0/bucket.ts';
import type { LimitsFound, Paced, Spent } from './found.ts';
import { leastSecondsOf, roomOf } from './least-time.ts';
import { isHeld, leastRoom, refusedOfOurs } from './lines.ts';
import { resumedPage } from './page-resumed.ts';

export function limitsPage(found: LimitsFound): string {
  return [...pacedPage(found), ...resumedPage(found)].join('\n\n');
}

const command = 'Measured by `npm run bench -- --only limits`.';

function pacedPage({ latencyMs, paced }: LimitsFound): string[] {
  const alone = paced.filter(({ production }) => production === null);
  const beside = paced.filter(({ production }) => production !== null);
  return [
    '## Under a rate limit',
    command,
    `Auth0 counts the calls of a tenant in token buckets, which the tenant's production spends from too. \`rateShare\` says how much of a full bucket we may take: the rest of it, rounded up to whole tokens, is left untouched, so that production finds it whenever it calls. What comes back to the bucket while production is quiet is ours.`,
    "So the least time follows: the bucket is full at first, the tokens above production's go at once, and each further call waits for one to come back. `n` calls take `(n − tokens above) ÷ tokens a second`, however they are made; a run is held to 1.1 × that. The call for the token has a limit of its own and is not one of `n`. Where a plan has several buckets, the slowest counts.",
    `Each run is on a tenant that is known and has not changed, and answers after ${latencyMs} ms, so that the bucket is what a run waits for and not the wire. The limits are those Auth0 publishes by plan.`,
    pacedTable(alone),
    ...alone.flatMap(coarse),
    "No call of ours may be answered 429, and no token of production's may be taken. One may where there is one to take: two requests are sent before the first answer says that there is a limit.",
    ...beside.map(besideUs),
  ];
}

function pacedTable(paced: readonly Paced[]): string {
  const rows = paced.map((one) => {
    const slowest = slowestOf(one);
    const least = leastSecondsOf(one);
    const reserve = reserveOf(slowest.bucket.burst, one.share);
    return [
      one.plan,
      `${slowest.bucket.burst}, ${figure(slowest.bucket.perSecond, 'ratio')}/s`,
      String(one.share),
      figure(one.calls, 'calls'),
      seconds(one.wallMs / 1000),
      seconds(least),
      `${(one.wallMs / 1000 / least).toFixed(2)} ×`,
      String(refusedOfOurs(one)),
      `${Math.floor(slowest.lowest)} of ${reserve}`,
    ];
  });
  const head = ['plan', 'bucket', 'rateShare', 'calls', 'time', 'least time', 'of it', '429'];
  return markdownTable([...head, "lowest, of production's"], rows);
}

function slowestOf(found: Paced): Spent {
  const times = found.spent.map((one) => leastSecondsOf({ ...found, spent: [one] }));
  const slowest = found.spent[times.indexOf(Math.max(...times))];
  if (!slowest) throw new Error(`${found.plan} has no bucket`);
  return slowest;
}

function coarse(found: Paced): string[] {
  const { plan, share, spent } = found;
  if (isHeld(found)) return [];
  const small = spent.find(({ bucket }) => roomOf(bucket, share) < leastRoom);
  if (!small) return [];
  return [
    `${plan} at ${share} is shown and not held. Of a limit of ${small.bucket.burst} we may take one token, and then wait until the bucket is full. When that is, Auth0 says in whole seconds; and what comes back to a full bucket runs over, so that it cannot be counted. To call sooner would be to guess, and production would pay for it.`,
  ];
}

function besideUs(found: Paced): string {
  const { plan, share, calls, wallMs, production } = found;
  if (!production) return '';
  const ours = refusedOfOurs(found);
  const least = leastSecondsOf(found);
  const theirs = production.calls + production.refused;
  return `**Production beside us** (${plan}, \`rateShare\` ${share}): somebody else called at ${production.perSecond} a second, out of the ${slowestOf(found).bucket.perSecond} that come back, for as long as the run took. Of production's ${figure(theirs, 'calls')} calls ${production.refused} were answered 429, of our ${figure(calls, 'calls')} ${ours}. The run took ${seconds(wallMs / 1000)}; out of the rest, ${seconds(least)} is the least. The time is not held: when we find that production's own tokens are being spent, we let the bucket fill up. At \`rateShare\` 1 nothing is left to production, and it may be refused.`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
