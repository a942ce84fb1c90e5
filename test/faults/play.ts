import { createStore } from '../../functions/adapters/dynamo.ts';
import { rules } from '../../functions/rules/index.ts';
import { memoryDynamo, memoryTable } from '../adapters/memory-dynamo.ts';
import { knownRuleIds } from './known-rules.ts';
import { createOracle } from './oracle.ts';
import { run } from './run.ts';
import { calm, type Schedule, type Step } from './schedule.ts';
import { changed, emptyTenant } from './tenant-state.ts';
import { tenant, type World } from './world.ts';

export interface Played {
  readonly problems: readonly string[];
  readonly log: readonly string[];
}

const about = new Set([...knownRuleIds, 'watch-stale', 'channel-failing']);
const someRules = rules.filter(({ id }) => about.has(id));

const minuteMs = 60_000;
const start = Date.UTC(2026, 10, 1, 9);

/** All is well again: each is a day or more after the one before, so that whatever waits to be tried again is due. */
const theEnd: readonly Step[] = [
  { after: 2 * 1440, job: 'watch', ...calm },
  { after: 5, job: 'pulse', ...calm },
  { after: 1440, job: 'watch', ...calm },
];

/** Plays a schedule on the real jobs and the real store, with a clock of its own, and asks the oracle. */
export async function play({ allRules, steps }: Schedule): Promise<Played> {
  const client = memoryDynamo();
  const oracle = createOracle();
  const log: string[] = [];
  const world: World = {
    client,
    oracle,
    rules: allRules ? rules : someRules,
    time: start,
    tenant: emptyTenant,
    hasHead: false,
    store: createStore({ client, table: memoryTable, now: () => world.time }),
  };
  for (const step of [...steps, ...theEnd]) {
    world.time += step.after * minuteMs;
    world.tenant = changed(world.tenant, step.changes);
    const at = new Date(world.time).toISOString();
    log.push(`${at} ${wordsOf(step)}: ${await run(world, step)}`);
    const known = await (await world.store.beginDry(tenant.id)).load();
    oracle.checkStored(known.findings);
    if (oracle.problems.length > 0) return { problems: oracle.problems, log };
  }
  oracle.checkHeard();
  return { problems: [...oracle.problems, ...(await leftOver(world))], log };
}

/** What a tenant that was read and told of several times since all is well must not have any more. */
async function leftOver({ store, tenant: state }: World): Promise<string[]> {
  const known = await (await store.beginDry(tenant.id)).load();
  const left: string[] = [];
  for (const [id, { life }] of known.findings) {
    if (life.owed) left.push(`STILL OWED: ${id} ${JSON.stringify(life.owed)}`);
    if (id.startsWith('watch-stale') && life.status !== 'resolved') left.push(`STILL STALE: ${id}`);
  }
  if (known.head?.owedSummary) left.push('STILL OWED: the summary');
  if (known.head?.isStale) left.push('STILL MARKED as stale');
  const there = Object.keys(state.apps).filter((id) => state.apps[id] !== 'gone');
  const apps = [...known.apps.keys()].sort().join();
  if (apps !== there.sort().join()) left.push(`WRONG: the apps known are ${apps}`);
  return left;
}

function wordsOf(step: Step): string {
  const { after: _time, job, ...rest } = step;
  const parts = Object.entries(rest).flatMap(([name, value]) => {
    const text = JSON.stringify(value);
    return text === '{}' || text === '[]' ? [] : [`${name} ${text}`];
  });
  return [job, ...parts].join(' ');
}
