import { markdownTable } from '../../docs/markdown-table.ts';
import { figure } from '../line.ts';
import { casesOf, count, type Case } from './cases.ts';
import { callsFloor, readFloor, waitFloor, writeFloor } from './floors.ts';
import { median, otherRule, type TenantsFound } from './found.ts';
import { roomyFlags, statedApps } from './memory-flags.ts';

/** The sections of docs/performance.md on tenants. */
export function tenantsPage(found: TenantsFound): string {
  const { latencyMs, memoryFlags, registered } = found;
  const blocks = [
    '## Tenants of every size',
    `A simulated tenant in a process of its own answers each request after ${latencyMs} ms, without a rate limit; the store, DynamoDB's API in memory, is in another. Every app of it is third-party and permissive, which is the worst there is: each is a finding. Each run is a process of its own, bundled as functions are, and has two channels that accept. \`node ${memoryFlags.join(' ')}\` holds the heap to what leaves room for the rest within 256 MB (the deployed function has 512, and sets no such limit); where a flood makes more than ${count(statedApps)} apps, \`${roomyFlags[1]}\` holds it to what leaves room within 512.`,
    '### Time, beside a plain reader',
    'The plain reader fetches the token and the pages of apps one after another, parses them and keeps nothing. Run and reader took turns, without limits of memory; times are medians, and ratios are of these. What a run does beyond reading it does beside the reading or after it.',
    timeTable(found),
    ...found.sizes.flatMap((size) => [
      `### ${count(size.apps)} apps`,
      sizeTable(casesOf(size, found)),
    ]),
    '### What the figures are',
    meanings(registered),
  ];
  return blocks.join('\n\n');
}

function timeTable({ latencyMs, sizes }: TenantsFound): string {
  const rows = sizes.map((size) => {
    const run = median(size.timed.map((one) => one.run.wallMs));
    const reader = median(size.timed.map((one) => one.reader.wallMs));
    return [
      count(size.apps),
      ms(run),
      ms(reader),
      `${(run / reader).toFixed(2)} ×`,
      ms(waitFloor(size, latencyMs).value),
      `${(run / waitFloor(size, latencyMs).value).toFixed(2)} ×`,
      ms(median(size.timed.map((one) => one.run.cpuMs))),
      ms(median(size.timed.map((one) => one.reader.cpuMs))),
      String(size.timed.length),
    ];
  });
  const head = ['apps', 'run, ms', 'reader, ms', 'run / reader', 'waiting alone, ms'];
  const more = ['run / waiting', 'CPU ms of the run', 'of the reader', 'times'];
  return markdownTable([...head, ...more], rows);
}

function sizeTable(cases: readonly Case[]): string {
  const rows = cases.map((one) => {
    const { run } = one;
    return [
      one.on,
      ms(run.wallMs),
      ms(run.cpuMs),
      figure(run.peakMiB, 'MiB'),
      beside(run.calls, callsFloor(one).value),
      beside(run.readUnits, readFloor(one).value),
      beside(run.writeUnits, writeFloor(one).value),
      count(run.items),
      figure(run.bytes / 1024, 'KiB'),
      Object.values(run.messages).join(' + '),
      count(run.findings),
    ];
  });
  const head = ['run', 'ms', 'CPU ms', 'peak MiB', 'API calls', 'read units', 'write units'];
  return markdownTable([...head, 'items', 'KiB written', 'messages', 'findings'], rows);
}

/** A figure, and in parentheses its lower bound. */
function beside(value: number, floor: number): string {
  return `${figure(value, 'items')} (${figure(floor, 'items')})`;
}

function ms(value: number): string {
  return figure(value, 'ms');
}

function meanings(registered: number): string {
  return [
    '- **ms** is from the first request to the end of the last write, without the start of the process; **CPU ms**, user and system, is of the same time, and above it where two things were done at once.',
    '- **peak MiB** is the most memory the process held, the program included. The floor is a plain reader on Node; ids, fingerprints and findings of every app come on top.',
    '- **API calls** count the token and every retry. In parentheses: the token and the pages of apps. On top come the other sections, a page each, and the logs: what changed is looked up there, to say who did it.',
    "- **Read units** are DynamoDB's, 4 KB each, strongly consistent. In parentheses: six bytes of a hash of each app, at the half price of eventually consistent reads; ours are strongly consistent, which costs twice, and hold the ids. A hash of the whole tenant would take one unit, and only say that something changed, not what. Of up to 500 findings that say who did it, each costs a unit more, so a small tenant costs more than its size says.",
    '- **Write units** are 1 KB each. In parentheses: one item for each app that is new or changed, three for the lease and the record, one for each channel that is told. What a run needs beyond is words of findings, the end of the version before, and the part of the manifest that holds the app. A run that takes longer than 25 seconds renews its lease, which is included here, and costs a unit each time.',
    '- **Items** are put, updated or deleted, renewals of the lease apart; **KiB written** is what they hold, as DynamoDB sizes it.',
    '- **Messages** are those that each of the two channels accepted; **findings** are all that are not resolved.',
    '- **adoption** is the first run; **1 % changed** includes the apps that were changed before.',
    `- The **flood**: ${count(registered)} apps are registered through open registration at once, and beside them one setting is changed, which \`${otherRule}\` watches. Its finding is told in the same run and the same message. The run after it reads as many apps again, and nothing changed. Both are measured on the smallest and on the largest tenant.`,
  ].join('\n');
}
