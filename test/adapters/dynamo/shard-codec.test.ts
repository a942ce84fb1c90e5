import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../functions/adapters/dynamo/fingerprint.ts';
import { deflateJson } from '../../../functions/adapters/dynamo/pack.ts';
import {
  decodeShard,
  encodeShard,
  noRows,
  type Rows,
} from '../../../functions/adapters/dynamo/shard-codec.ts';
import { announcements, statuses, type Life } from '../../../functions/core/finding.ts';
import { rowKey } from '../../../functions/core/ports.ts';
import { severities } from '../../../functions/core/severity.ts';
import { anyCharacter } from '../../core/hostile.ts';
import { manyRows } from '../store-sample.ts';
import { casesOf } from '../../thorough.ts';

const text = fc.string({ unit: anyCharacter, maxLength: 12 });
const texts = fc.array(text, { maxLength: 3 });
/** Few names, so that apps and subjects coincide; some with what the packing uses as a separator. */
const name = fc.oneof(fc.constantFrom('a', 'b', 'c', '', '\n', 'a\nb', '__proto__'), text);
const print = fc.oneof(fc.constantFrom('aaaaaaaa', 'bbbbbbbb'), fc.string({ maxLength: 9 }));
const when = fc.constantFrom('2026-11-23T09:00:00.000Z', '2026-11-23T10:00:00.000Z');

const life: fc.Arbitrary<Life> = fc.record(
  {
    status: fc.constantFrom(...statuses),
    severity: fc.constantFrom(...severities),
    transition: fc.nat(9),
    firstSeen: when,
    since: when,
    resolvedAt: when,
    reminders: fc.nat(3),
    stage: text,
    owed: fc.array(
      fc.record({ channel: text, kind: fc.constantFrom(...announcements), transition: fc.nat(9) }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['status', 'severity', 'transition', 'firstSeen', 'since'] },
);

const base = fc.record({
  firstParty: fc.option(fc.boolean()),
  securityMode: fc.option(fc.constantFrom('strict' as const, 'permissive' as const)),
  grantTypes: texts,
  callbacks: texts,
  origins: texts,
  apis: texts,
});

const appRow = fc.record({ print, base }, { requiredKeys: ['print'] });
const findingRow = fc.record({
  rule: fc.constantFrom('app-permissive', 'dcr-enabled'),
  subject: name,
  life,
  print,
});

const rows: fc.Arbitrary<Rows> = fc
  .record({
    apps: fc.array(fc.tuple(name, appRow), { maxLength: 20 }),
    findings: fc.array(findingRow, { maxLength: 20 }),
  })
  .map(({ apps, findings }) => ({
    apps: new Map(apps),
    findings: new Map(findings.map((row) => [rowKey(row.rule, row.subject), row])),
  }));

function decode(bytes: Uint8Array): Rows {
  const decoded = noRows();
  decodeShard(bytes, decoded, new Map(), 'A shard');
  return decoded;
}

/** fast-check makes records without a prototype, which vitest tells apart. */
function plain({ apps, findings }: Rows): unknown {
  return [
    [...apps].sort(([a], [b]) => (a < b ? -1 : 1)),
    [...findings].sort(([a], [b]) => (a < b ? -1 : 1)),
  ].map((list) => canonicalJson(list));
}

describe('a shard', () => {
  it('gives back the rows that went in', () => {
    fc.assert(
      fc.property(rows, (rows) => {
        expect(plain(decode(encodeShard(rows)))).toEqual(plain(rows));
      }),
      { numRuns: casesOf(500) },
    );
  });

  it('is the same bytes for the same rows, in whatever order they came', () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const backwards: Rows = {
          apps: new Map([...rows.apps].toReversed()),
          findings: new Map([...rows.findings].toReversed()),
        };
        expect(encodeShard(backwards)).toEqual(encodeShard(rows));
      }),
    );
  });

  it('takes at most 40 bytes for an app with a quiet finding', () => {
    const { appRows, findingRows } = manyRows(10_000);
    const bytes = encodeShard({ apps: new Map(appRows), findings: findingRows });
    expect(bytes.length / 10_000).toBeLessThanOrEqual(40);
  });

  it.each([
    ['a status', { status: 'snoozed' }],
    ['an announcement', { owed: [{ channel: 'c', kind: 'snooze-ending', transition: 1 }] }],
  ])('with %s that a later version may have is not called damaged', (_, parts) => {
    const life = { status: 'open', severity: 'low', transition: 1, firstSeen: '', since: '' };
    const of = (one: object) =>
      deflateJson({
        version: 1,
        names: 'a',
        without: [],
        prints: ['x'],
        bases: [],
        groups: [['rule', one, [0], ['x']]],
      });
    expect(decode(of(life)).findings.size).toBe(1);
    expect(() => decode(of({ ...life, ...parts }))).toThrow(
      /was written by a newer Strictwatch\. Upgrade this one/,
    );
    expect(() => decode(of({ ...life, since: 1 }))).toThrow(/damaged/);
  });

  it.each([
    ['apps', { prints: [8, 'aaaaaaaa'] }],
    ['findings', { groups: [['rule', {}, [0, 1], []]] }],
    ['a finding that points nowhere', { groups: [['rule', {}, [7], ['x']]] }],
  ])('that does not add up is refused: %s', (_, parts) => {
    const life = { status: 'open', severity: 'low', transition: 1, firstSeen: '', since: '' };
    const shard = { version: 1, names: 'a\nb', without: [], prints: ['x', 'y'], bases: [] };
    const groups = [['rule', life, [0, 1], ['x', 'y']]];
    const good = { ...shard, groups };
    expect(decode(deflateJson(good)).findings.size).toBe(2);
    const bad = JSON.parse(
      JSON.stringify({ ...good, ...parts }).replace('{}', JSON.stringify(life)),
    );
    expect(() => decode(deflateJson(bad))).toThrow(/damaged/);
  });
});
