import { expect, test } from 'vitest';
import { graveOf } from '../../../functions/core/posture/grave.ts';
import { rules } from '../../../functions/rules/index.ts';

test.each([
  ['of severity high', 'app-permissive', true],
  ['of severity high, that needs what need not be read', 'default-permissions-widened', true],
  ['that needs only what every complete run reads', 'app-mode-unknown', true],
  ['of a lesser severity, that needs more', 'api-open-to-permissive', false],
  ['about the toggle', 'toggle-on', false],
  ['that is not known here', 'of-a-later-version', true],
])('a rule %s', (_, rule, isGrave) => {
  expect(graveOf([{ rule, reason: 'synthetic' }], rules)).toEqual(isGrave ? [rule] : []);
});
