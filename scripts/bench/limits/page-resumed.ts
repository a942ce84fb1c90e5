import { markdownTable } from '../../docs/markdown-table.ts';
import { figure } from '../line.ts';
import type { LimitsFound, Resumed, Took } from './found.ts';
import { callsAllowed, isHeld, madeAnew } from './lines.ts';
import { appsWithin } from './apps-within.ts';

export function resumedPage(found: LimitsFound): string[] {
  const { latencyMs, limitMs, marginMs, resumed } = found;
  const [first] = resumed;
  if (!first) return [];
  return [
    '## A listing over several invocations',
    `A function on Lambda has 15 minutes. When they are not enough to list a tenant, the run keeps the cursor and what it has listed, and the next invocation goes on from there. Scaled down: ${figure(first.apps, 'items')} apps, ${latencyMs} ms a page, ${seconds(limitMs)} for an invocation, of which the product keeps the last ${seconds(marginMs)} for saving. Beside it, the same tenant is read into a store of its own without a limit; then ${resumedTwice(resumed)}.`,
    markdownTable(
      [
        'what',
        'invocations',
        'calls',
        'held to',
        'pages',
        'messages',
        'findings',
        'read units',
        'write units',
      ],
      resumed.flatMap(resumedRows),
    ),
    `Every further invocation asks anew for the token and the sections other than apps (${madeAnew(first)} calls here; a warm function has its token), and may ask once more for the one page that time cut off. A first read also searches the logs once for who created the apps, since the logs were read before the listing ended. That is what the calls in all are held to.`,
    resumed.map(sameAs).join(' '),
    'What is listed is written anew by each invocation, compressed, and read by the next: that is what the further units are.',
    ...scalePage(found),
  ];
}

function resumedTwice(resumed: readonly Resumed[]): string {
  const rest = resumed.slice(1).map(({ what }) => what);
  return rest.length > 0 ? `both again (${rest.join(', ')})` : 'they are compared';
}

function resumedRows(found: Resumed): string[][] {
  const { what, whole, inAll, invocations } = found;
  return [
    [`${what}, no limit`, '1', figure(whole.calls, 'calls'), '', ...counts(whole)],
    [
      `${what}, limited`,
      String(invocations),
      figure(inAll.calls, 'calls'),
      `≤ ${figure(callsAllowed(found), 'calls')}`,
      ...counts(inAll),
    ],
  ];
}

function counts({ pages, messages, findings, readUnits, writeUnits }: Took): string[] {
  return [pages, messages, findings, readUnits, writeUnits].map((count) => figure(count, 'items'));
}

function sameAs({ what, unlike, moments, toldTwice }: Resumed): string {
  const same =
    unlike === 0
      ? 'the same apps, the same findings and the same hash of the snapshot as without a limit'
      : `${unlike} differences from the run without a limit`;
  const at = moments === 1 ? 'one moment' : `${moments} moments`;
  return `**${what}**: ${same}; the snapshot is of ${at}; ${toldTwice} findings were told twice.`;
}

/** Milliseconds of a round trip to Auth0 in which the true scale is told. */
const roundTripMs = 50;

function scalePage({ readMs, paced }: LimitsFound): string[] {
  const shared = paced.filter((one) => one.share === 0.5 && isHeld(one));
  const rows = shared.map(({ plan, share, spent }) => {
    const buckets = spent.map(({ bucket }) => bucket);
    return [
      `${plan}, rateShare ${share}`,
      thousands(appsWithin(readMs, { buckets, share, roundTripMs })),
    ];
  });
  const unlimited = appsWithin(readMs, { buckets: [], share: 1, roundTripMs });
  return [
    `At the true scale, a function reads for ${seconds(readMs)} of its 15 minutes; the rest is for judging, saving and telling. At ${roundTripMs} ms a page, an invocation lists so many apps, and a tenant that has more needs a second one, which comes with the next run on the schedule:`,
    markdownTable(['limit', 'apps in one invocation'], [['none', thousands(unlimited)], ...rows]),
    'Without a limit of rate, and on the largest plan, memory is at its end long before time is: all apps of a listing are held at once.',
  ];
}

function thousands(apps: number): string {
  return figure(Math.floor(apps / 1000) * 1000, 'items');
}

function seconds(ms: number): string {
  return `${figure(ms / 1000, 's')} s`;
}
