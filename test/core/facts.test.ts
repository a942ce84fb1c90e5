import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attributed } from '../../functions/core/attribution.ts';
import { factsOf } from '../../functions/core/facts.ts';

import { actor, ana } from './attribute-samples.ts';
import { hostileText, longHostileText } from './hostile.ts';

describe('factsOf', () => {
  it('puts what changed first, then values, then lists, then the rest', () => {
    const facts = factsOf({
      caller: { name: 'ci', ip: '198.51.100.7' },
      grantTypes: ['a', 'b'],
      origin: 'dcr',
      after: 'permissive',
      before: 'strict',
    });
    expect(facts).toEqual([
      { name: 'change', value: 'strict → permissive' },
      { name: 'origin', value: 'dcr' },
      { name: 'grant types', value: 'a, b' },
      { name: 'caller', value: 'name ci, ip 198.51.100.7' },
    ]);
  });

  it('leaves out the digest of what a list leaves out, which tells people nothing', () => {
    expect(factsOf({ list: ['a'], digestOfOthers: 'x' })).toEqual([{ name: 'list', value: 'a' }]);
  });

  it.each([
    [
      'a change of several values',
      { before: { enabled: true, mode: 'strict' }, after: null },
      'enabled true, mode strict → not set',
    ],
    ['a long list', { x: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, 'a, b, c, d, e and 2 more'],
    ['an empty list', { x: [] }, 'none'],
    ['a list of records', { x: [{ a: 1, b: 2 }, { a: 3 }] }, 'a 1, b 2; a 3'],
    ['what is nested too deep', { x: { y: { z: { w: 1 } } } }, 'y z …'],
    ['false', { x: false }, 'false'],
    ['zero', { x: 0 }, '0'],
    ['null', { x: null }, 'not set'],
    ['only what it is after', { after: 'on' }, 'on'],
  ])('writes %s', (_, evidence, value) => {
    expect(factsOf(evidence).map((fact) => fact.value)).toEqual([value]);
  });

  it('leaves out what says nothing, and stops at six', () => {
    expect(factsOf({ a: '', b: undefined })).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, i]));
    expect(factsOf(many)).toHaveLength(6);
  });

  it('leaves the names of Auth0 as they are', () => {
    expect(
      factsOf({ third_party_security_mode: 'x', clientId: 'y' }).map(({ name }) => name),
    ).toEqual(['third_party_security_mode', 'client id']);
  });
});

describe('who did it', () => {
  const { channel, ...by } = actor();
  const attributed: Attributed = {
    by,
    channel,
    at: '2026-11-18T02:14:05.123Z',
    logId: '900',
    did: 'app-created',
    how: 'api-default',
  };
  const whoOf = (parts: Partial<Attributed>) =>
    factsOf({ attribution: { ...attributed, ...parts } })[0];

  it('comes first, then how, then as much of the rest as fits', () => {
    const rest = { a: 1, b: 2, c: 3, d: 4, before: 5, after: 6 };
    expect(factsOf({ ...rest, attribution: attributed })).toEqual([
      {
        name: 'created by',
        value:
          'M2M app "partner-sync" (SyntheticPipeline), 203.0.113.7, Terraform provider, 2026-11-18 02:14 UTC',
      },
      {
        name: 'how',
        value: "mode not stated in the request, so the tenant's default made it permissive",
      },
      { name: 'change', value: '5 → 6' },
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
      { name: 'c', value: '3' },
    ]);
  });

  it('is plainly not known, with the reason', () => {
    const attribution = {
      unattributed: 'the logs could not be read (missing scope read:logs)',
      did: 'app-created',
      seen: '2026-11-18T03:00:00.000Z',
      how: 'unknown',
    };
    expect(factsOf({ attribution })).toEqual([
      {
        name: 'created by',
        value: 'not known: the logs could not be read (missing scope read:logs)',
      },
    ]);
    expect(factsOf({ attribution: { ...attribution, how: 'dcr' } })[1]).toEqual({
      name: 'how',
      value: 'registered dynamically, so the DCR mode made it permissive',
    });
  });

  it.each([
    ['settings-updated', 'changed by'],
    ['app-registered', 'created by'],
    ['app-updated', 'app changed by'],
    ['grant-changed', 'grant changed by'],
    ['api-updated', 'API changed by'],
  ] as const)('of %s is called %s', (did, name) => {
    expect(whoOf({ did })?.name).toBe(name);
  });

  it.each([
    [ana, 'user "Ana" <ana@acme.example> (auth0|ana), 198.51.100.9, Auth0 Dashboard'],
    [
      actor({
        kind: 'anyone',
        id: null,
        name: null,
        tool: null,
        userAgent: 'evil/1',
        channel: 'dcr',
      }),
      'somebody unknown, by dynamic registration, which is open to anyone, 203.0.113.7, "evil/1"',
    ],
    [
      actor({ name: null, id: null, ip: null, tool: null, userAgent: null }),
      'M2M app not named in the log',
    ],
    [
      actor({ kind: 'unknown', name: '', ip: null }),
      'somebody (SyntheticPipeline), Terraform provider',
    ],
  ])('is %j in words', ({ channel, ...by }, words) => {
    expect(whoOf({ by, channel })?.value).toBe(`${words}, 2026-11-18 02:14 UTC`);
  });

  it('says so where it may have been another entry', () => {
    expect(whoOf({ among: 3 })?.value).toMatch(/UTC \(the newest of 3 changes; .* which of them/);
  });

  it('tells who ended it first', () => {
    const endedBy = { ...attributed, did: 'app-deleted' };
    const facts = factsOf({ endedBy, attribution: attributed, name: 'x' });
    expect(facts.map(({ name }) => name)).toEqual(['app deleted by', 'created by', 'how', 'name']);
  });

  it.each([
    ['put back by', 'settings-updated', { before: 'x', after: 'y' }],
    ['put back by', 'settings-updated', { comparedWith: 'accepted', before: 'x' }],
    ['then changed by', 'settings-updated', { comparedWith: 'intent', before: 'x' }],
    ['then changed by', 'settings-updated', { mode: 'permissive' }],
    ['app then changed by', 'app-updated', { before: 'x', after: 'y' }],
    ['grant then changed by', 'grant-changed', {}],
    ['API then changed by', 'api-updated', {}],
  ])('says %s of who ended it (%s, %j)', (words, did, evidence) => {
    const [fact] = factsOf({ ...evidence, endedBy: { ...attributed, did } });
    expect(fact?.name).toBe(words);
  });

  it('leaves evidence of that name that is something else out', () => {
    expect(factsOf({ attribution: { by: 'x' }, endedBy: 'y', name: 'z' })).toEqual([
      { name: 'name', value: 'z' },
    ]);
  });

  it('lets no name pass for what follows it, and keeps it short', () => {
    const ours =
      /^M2M app("[^"]*")?( ?<[^<>"(),\s]*>)?( ?\([^<>"(),\s]*\))?, [^<>"(),\s]+, Terraform provider, 2026-11-18 02:14 UTC$/u;
    const text = fc.oneof(hostileText, longHostileText).filter((one) => one !== '');
    const actors = fc.record({ name: text, email: text, id: text, ip: text });
    fc.assert(
      fc.property(actors, (parts) => {
        const value = whoOf({ by: { ...by, ...parts } })?.value ?? '';
        expect(value.replace('M2M app ', 'M2M app')).toMatch(ours);
        expect(value.length).toBeLessThan(320);
      }),
    );
  });
});
