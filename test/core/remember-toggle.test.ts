import { describe, expect, test } from 'vitest';
import type { ToggleProof } from '../../functions/core/toggle-evidence.ts';
import { remember } from '../../functions/core/remember.ts';
import { after, created, day, readOf, registered } from './remember-samples.ts';

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

describe('an entry dated more than a day ahead', () => {
  const ahead = created('9', '2099-01-01T00:00:00.000Z');

  test('proves nothing, and silences nothing that comes later', () => {
    const { log, logBefore } = after(
      { entries: [ahead] },
      { entries: [created('2', day('22'), { creation: strict })] },
    ).toggle;
    expect([log?.logId, logBefore]).toEqual(['2', null]);
  });

  test('that an earlier version remembered is forgotten', () => {
    const memory = after();
    const stored = { state: 'on', asOf: ahead.at, logId: '9' } as const;
    const before = { ...memory, toggle: { ...memory.toggle, log: stored } };
    expect(remember(before, readOf({})).toggle.log).toBeNull();
  });

  test('is told from one a day ahead, since clocks differ', () => {
    const log = (at: string) => after({ entries: [created('1', at)] }).toggle.log?.logId;
    expect(log(day('24'))).toBe('1');
    expect(log(day('24', '09:00:00.001'))).toBeUndefined();
  });
});

test('the last attempt of a probe that failed is remembered, the newest', () => {
  const tried = (probeTriedAt: string) => ({ toggle: { probeTriedAt } });
  const { toggle } = after(tried(day('20')), tried(day('22')), tried(day('21')), {});
  expect(toggle.probeTriedAt).toBe(day('22'));
  expect('probeTriedAt' in after({}).toggle).toBe(false);
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
