import type { Line } from '../line.ts';
import { casesOf, count, type Case } from './cases.ts';
import { callsFloor, readFloor, waitFloor, writeFloor } from './floors.ts';
import { median, otherRule, pagesOf, type SizeFound, type TenantsFound } from './found.ts';
import { statedApps } from './memory-flags.ts';

/** The size for which is stated how long a run may take. A smaller one is over before starting stops counting. */
const timedApps = 10_000;

/** Lambda's megabytes are MiB. */
const mostMiB = 256;
const mostReadUnits = 1_000;
const mostWriteUnits = { unchanged: 10, few: 1_500 } as const;

/** Of each run what it took, beside what it is held to. */
export function tenantLines(found: TenantsFound): Line[] {
  return found.sizes.flatMap((size) => {
    const cases = casesOf(size, found);
    return [
      timeLine(size, found),
      ...cases.flatMap((one) => [
        ...storeLines(one, size),
        memoryLine(one, size, found),
        messagesLine(one, size),
      ]),
      ...toldLines(cases, size),
    ];
  });
}

/** Shown and no more, but for what is given. */
function line(
  parts: Pick<Line, 'on' | 'what' | 'unit' | 'measured' | 'floor'> & Partial<Line>,
): Line {
  return { bound: null, exact: false, ...parts };
}

function timeLine(size: SizeFound, { latencyMs }: TenantsFound): Line {
  const reader = median(size.timed.map((one) => one.reader.wallMs));
  return line({
    on: nameOf(size, { on: 'unchanged' }),
    what: 'time',
    unit: 'ms',
    measured: median(size.timed.map(({ run }) => run.wallMs)),
    bound: size.apps === timedApps ? 1.1 * reader : null,
    floor: waitFloor(size, latencyMs),
  });
}

function storeLines(one: Case, size: SizeFound): Line[] {
  const { kind, run } = one;
  const on = nameOf(size, one);
  const isStated = size.apps === statedApps;
  return [
    line({
      on,
      what: 'API calls',
      unit: 'calls',
      measured: run.calls,
      bound: kind === 'unchanged' ? pagesOf(one.apps) + 10 : null,
      floor: callsFloor(one),
      exact: true,
    }),
    line({
      on,
      what: 'read units',
      unit: 'read units',
      measured: run.readUnits,
      bound: isStated && kind === 'unchanged' ? mostReadUnits : null,
      floor: readFloor(one),
      exact: true,
    }),
    line({
      on,
      what: 'write units',
      unit: 'write units',
      measured: run.writeUnits - run.renewalUnits,
      floor: writeFloor(one),
      exact: true,
    }),
    ...(isStated && (kind === 'unchanged' || kind === 'few') ? [paidLine(one, kind, on)] : []),
    line({ on, what: 'items', unit: 'items', measured: run.items, floor: null, exact: true }),
  ];
}

/** As it is paid: the longer a run takes, the more renewals of its lease are among them. */
function paidLine(one: Case, kind: keyof typeof mostWriteUnits, on: string): Line {
  return line({
    on,
    what: 'write units, renewals of the lease included',
    unit: 'write units',
    measured: one.run.writeUnits,
    bound: mostWriteUnits[kind],
    floor: writeFloor(one),
  });
}

function memoryLine(one: Case, size: SizeFound, { readerPeakMiB, registered }: TenantsFound): Line {
  const isHeld =
    one.kind === 'flood'
      ? size.apps + registered <= statedApps
      : size.apps === statedApps && one.kind !== 'after';
  return line({
    on: nameOf(size, one),
    what: 'peak memory',
    unit: 'MiB',
    measured: one.run.peakMiB,
    bound: isHeld ? mostMiB : null,
    floor: {
      value: readerPeakMiB,
      because: 'a plain reader, which keeps nothing of what it reads',
    },
  });
}

function messagesLine(one: Case, size: SizeFound): Line {
  return line({
    on: nameOf(size, one),
    what: 'messages to a channel',
    unit: 'messages',
    measured: Math.max(...Object.values(one.run.messages)),
    bound: one.kind === 'flood' ? 1 : null,
    floor: one.isTelling ? { value: 1, because: 'there is something to tell' } : null,
    exact: true,
  });
}

/** That no rule waits for another: one thing more was changed in the flood. */
function toldLines(cases: readonly Case[], size: SizeFound): Line[] {
  return cases
    .filter(({ kind }) => kind === 'flood')
    .map((one) =>
      line({
        on: nameOf(size, one),
        what: `findings of ${otherRule} told later than in the same run`,
        unit: 'findings',
        measured: one.run.toldOf.includes(otherRule) ? 0 : 1,
        bound: 0,
        floor: { value: 0, because: 'it need not wait for the flood' },
        exact: true,
      }),
    );
}

function nameOf({ apps }: SizeFound, { on }: Pick<Case, 'on'>): string {
  return `${count(apps)} apps, ${on}`;
}
