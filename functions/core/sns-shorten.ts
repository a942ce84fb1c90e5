import type { AdoptionSummary, Message, Told } from './message.ts';
import type { PostureSummary } from './posture/posture-summary.ts';

/** How much of a message is kept; lengths in UTF-16 units. */
export interface Room {
  readonly facts: number;
  readonly fact: number;
  readonly steps: number;
  readonly step: number;
  /** Of a finding's message and title, and of a reason. */
  readonly words: number;
  readonly worst: number;
}

const whole: Room = {
  facts: Infinity,
  fact: Infinity,
  steps: Infinity,
  step: Infinity,
  words: Infinity,
  worst: Infinity,
};

/** Tried from the roomiest on: values of facts go first, then what to do, then words. */
export const rooms: readonly Room[] = [
  whole,
  { ...whole, fact: 300 },
  { ...whole, fact: 100 },
  { ...whole, fact: 100, steps: 3, step: 300 },
  { ...whole, fact: 100, steps: 0 },
  { facts: 3, fact: 60, steps: 0, step: 0, words: 500, worst: 5 },
];

/** The last, in which whole findings are counted instead. Small enough that a message without any fits. */
export const tightest: Room = { facts: 0, fact: 0, steps: 0, step: 0, words: 60, worst: 0 };

/** Longer than any tenant id, environment or rule id that the configuration and the rules allow. */
const longestName = 63;
const longestCommand = 150;

/** The message within the room. Ids and subjects stay whole: one that was cut would be another's. */
export function shorten(message: Message, room: Room): Message {
  if (room === whole) return message;
  const { tenant, environment, told, rest, adoption } = message;
  return {
    ...message,
    tenant: cut(tenant, longestName),
    environment: cut(environment, longestName),
    told: told.map((one) => shortenTold(one, room)),
    rest: rest && { ...rest, command: cut(rest.command, longestCommand) },
    adoption: adoption && shortenAdoption(adoption, room),
  };
}

/** A posture of which each part is small enough, and the whole too. */
export function shortenPosture(posture: PostureSummary): PostureSummary {
  const { tenant, environment, headline, lines } = posture;
  return {
    ...posture,
    tenant: cut(tenant, longestName),
    environment: cut(environment, longestName),
    headline: cut(headline, 300),
    lines: lines.slice(0, 20).map((line) => cut(line, 200)),
  };
}

/** At most `most` UTF-16 units, no character halved. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, Math.max(0, most - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

function shortenTold(told: Told, room: Room): Told {
  return {
    ...told,
    title: cut(told.title, room.words),
    message: cut(told.message, room.words),
    facts: told.facts
      .slice(0, room.facts)
      .map(({ name, value }) => ({ name: cut(name, room.fact), value: cut(value, room.fact) })),
    fix: told.fix.slice(0, room.steps).map((step) => cut(step, room.step)),
  };
}

function shortenAdoption(adoption: AdoptionSummary, room: Room): AdoptionSummary {
  return {
    ...adoption,
    worst: adoption.worst.slice(0, room.worst).map((one) => shortenTold(one, room)),
    unknown: adoption.unknown.map(({ rule, reason }) => ({
      rule: cut(rule, longestName),
      reason: cut(reason, room.words),
    })),
  };
}
