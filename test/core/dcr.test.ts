import { describe, expect, test } from 'vitest';
import { eligibilityEvidence } from '../../functions/core/dcr.ts';
import { app, settings } from '../../functions/core/sample.ts';
import { created, day, registered } from './remember-samples.ts';

const permissive = app({ id: 'p', securityMode: 'permissive' });

describe('that a customer can create permissive apps', () => {
  test.each([
    ['the DCR mode', [], settings({ dcr: { enabled: false, mode: 'permissive' } }), [], /DCR mode/],
    ['an app', [permissive], null, [], /app p exists/],
    ['a creation in the logs', null, null, [created('log1', day('20'))], /log entry log1/],
    ['a registration in the logs', null, null, [registered('log2', day('20'))], /log entry log2/],
  ])('is shown by %s', (_, apps, settings, entries, because) => {
    expect(eligibilityEvidence(apps, settings, entries)).toMatch(because);
  });

  test.each([
    ['a strict creation', created('1', day('20'), { creation: { answered: 'strict' } })],
    ['an answer that is not known', created('1', day('20'), { creation: { answered: 'unknown' } })],
    ['a first-party app', created('1', day('20'), { creation: { firstParty: true } })],
  ])('is not shown by %s', (_, entry) => {
    expect(eligibilityEvidence([app({ id: 's' })], settings(), [entry])).toBeNull();
  });
});
