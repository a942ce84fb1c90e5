import * as fc from 'fast-check';
import type { Mode, Step, Truth, Wish } from './posture-world.ts';

const modes = fc.constantFrom<Mode[]>('gone', 'strict', 'permissive', 'permissive', 'unknown');
const origins = fc.constantFrom('regular' as const, 'dcr' as const);

const truth: fc.Arbitrary<Truth> = fc.record({
  apps: fc.record({
    a: fc.record({ mode: modes, origin: fc.constant('regular' as const) }),
    b: fc.record({ mode: modes, origin: fc.constant('dcr' as const) }),
    c: fc.record({ mode: modes, origin: origins }),
  }),
  dcr: fc.constantFrom('off', 'strict', 'permissive'),
  scopes: fc.subarray(['read:a', 'read:b', 'write:a']),
});

const unread = fc.record(
  {
    apps: fc.constantFrom('scope' as const, 'unavailable' as const),
    settings: fc.constant('unavailable' as const),
    grants: fc.constant('scope' as const),
  },
  { requiredKeys: [] },
);

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom<Wish['kind'][]>(
    'acknowledge',
    'acknowledge',
    'accept',
    'suppress',
    'unsuppress',
    'reopen',
    'suppress-all',
    'unsuppress-all',
  ),
  nth: fc.nat(9),
  days: fc.constantFrom(1, 4, 20),
});

const step: fc.Arbitrary<Step> = fc.record({
  hours: fc.constantFrom(1, 6, 24, 24, 72, 200, 500),
  truth,
  unread: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: unread }),
  wishes: fc.array(wish, { maxLength: 4 }),
});

/**
 * Until the tenant is first read whole, apps are not read without the settings: of a rule that judged before that, and
 * whose findings were then hidden and shown, nothing says any more what was there when it began.
 */
function beginsWhole(steps: readonly Step[]): Step[] {
  const first = steps.findIndex(({ unread }) => !unread.apps && !unread.settings);
  return steps.map((one, index) => {
    const { settings, ...rest } = one.unread;
    const isEarly = settings && (first === -1 || index < first);
    return isEarly ? { ...one, unread: { ...rest, settings, apps: settings } } : one;
  });
}

export const steps = fc.array(step, { minLength: 1, maxLength: 9, size: 'max' }).map(beginsWhole);
