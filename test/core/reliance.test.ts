import { expect, test } from 'vitest';
import type { Caller } from '../../functions/core/log-memory.ts';
import { relianceFacts, relianceInWords } from '../../functions/core/reliance.ts';

const caller: Caller = {
  id: 'pipeline',
  kind: 'app',
  name: 'Partner onboarding',
  ip: '203.0.113.7',
  userAgent: 'Go-http-client/1.1',
  tool: 'Terraform provider',
  apps: Array.from({ length: 12 }, (_, at) => ({
    id: `app${at}`,
    name: `Partner ${at}`,
    at: '2026-10-01T09:00:00.000Z',
    mode: 'permissive',
    logId: `log${at}`,
  })),
  more: 3,
  stated: null,
};

test.each([
  [
    caller,
    '2026-10-22T23:59:59.999Z',
    'app "Partner onboarding" creates third-party apps with Terraform provider without saying their security mode: from 2026-10-23 on they are strict',
  ],
  [
    { ...caller, kind: 'user', id: 'auth0|ann', name: null, tool: null } as const,
    '2026-10-23T00:00:00.000Z',
    'user auth0|ann creates third-party apps without saying their security mode: since 2026-10-23 they are strict, unless the toggle for permissive apps is still on',
  ],
])('says who it is and what the deadline changes', (who, now, sentence) => {
  expect(relianceInWords(who, new Date(now))).toBe(sentence);
});

test('shows the caller, ten of the apps, and how many more there were', () => {
  expect(relianceFacts({ ...caller, ip: null, stated: '2026-09-01T09:00:00.000Z' })).toEqual({
    caller: {
      id: 'pipeline',
      userAgent: 'Go-http-client/1.1',
      tool: 'Terraform provider',
      kind: 'app',
      name: 'Partner onboarding',
    },
    created: caller.apps.slice(0, 10).map(({ id, name, at, mode }) => ({ id, name, at, mode })),
    earlierApps: 5,
    saidModeBefore: '2026-09-01T09:00:00.000Z',
  });
  const few = relianceFacts({ ...caller, apps: caller.apps.slice(0, 2), more: 0 });
  expect(few).not.toHaveProperty('earlierApps');
});
