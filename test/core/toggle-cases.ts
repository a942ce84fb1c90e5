import { emptyMemory } from '../../functions/core/log-memory.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import type { ToggleEvidence, ToggleProof } from '../../functions/core/toggle-evidence.ts';
import type { ToggleLadder } from '../../functions/core/toggle.ts';

type Declared = Tenant['declared']['toggle'];
type State = ToggleProof['state'];

export interface ToggleCase {
  readonly evidence: ToggleEvidence;
  readonly declared: Declared;
  readonly now: Date;
}

export const emptyCase: ToggleEvidence = emptyMemory.toggle;

export function proof(state: State, asOf: string): ToggleProof {
  return { state, asOf };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * What a row of the table says was seen, such as "log off 30d+1, declared on": 30 days and a millisecond before noon of
 * `day`. A declaration holds from two days before to two days after, unless `since` or `for` moves `now` to so many
 * milliseconds after its beginning or before its end.
 */
export function caseOf(seen: string, day: string): ToggleCase {
  const today = Date.parse(day);
  let now = today + 12 * hourMs;
  let declared: Declared;
  let evidence = emptyCase;
  for (const [kind = '', state = '', word = '', more = ''] of partsOf(seen)) {
    if (kind === 'declared') {
      const begins = today + (word !== 'since' ? -2 : Number(more) < 0 ? 1 : 0) * dayMs;
      const ends = today + (word === 'for' ? 1 : 3) * dayMs;
      if (word === 'since') now = begins + Number(more);
      if (word === 'for') now = ends - Number(more);
      declared = {
        state: stateOf(state),
        by: 'Sam',
        on: dayOf(begins),
        until: dayOf(ends - dayMs),
      };
    } else if (kind === 'notice') {
      evidence = {
        ...evidence,
        notice: { asOf: before(now, state), text: 'Third-party', logId: '9' },
      };
    } else {
      evidence = { ...evidence, [keyOf(kind)]: proof(stateOf(state), before(now, word)) };
    }
  }
  return { evidence, declared, now: new Date(now) };
}

/** What a cell of the table says of the ladder. */
export function cellOf({ state, basis, conflicts }: ToggleLadder): string {
  if (state === 'unknown') return 'unknown';
  const is = state === 'expected-off' ? state : `${state} by ${short(basis)}`;
  const pairs = conflicts.map(pairOf);
  const lost = pairs.flatMap(({ loser }) => (loser ? [` > ${loser}`] : []));
  const undecided = pairs.flatMap(({ pair, loser }) => (loser ? [] : [`, ${pair}`]));
  return [is, ...lost, ...undecided].join('');
}

const shortNames: Readonly<Record<string, string>> = {
  'the field of the API': 'field',
  'the log': 'log',
  'the probe': 'probe',
  'the declaration': 'declared',
  "the vendor's schedule": 'schedule',
};

function pairOf(sentence: string): { readonly pair: string; readonly loser: string | null } {
  const [, one = '', other = '', winner = ''] =
    /^(.+) says (?:on|off) \(.+\) and (.+) (?:says (?:on|off)|expects off) \(.+\): .+, (?:so )?(.+) counts$/.exec(
      sentence,
    ) ?? [];
  const [a, b, w] = [one, other, winner].map((name) => shortNames[name] ?? `? ${sentence}`);
  const loser = w === a ? b : w === b ? a : undefined;
  return { pair: `${a} ~ ${b}`, loser: loser ?? null };
}

function short(basis: string): string {
  return basis === 'api-field' ? 'field' : basis;
}

function partsOf(seen: string): string[][] {
  return seen === 'nothing' ? [] : seen.split(', ').map((part) => part.split(' '));
}

function keyOf(kind: string): keyof ToggleEvidence {
  const keys = { field: 'apiField', log: 'log', before: 'logBefore', probe: 'probe' } as const;
  const found = Object.entries(keys).find(([name]) => name === kind);
  if (!found) throw new Error(`the table has no ${kind}`);
  return found[1];
}

function stateOf(word: string): State {
  if (word === 'on' || word === 'off') return word;
  throw new Error(`${word} is no state`);
}

/** "30d+1" before `now`; "-1d" is ahead of it. */
function before(now: number, age: string): string {
  const [, sign, count, unit, rest] = /^(-?)(\d+)([dh])([+-]\d+)?$/.exec(age) ?? [];
  if (!unit) throw new Error(`${age} is no age`);
  const ms = Number(count) * (unit === 'd' ? dayMs : hourMs) * (sign === '-' ? -1 : 1);
  return new Date(now - ms - Number(rest ?? 0)).toISOString();
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
