import type { App } from '../snapshot.ts';
import type { Ground } from './ground.ts';
import { judgeTest } from './judge-test.ts';
import type { Requirement } from './requirement.ts';
import type { AppReadiness } from './schema.ts';

/** How far an app is from strict, by all requirements. */
export interface Judged {
  readonly state: AppReadiness['state'];
  readonly unmet: AppReadiness['unmet'];
  readonly asks: readonly string[];
  readonly hints: NonNullable<AppReadiness['hints']>;
  readonly blocks: number;
  readonly changes: number;
}

/** What cannot be told is asked: nobody could read it, so somebody must say. */
export function judgeApp(app: App, ground: Ground, all: readonly Requirement[]): Judged {
  const unmet: { requirement: string; detail: string }[] = [];
  const asks: string[] = [];
  const hints: { requirement: string; detail: string }[] = [];
  let blocks = 0;
  for (const one of all) {
    const { id: requirement, kind, test } = one;
    const answer = test ? judgeTest(test, app, ground) : { holds: true as const, detail: '' };
    if (answer.holds === false) continue;
    if (answer.holds && kind !== 'ask') {
      unmet.push({ requirement, detail: answer.detail });
      if (kind === 'block') blocks += 1;
      continue;
    }
    asks.push(requirement);
    const hint = answer.holds ? hintOf(one, app, ground) : answer.because;
    if (hint !== null) hints.push({ requirement, detail: hint });
  }
  const changes = unmet.length - blocks;
  return { state: stateOf(blocks, changes), unmet, asks, hints, blocks, changes };
}

function hintOf(one: Requirement, app: App, ground: Ground): string | null {
  if (one.kind !== 'ask' || !one.hint) return null;
  const answer = judgeTest(one.hint, app, ground);
  return answer.holds ? answer.detail : null;
}

function stateOf(blocks: number, changes: number): Judged['state'] {
  if (blocks > 0) return 'blocked';
  return changes > 0 ? 'change' : 'ask';
}
