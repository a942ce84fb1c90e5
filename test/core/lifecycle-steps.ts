import * as fc from 'fast-check';
import { day, hour } from './lifecycle-samples.ts';
import { channels } from './lifecycle-shell.ts';
import type { Step, Subject, TenantId } from './lifecycle-world.ts';

const tenantIds = fc.constantFrom<TenantId[]>('a', 'a', 'a', 'a', 'a', 'b');
const someSubject = fc.constantFrom<Subject[]>('s1', 's1', 's2');
const pattern = fc.constantFrom('*', 's1', 's2');
const days = fc.constantFrom(1, 3, 4, 30);
const nth = fc.nat(5);

/** How many writes and deliveries a job lasts that may die. */
const mortal = fc.oneof(
  { weight: 4, arbitrary: fc.constant(Infinity) },
  { weight: 1, arbitrary: fc.nat(9) },
);

const cases = fc.record({
  names: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
  stage: fc.constantFrom(null, null, '30d' as const, 'overdue' as const),
  slight: fc.constantFrom(false, false, false, true),
});

const judges = fc.oneof(
  { weight: 8, arbitrary: fc.constant('all' as const) },
  { weight: 1, arbitrary: fc.constantFrom('nothing' as const, 'off' as const) },
  { weight: 1, arbitrary: fc.record({ allBut: someSubject }) },
);

const durations = fc.constantFrom(hour, 4 * hour, day, day, 3 * day, 8 * day, 40 * day);
const deeds = fc.constantFrom(
  ...(['acknowledge', 'accept', 'accept', 'suppress', 'unsuppress', 'reopen'] as const),
);

/** Steps, each as often in it as it is to be taken. */
export function stepsOf(mayDie: boolean): fc.Arbitrary<Step>[] {
  const lasts = mayDie ? mortal : fc.constant(Infinity);
  const found = fc.option(cases, { freq: 3 });
  const see = fc.record({ do: is('see'), in: tenantIds, of: someSubject, found });
  const wait = fc.record({ do: is('wait'), ms: durations });
  const run = fc.record({ do: is('run'), in: tenantIds, judges, lasts });
  const decided = { in: tenantIds, of: someSubject, what: deeds, days, lasts };
  const decide = fc.record({ do: is('decide'), ...decided });
  const hide = fc.record({ do: is('hide'), in: tenantIds, pattern, days, lasts });
  const lift = fc.record({ do: is('lift'), in: tenantIds, nth, lasts });
  const file = fc.record({ do: is('file'), in: tenantIds, pattern, days });
  const unfile = fc.record({ do: is('unfile'), in: tenantIds, nth });
  const id = fc.constantFrom(...channels);
  const channel = fc.record({ do: is('channel'), in: tenantIds, id, fails: fc.boolean() });
  const often = [run, run, run, run, run, see, see, see, wait, wait, decide, decide];
  return [...often, hide, lift, file, unfile, channel];
}

function is<T extends Step['do']>(what: T): fc.Arbitrary<T> {
  return fc.constant(what);
}
