import { expect, test } from 'vitest';
import { dcrChange } from '../../functions/core/dcr-change.ts';
import type { DcrMode } from '../../functions/core/snapshot.ts';

function dcr(enabled: boolean, mode: DcrMode) {
  return { enabled, mode };
}

test.each([
  [dcr(true, 'strict'), dcr(true, 'permissive'), 'mode loosened from strict to permissive'],
  [dcr(true, 'strict'), dcr(true, 'unset'), 'mode loosened from strict to unset'],
  [dcr(true, 'unset'), dcr(true, 'permissive'), 'mode loosened from unset to permissive'],
  [dcr(true, 'permissive'), dcr(true, 'strict'), 'mode tightened from permissive to strict'],
  [dcr(true, 'unset'), dcr(true, 'strict'), 'mode tightened from unset to strict'],
  [dcr(false, 'strict'), dcr(false, 'permissive'), 'mode loosened from strict to permissive'],
  [dcr(false, 'strict'), dcr(true, 'strict'), 'switched on'],
  [dcr(true, 'strict'), dcr(false, 'strict'), 'switched off'],
  [dcr(false, 'unknown'), dcr(true, 'strict'), 'switched on'],
  [
    dcr(false, 'strict'),
    dcr(true, 'permissive'),
    'switched on, mode loosened from strict to permissive',
  ],
])('%o → %o: %s', (before, after, change) => {
  expect(dcrChange(before, after)).toBe(change);
});

test.each([
  [dcr(true, 'unset'), dcr(true, 'unset')],
  [dcr(true, 'strict'), dcr(true, 'unknown')],
  [dcr(true, 'unknown'), dcr(true, 'permissive')],
])('%o → %o: nothing known changed', (before, after) => {
  expect(dcrChange(before, after)).toBeNull();
});
