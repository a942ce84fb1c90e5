import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { announcements, statuses } from '../../functions/core/finding.ts';
import { rowKey } from '../../functions/core/ports.ts';
import { met, newModel, perform, type Model } from './lifecycle-book.ts';
import { testRule } from './lifecycle-samples.ts';
import { channels } from './lifecycle-shell.ts';
import { stepsOf } from './lifecycle-steps.ts';
import { act, newWorld, type Step, type World } from './lifecycle-world.ts';
import { isThorough } from '../thorough.ts';

const seed = Number(process.env['STRICTWATCH_SEED'] ?? 20_261_123);
const numRuns = isThorough ? 3_000 : 250;

beforeAll(() => {
  process.stdout.write(`lifecycle: ${numRuns} histories of STRICTWATCH_SEED=${seed}\n`);
});

function commandOf(step: Step): fc.Command<Model, World> {
  return {
    check: () => true,
    run: (model, world) => perform(step, model, world),
    toString: () => JSON.stringify(step),
  };
}

test('whatever happens, findings are what they must be and people are told what they must be', () => {
  const commands = stepsOf(true).map((steps) => steps.map(commandOf));
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 60, size: 'max' }), (history) => {
      const world = newWorld();
      const model = newModel();
      fc.modelRun(() => ({ model, real: world }), history);
      for (const tenant of ['a', 'b'] as const) {
        for (const id of channels)
          perform({ do: 'channel', in: tenant, id, fails: false }, model, world);
        perform({ do: 'run', in: tenant, judges: 'nothing', lasts: Infinity }, model, world);
        const owed = [...model[tenant].lives.values()].flatMap(({ debts }) => debts);
        expect(owed, 'owed although every channel accepts').toEqual([]);
      }
    }),
    { seed, numRuns },
  );
}, 240_000);

test('those histories came by all there is', () => {
  const all = [...announcements, ...statuses, 'crashed', 'repeated', 'refused'];
  expect([...met].sort()).toEqual([...new Set(all)].sort());
});

test('a finding is nothing to another, and a tenant nothing to another', () => {
  const steps = fc.array(fc.oneof(...stepsOf(false)), { maxLength: 40, size: 'max' });
  fc.assert(
    fc.property(steps, (history) => {
      const whole = newWorld();
      const alone = newWorld();
      for (const step of history) {
        act(whole, step);
        act(alone, withoutOthers(step));
      }
      const key = rowKey(testRule.id, 's1');
      expect(alone.places.a.stored.rows.get(key)).toEqual(whole.places.a.stored.rows.get(key));
    }),
    { seed, numRuns },
  );
}, 240_000);

/** The same in a world in which there never was anything but the first subject of the first tenant. */
function withoutOthers(step: Step): Step {
  if (step.do !== 'see' || (step.in === 'a' && step.of === 's1')) return step;
  return { ...step, found: null };
}
