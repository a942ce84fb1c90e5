import type { Actor } from '../../core/log-entry.ts';
import type { Caller, LogMemory } from '../../core/log-memory.ts';
import type { ToggleProof } from '../../core/toggle-evidence.ts';
import { hashOf, type Keeping } from './log-actor.ts';
import { withoutAddresses } from './log-notice.ts';

/**
 * The memory as it would be had the tenant always asked for hashes: who is remembered from before is then recognised
 * under the hash. What is a hash already stays.
 */
export function hashedMemory(memory: LogMemory, keeping: Keeping): LogMemory {
  const { toggle, callers, registrations, recent } = memory;
  const hashed: Hashed = (value) => (isHash(value) ? value : hashOf(value, keeping));
  return {
    ...memory,
    toggle: {
      ...toggle,
      log: hashedProof(toggle.log, hashed),
      logBefore: hashedProof(toggle.logBefore, hashed),
      notice: toggle.notice && { ...toggle.notice, text: withoutAddresses(toggle.notice.text) },
    },
    callers: callers.map((caller) => hashedCaller(caller, hashed)),
    registrations: registrations.map((one) =>
      one.ip === undefined ? one : { ...one, ip: hashed(one.ip) },
    ),
    recent: recent.map((entry) => ({ ...entry, actor: hashedActor(entry.actor, hashed) })),
  };
}

type Hashed = (value: string) => string;

function hashedProof(proof: ToggleProof | null, hashed: Hashed): ToggleProof | null {
  return proof?.actor ? { ...proof, actor: hashedActor(proof.actor, hashed) } : proof;
}

function hashedActor(actor: Actor, hashed: Hashed): Actor {
  const ip = actor.ip && hashed(actor.ip);
  if (actor.kind !== 'user') return { ...actor, ip };
  const { id, name, email } = actor;
  return {
    ...actor,
    id: id && hashed(id),
    name: name && hashed(name),
    email: email && hashed(email),
    ip,
  };
}

function hashedCaller(caller: Caller, hashed: Hashed): Caller {
  const { id, name } = caller;
  const ip = caller.ip && hashed(caller.ip);
  if (caller.kind !== 'user') return { ...caller, ip };
  return { ...caller, id: hashed(id), name: name && hashed(name), ip };
}

function isHash(value: string): boolean {
  return /^hashed:[0-9a-f]{16}$/.test(value);
}
