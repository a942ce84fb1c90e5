import { describe, expect, test } from 'vitest';
import { whoWords } from '../../functions/core/attribution.ts';
import type { Actor } from '../../functions/core/log-entry.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import type { ToggleEvidence } from '../../functions/core/toggle-evidence.ts';
import { toggleLadder, type Rung, type Toggle } from '../../functions/core/toggle.ts';
import { toggleFacts, toggleWords, whyToggleUnknown } from '../../functions/core/toggle-words.ts';
import { emptyCase, proof } from './toggle-cases.ts';

const actor: Actor = {
  kind: 'app',
  id: 'm2m1',
  name: 'partner-sync',
  email: null,
  ip: '203.0.113.7',
  userAgent: 'Terraform/1.9',
  tool: 'Terraform provider',
  channel: 'api',
};

const now = '2026-11-23T09:00:00.000Z';
const seen = '2026-11-20T08:00:00.000Z';
const logged = { ...proof('on', seen), logId: '900', app: 'abc', appName: 'Partner', actor };
const created = 'app "Partner" was created without a mode and became permissive';
const by = 'by M2M app "partner-sync" (m2m1) with Terraform provider (log entry 900)';

function ladder(
  evidence: Partial<ToggleEvidence>,
  at = now,
  declared?: Tenant['declared']['toggle'],
) {
  return toggleLadder({ ...emptyCase, ...evidence }, declared, new Date(at));
}

function because(
  basis: Rung['basis'],
  ...given: Parameters<typeof ladder>
): Rung['because'] | undefined {
  return ladder(...given).rungs.find((rung) => rung.basis === basis)?.because;
}

describe('a rung says what it is based on', () => {
  test.each<[string, Rung['basis'], Partial<ToggleEvidence>, string]>([
    [
      'a field, by its day, since every run reads it',
      'api-field',
      { apiField: { ...proof('off', '2026-11-22T08:00:00.000Z'), field: 'settings.flags.x' } },
      'the field settings.flags.x said off on 2026-11-22',
    ],
    ['a log entry, with who', 'log', { log: logged }, `${created}, 2026-11-20 08:00 UTC, ${by}`],
    [
      'a log entry that says no more than the mode',
      'log',
      { log: proof('off', seen) },
      'an app was created without a mode and became strict, 2026-11-20 08:00 UTC',
    ],
    [
      'a log entry of nobody, whose app has no name',
      'log',
      { log: { ...logged, appName: ' ', actor: { ...actor, tool: null, userAgent: null } } },
      'app without a name (abc) was created without a mode and became permissive, 2026-11-20 08:00 UTC, by M2M app "partner-sync" (m2m1) (log entry 900)',
    ],
    [
      'when it was switched',
      'log',
      { log: logged, logBefore: proof('off', '2026-11-18T08:00:00.000Z') },
      `${created}, 2026-11-20 08:00 UTC, ${by}; it was off at 2026-11-18 08:00 UTC, so it was switched between the two`,
    ],
    [
      'a notice beside an entry',
      'log',
      { log: logged, notice: { asOf: seen, text: 'Third', logId: '901' } },
      `${created}, 2026-11-20 08:00 UTC, ${by}; a deprecation notice about third-party apps (2026-11-20 08:00 UTC, log entry 901) goes with on, and proves nothing alone`,
    ],
    [
      'a notice alone',
      'log',
      { notice: { asOf: seen, text: 'Third', logId: '901' } },
      'no log entry read so far shows an app that was created without a mode; a deprecation notice about third-party apps (2026-11-20 08:00 UTC, log entry 901) goes with on, and proves nothing alone',
    ],
    [
      'a notice that is too old is not mentioned',
      'log',
      { notice: { asOf: '2026-10-24T08:59:59.999Z', text: 'Third', logId: '901' } },
      'no log entry read so far shows an app that was created without a mode',
    ],
    [
      'a probe',
      'probe',
      { probe: proof('on', seen) },
      'an app that a probe created without a mode became permissive, 2026-11-20 08:00 UTC',
    ],
    [
      "the vendor's schedule",
      'vendor-schedule',
      {},
      'Auth0 announced that it would switch it off on 2026-10-23; nothing in that shows that it did',
    ],
  ])('%s', (_what, basis, evidence, words) => {
    expect(because(basis, evidence)).toBe(words);
  });
});

describe('or why it says nothing', () => {
  test.each<[string, Rung['basis'], Partial<ToggleEvidence>, string]>([
    ['no field', 'api-field', {}, '^no field of the API has shown it: .*`toggle.apiField`'],
    ['no probe', 'probe', {}, '^no probe has shown it: .*`toggle.probeEveryDays`'],
    ['no declaration', 'declared', {}, '^nobody declared it in tenants.json'],
    [
      'an old field',
      'api-field',
      { apiField: { ...proof('off', seen), field: 'settings.flags.x' } },
      '^the field settings.flags.x said off on 2026-11-20; it says nothing any more after 2 days, because every run reads the field$',
    ],
    [
      'an old log entry',
      'log',
      { log: logged },
      '^app "Partner" .* \\(log entry 900\\); it says nothing any more after 30 days, because Auth0 keeps no log entry longer$',
    ],
    [
      'proof from before the deadline',
      'probe',
      { probe: proof('off', '2026-10-22T23:59:59.999Z') },
      '; it says nothing any more, because Auth0 announced that it would switch the toggle off on 2026-10-23$',
    ],
    [
      'proof from the future',
      'probe',
      { probe: proof('off', '2027-02-01T00:00:00.000Z') },
      '; it says nothing, because that is no moment of the past$',
    ],
  ])('%s', (_what, basis, evidence, words) => {
    expect(because(basis, evidence, '2026-12-31T09:00:00.000Z')).toMatch(new RegExp(words));
  });

  test('a proof and a declaration that a newer proof contradicted name it', () => {
    const evidence = {
      apiField: { ...proof('on', '2026-12-28T08:00:00.000Z'), field: 'settings.flags.x' },
      probe: proof('off', '2026-12-27T08:00:00.000Z'),
    };
    const late = '2026-12-31T09:00:00.000Z';
    const sam = { state: 'off', by: 'Sam', on: '2026-12-28', until: '2027-01-31' } as const;
    expect(because('probe', evidence, late, sam)).toBe(
      'an app that a probe created without a mode became strict, 2026-12-27 08:00 UTC; it says nothing any more, because the field of the API showed on since (2026-12-28)',
    );
    expect(because('declared', evidence, late, sam)).toBe(
      'Sam declared it off on 2026-12-28, until 2027-01-31; it says nothing any more, because the field of the API showed on since (2026-12-28), and only a declaration from a later day counts',
    );
  });

  const declared = { state: 'off', by: 'Sam', on: '2026-08-01', until: '2026-09-30' } as const;

  test.each([
    ['2026-07-31T23:59:59.999Z', 'Sam declared it off from 2026-08-01 on'],
    ['2026-08-01T00:00:00.000Z', 'Sam declared it off on 2026-08-01, until 2026-09-30'],
    ['2026-10-01T00:00:00.000Z', 'Sam declared it off on 2026-08-01; that ended with 2026-09-30'],
  ])('a declaration at %s', (at, words) => {
    expect(because('declared', {}, at, declared)).toBe(words);
  });

  test("the vendor's schedule before its day", () => {
    expect(because('vendor-schedule', {}, '2026-10-22T23:59:59.999Z')).toBe(
      'Auth0 announced that it would switch it off on 2026-10-23, which is still to come',
    );
  });
});

describe('a conflict names both, when each was seen, and which counts', () => {
  const off = '2026-11-22T08:00:00.000Z';

  test('two proofs', () => {
    expect(ladder({ log: proof('off', seen), probe: proof('on', off) }).conflicts[0]).toBe(
      'the log says off (2026-11-20 08:00 UTC) and the probe says on (2026-11-22 08:00 UTC): newer proof beats older, so the probe counts',
    );
  });

  test('two proofs of one moment', () => {
    expect(ladder({ log: proof('off', seen), probe: proof('on', seen) }).conflicts).toEqual([
      'the log says off (2026-11-20 08:00 UTC) and the probe says on (2026-11-20 08:00 UTC): of two proofs from the same moment the stronger counts more, so the log counts',
    ]);
  });

  test('a field that every run reads is named by its day, so that the words stay', () => {
    const words = (at: string) =>
      ladder({ apiField: proof('off', at), log: proof('on', seen) }).conflicts;
    expect(words('2026-11-23T08:00:00.000Z')).toEqual([
      'the field of the API says off (2026-11-23) and the log says on (2026-11-20 08:00 UTC): newer proof beats older, so the field of the API counts',
    ]);
    expect(words('2026-11-23T09:00:00.000Z')).toEqual(words('2026-11-23T08:00:00.000Z'));
  });

  test('proof, declaration and schedule', () => {
    const declared = { state: 'off', by: 'Sam', on: '2026-11-22', until: '2026-12-01' } as const;
    expect(ladder({ log: proof('on', seen) }, now, declared).conflicts).toEqual([
      'the log says on (2026-11-20 08:00 UTC) and the declaration says off (2026-11-22): proof beats declaration, so the log counts',
      "the log says on (2026-11-20 08:00 UTC) and the vendor's schedule expects off (2026-10-23): what was seen beats what was announced, so the log counts",
    ]);
    expect(ladder({}, now, { ...declared, state: 'on' }).conflicts).toEqual([
      "the declaration says on (2026-11-22) and the vendor's schedule expects off (2026-10-23): what was declared beats what was announced, so the declaration counts",
    ]);
  });
});

test.each<[Toggle['state'], Toggle['basis'], string]>([
  ['on', 'api-field', 'on, read from the API on 2026-11-20'],
  ['on', 'log', "on, shown by the tenant's log as of 2026-11-20"],
  ['off', 'probe', 'off, shown by a probe on 2026-11-20'],
  ['off', 'declared', 'off as declared on 2026-11-20, unverified'],
  ['unknown', 'unknown', 'unknown: nothing shows its state'],
])('a run that found it %s by %s says so', (state, basis, words) => {
  const asOf = basis === 'unknown' ? null : seen;
  expect(toggleWords({ state, basis, asOf })).toBe(words);
});

test('why nothing follows', () => {
  const name = 'toggle "Create Permissive Third-Party Clients by Default"';
  expect(whyToggleUnknown({ state: 'unknown' })).toBe(
    `nothing that counts shows the state of the ${name}`,
  );
  expect(whyToggleUnknown({ state: 'expected-off' })).toBe(
    `Auth0 announced that it would switch the ${name} off on 2026-10-23, and nothing that counts shows whether it is`,
  );
});

describe('what a finding keeps', () => {
  test('of a log entry: which, which app, and who', () => {
    expect(toggleFacts(ladder({ log: logged }, '2026-11-22T00:00:00.000Z'))).toEqual({
      basis: 'log',
      asOf: seen,
      logId: '900',
      app: 'abc',
      conflicts: [expect.stringContaining("the vendor's schedule")],
      createdBy: whoWords(actor),
    });
  });

  test('of a field: its day, so that runs of one day say the same', () => {
    const apiField = { ...proof('off', seen), field: 'migrations.flags.x' };
    expect(toggleFacts(ladder({ apiField }, '2026-11-20T09:00:00.000Z'))).toEqual({
      basis: 'api-field',
      asOf: '2026-11-20',
      field: 'migrations.flags.x',
    });
  });
});
