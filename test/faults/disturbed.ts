import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { DeliveryError, HeldUpError } from '../../functions/core/errors.ts';
import type { Channel, Collect, Store } from '../../functions/core/ports.ts';
import { CrashError } from '../adapters/crash.ts';
import { faultyClient, isWrite, sortKeysOf, type Wire } from '../adapters/faulty-client.ts';
import { memoryTable } from '../adapters/memory-dynamo.ts';
import type { RunSeen } from './oracle.ts';
import { channelIds, type Step } from './schedule.ts';
import { collectOf } from './tenant-state.ts';
import type { Process, World } from './world.ts';

/** Longer than a lease, so that a command that hangs may lose the tenant. */
const hangMs = 90_000;

export function storeOf(world: World, { seen, step, wire }: Process): Store {
  const client = faultyClient(world.client, wire);
  const store = createStore({ client, table: memoryTable, now: () => world.time });
  let saves = 0;
  return noticing(store, () => {
    if (step.job === 'pulse') return;
    saves += 1;
    seen.storesHead();
    // Who decides stores that somebody did, then what follows.
    if (step.job === 'watch' || saves === 2) seen.storesFindings();
  });
}

/** The store, which says when a save is done. */
function noticing(store: Store, saved: () => void): Store {
  return {
    ...store,
    async begin(id) {
      const session = await store.begin(id);
      return {
        ...session,
        async save(change) {
          await session.save(change);
          saved();
        },
      };
    },
  };
}

/**
 * Lets the command fail that the step names, and tells the oracle what took effect.
 * @param meanwhile another run, which may have done all by the time a command that hangs goes on
 */
export function wireOf(
  world: World,
  { store, job }: Step,
  seen: RunSeen,
  meanwhile: () => Promise<void>,
): Wire {
  let sent = 0;
  return {
    isDead: false,
    fateOf: () => (++sent === store?.at ? store.fate : null),
    async hang(command) {
      world.time += hangMs;
      // Whoever hangs for longer than its lease may find that another run has done all meanwhile.
      if (isWrite(command)) await meanwhile();
    },
    tookEffect(command) {
      if (!(command instanceof PutItemCommand)) return;
      const [key = ''] = sortKeysOf(command);
      const isRows = key.startsWith('ROWS#') && world.hasHead;
      const isHead = key === 'HEAD';
      if (job !== 'pulse' && (isRows || (isHead && !world.hasHead))) seen.storesFindings();
      if (job !== 'pulse' && isHead) seen.storesHead();
      if (isRows) seen.settles('findings');
      if (isHead) seen.settles('summary');
      world.hasHead ||= isHead;
    },
  };
}

export function channelsOf(world: World, process: Process): Channel[] {
  return channelIds.map((id) => channelOf(world, process, id));
}

function channelOf(world: World, { seen, wire, step, log }: Process, id: string): Channel {
  const fate = step.channels[id];
  return {
    id,
    async report() {},
    async test() {},
    async send(message) {
      seen.letsGo();
      if (wire.isDead) throw new CrashError('The process is dead.');
      if (fate === 'killed') die(wire, `before it told ${id}`);
      if (fate === 'hangs' || fate === 'lost') world.time += 10_000;
      if (fate === 'refuses' || fate === 'answers garbage') throw new DeliveryError('refused');
      if (fate === 'hangs') throw new HeldUpError('no answer in 10 s');
      seen.accepts(id, message);
      log.push(`${id} heard ${message.told.map(wordOf).join(', ') || 'a summary'}`);
      if (fate === 'killed-after') die(wire, `after it told ${id}`);
      if (fate !== 'lost') return;
      seen.letsGo();
      throw new HeldUpError('no answer in 10 s, so it may or may not be shown');
    },
  };
}

function die(wire: Wire, when: string): never {
  wire.isDead = true;
  throw new CrashError(`The process died ${when}.`);
}

function wordOf(told: { announcement: string; rule: string; subject: string; transition: number }) {
  return `${told.announcement} ${told.rule} ${told.subject} ${told.transition}`;
}

/** Reads the tenant, as far as the step lets it. */
export function collector({ tenant: state }: World, { seen, wire, step }: Process): Collect {
  const collect = collectOf(state, step);
  return async (request, left) => {
    if (step.killedReading) die(wire, 'while it read the tenant');
    seen.reads(state, step.unread, request.now.getTime());
    return collect(request, left);
  };
}
