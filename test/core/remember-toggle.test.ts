import { describe, expect, test } from 'vitest';
import type { ToggleProof } from '../../functions/core/toggle-evidence.ts';
import { after, created, day, registered } from './remember-samples.ts';

const strict = { answered: 'strict' } as const;

describe('a creation without a mode', () => {
  test('that came out permissive shows the toggle on, with who did it', () => {
    const entry = created('1', day('20'));
    expect(after({ entries: [entry] }).toggle.log).toEqual({
      state: 'on',
      asOf: day('20'),
      logId: '1',
      app: 'app-1',
      appName: 'Partner 1',
      actor: entry.actor,
    });
  });

  test('that came out strict shows it off', () => {
    const { log } = after({ entries: [created('1', day('20'), { creation: strict })] }).toggle;
    expect(log).toMatchObject({ state: 'off', asOf: day('20') });
  });

  test.each([
    ['the mode was stated', created('1', day('20'), { creation: { asked: 'permissive' } })],
    ['the request is not known', created('1', day('20'), { creation: { asked: 'unknown' } })],
    ['the answer is not known', created('1', day('20'), { creation: { answered: 'unknown' } })],
    ['the app is first-party', created('1', day('20'), { creation: { firstParty: true } })],
    ['the party is not known', created('1', day('20'), { creation: { firstParty: null } })],
    ['the app was registered', registered('1', day('20'))],
    ['nothing was created', created('1', day('20'), { operation: 'app-updated' })],
  ])('proves nothing when %s', (_, entry) => {
    expect(after({ entries: [entry] }).toggle.log).toBeNull();
  });

  test('is remembered newest first, with the newest that showed the other state', () => {
    const { log, logBefore } = after(
      { entries: [created('4', day('13')), created('2', day('11'), { creation: strict })] },
      { entries: [created('1', day('10')), created('3', day('12'), { creation: strict })] },
    ).toggle;
    expect([log?.logId, logBefore?.logId]).toEqual(['4', '3']);
  });

  test('has none before it while all showed the same', () => {
    const entries = [created('1', day('10')), created('2', day('11'))];
    expect(after({ entries }).toggle).toMatchObject({ log: { logId: '2' }, logBefore: null });
  });
});

const proof = (state: ToggleProof['state'], on: string): ToggleProof => ({ state, asOf: day(on) });

describe.each(['apiField', 'probe'] as const)('%s', (kind) => {
  const read = (state: ToggleProof['state'], on: string) => ({
    toggle: { [kind]: { ok: true as const, proof: proof(state, on) } },
  });

  test('is kept, the newest', () => {
    expect(after(read('on', '10'), read('off', '12'), read('on', '11')).toggle[kind]).toEqual(
      proof('off', '12'),
    );
  });

  test('stays when it could not be read, or was not asked', () => {
    const failed = { toggle: { [kind]: { ok: false as const, reason: 'missing scope' } } };
    expect(after(read('on', '10'), failed, {}).toggle[kind]).toEqual(proof('on', '10'));
  });
});

test('a deprecation notice is kept, the newest', () => {
  const notice = (id: string, on: string, text?: string) =>
    created(id, day(on), {
      operation: 'deprecation-notice',
      ...(text !== undefined && { notice: text }),
    });
  const entries = [notice('1', '10', 'old'), notice('2', '12', 'new'), notice('3', '13')];
  const { toggle } = after({ entries });
  expect(toggle.notice).toEqual({ asOf: day('12'), text: 'new', logId: '2' });
  expect(toggle.log).toBeNull();
});
