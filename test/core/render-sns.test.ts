import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FindingsEvent, PostureEvent } from '../../functions/core/finding-event.ts';
import type { Message } from '../../functions/core/message.ts';
import type { PostureSummary } from '../../functions/core/posture/posture-summary.ts';
import {
  eventProtocols,
  maxPublishBytes,
  publishBytes,
  renderSns,
  renderSnsPosture,
  type SnsPublish,
} from '../../functions/core/render-sns.ts';
import { kept, openLink } from './posture-samples.ts';
import { severities } from '../../functions/core/severity.ts';
import { forbidden, hostileText, longHostileText } from './hostile.ts';
import { adoption, anyMessage, message, told } from './message-samples.ts';
import { casesOf } from '../thorough.ts';

type Texts = Record<'default' | 'email' | 'sms' | (typeof eventProtocols)[number], string>;

function textsOf(publish: SnsPublish): Texts {
  return JSON.parse(publish.message) as Texts;
}

function eventOf(publish: SnsPublish): FindingsEvent {
  return FindingsEvent.parse(JSON.parse(textsOf(publish).sqs));
}

function postureOf(publish: SnsPublish): PostureEvent {
  return PostureEvent.parse(JSON.parse(textsOf(publish).sqs));
}

/** The elements of an attribute; null when it is not there. */
function attribute({ attributes }: SnsPublish, name: string): unknown {
  const found = attributes[name];
  if (!found) return null;
  return found.DataType === 'String' ? found.StringValue : JSON.parse(found.StringValue);
}

const keptOpen = { ...kept, open: openLink };
const list = 'npx strictwatch findings --tenant acme-prod';
const posture: PostureSummary = {
  tenant: 'acme-prod',
  environment: 'production',
  at: '2026-11-23T09:00:00.000Z',
  headline: '2 open findings, worst high',
  lines: ['Apps: 42, of which 3 are permissive', 'DCR is off'],
};

describe('the message for one finding', () => {
  const publish = renderSns(message({ told: [told()] }));
  const texts = textsOf(publish);

  it('is text for people and one event for programs, whatever they subscribe with', () => {
    expect(Object.keys(texts).sort()).toEqual([
      'default',
      'email',
      'email-json',
      'firehose',
      'http',
      'https',
      'lambda',
      'sms',
      'sqs',
    ]);
    expect(texts.email).toBe(texts.default);
    for (const protocol of eventProtocols) expect(texts[protocol]).toBe(texts.sqs);
  });

  it('reads well in a mail', () => {
    expect(texts.email).toBe(
      [
        '── Strictwatch ── 2026-11-23 09:00 UTC ─────────────────────────────────────',
        '1 high',
        '',
        'HIGH  opened  acme-prod (production)  app-permissive',
        '  A third-party app is in permissive mode',
        '',
        '  The app "Partner Portal" is in permissive mode.',
        '',
        '    origin      regular',
        '    created by  ci-pipeline',
        '',
        '  What to do',
        '    1. Create the app again in strict mode.',
        '    2. Delete the old app.',
        '',
        '  Finding  acme-prod/app-permissive/tpc_1a2b',
        '           transition 1, first seen 2026-11-20 09:00 UTC',
        '  In Auth0 https://manage.auth0.com/dashboard/eu/acme/applications/tpc_1a2b/settings',
        '',
      ].join('\n'),
    );
  });

  it('is one line in a text message', () => {
    expect(texts.sms).toBe(publish.subject);
  });

  it('holds all of it in the event', () => {
    expect(eventOf(publish)).toEqual({
      type: 'strictwatch.findings',
      version: 1,
      tenant: 'acme-prod',
      environment: 'production',
      at: '2026-11-23T09:00:00.000Z',
      shortened: false,
      command: list,
      covers: { rules: ['app-permissive'], severities: ['high'], announcements: ['opened'] },
      findings: [
        {
          id: 'acme-prod/app-permissive/tpc_1a2b',
          rule: 'app-permissive',
          severity: 'high',
          subject: 'tpc_1a2b',
          title: 'A third-party app is in permissive mode',
          message: 'The app "Partner Portal" is in permissive mode.',
          link: 'https://manage.auth0.com/dashboard/eu/acme/applications/tpc_1a2b/settings',
          firstSeen: '2026-11-20T09:00:00.000Z',
          transition: 1,
          announcement: 'opened',
          facts: [
            { name: 'origin', value: 'regular' },
            { name: 'created by', value: 'ci-pipeline' },
          ],
          fix: ['Create the app again in strict mode.', 'Delete the old app.'],
        },
      ],
      rest: null,
      adoption: null,
    });
  });

  it('has attributes to filter by', () => {
    expect(publish.attributes).toEqual({
      tenant: { DataType: 'String', StringValue: 'acme-prod' },
      environment: { DataType: 'String', StringValue: 'production' },
      kind: { DataType: 'String', StringValue: 'findings' },
      rule: { DataType: 'String.Array', StringValue: '["app-permissive"]' },
      severity: { DataType: 'String.Array', StringValue: '["high"]' },
      announcement: { DataType: 'String.Array', StringValue: '["opened"]' },
      transition: {
        DataType: 'String.Array',
        StringValue: '["acme-prod/app-permissive/tpc_1a2b#1"]',
      },
    });
  });
});

describe('the subject', () => {
  const rest = {
    count: 490,
    bySeverity: [{ severity: 'high' as const, count: 490 }],
    command: list,
  };
  const twelve = adoption({ total: 12, bySeverity: [{ severity: 'medium', count: 12 }] });
  const wider = told({ rule: 'app-widened', severity: 'medium' });
  const over = told({ announcement: 'resolved' });

  it.each<[string, Partial<Message>, string]>([
    ['one finding', { told: [told()] }, '1 high opened: app-permissive'],
    ['findings of one rule', { told: [told(), told()] }, '2 high opened: app-permissive'],
    [
      'findings of several rules',
      { told: [told(), wider] },
      '1 high, 1 medium opened: app-permissive and 1 more',
    ],
    [
      'several announcements',
      { told: [told({ announcement: 'reminded' }), wider, over] },
      '1 medium opened, 1 high still open, 1 resolved: app-permissive and 1 more',
    ],
    [
      'what is worst, before what is cut off',
      {
        told: [
          told({ announcement: 'unacknowledged', severity: 'critical' }),
          told({ announcement: 'suppression-ending' }),
          told({ announcement: 'reminded' }),
          told({ announcement: 'opened', severity: 'medium' }),
          told({ announcement: 'reopened', severity: 'high' }),
          told({ announcement: 'escalated', severity: 'low' }),
        ],
      },
      '1 critical not acknowledged, 1 low escalated, 1 high reopened, 1 medium...',
    ],
    [
      'a suppression that ended',
      { told: [told({ announcement: 'suppression-ended' })] },
      '1 high no longer suppressed: app-permissive',
    ],
    ['what is over', { told: [over, over] }, '2 resolved: app-permissive'],
    [
      'a burst',
      { told: [told({ severity: 'critical' })], rest },
      '491 findings: 1 critical, 490 high',
    ],
    ['an adoption', { adoption: twelve }, 'adopted, 12 findings: 12 medium'],
    ['an adoption of nothing', { adoption: adoption() }, 'adopted, nothing found'],
    [
      'an adoption and more',
      { adoption: adoption(), told: [told()] },
      'adopted, nothing found; 1 high opened: app-permissive',
    ],
    ['nothing', {}, 'nothing new'],
  ])('of %s', (_, parts, words) => {
    expect(renderSns(message(parts)).subject).toBe(`[acme-prod, production] ${words}`);
  });

  it('of a posture', () => {
    expect(renderSnsPosture(posture).subject).toBe(
      '[acme-prod, production] posture: 2 open findings, worst high',
    );
  });

  it.each([
    ['Köln – Süd', 'Koln - Sud'],
    ['Продакшн', '?'],
    ['a\r\nBcc: x@y', 'a Bcc: x@y'],
    ['p🔥r', 'p?r'],
    ['a very long environment', 'a very long e...'],
  ])('shows the environment %j as %j', (environment, shown) => {
    const { subject } = renderSns(message({ environment, told: [told()] }));
    expect(subject).toBe(`[acme-prod, ${shown}] 1 high opened: app-permissive`);
  });

  it('leaves out an environment that is nothing', () => {
    expect(renderSns(message({ environment: ' ' })).subject).toBe('[acme-prod] nothing new');
  });

  it('keeps the numbers when all is as long as it may be', () => {
    const { subject } = renderSns(
      message({
        tenant: 't'.repeat(63),
        environment: 'e'.repeat(40),
        told: [told({ rule: 'r'.repeat(63) })],
      }),
    );
    expect(subject).toBe(
      `[${'t'.repeat(37)}..., ${'e'.repeat(13)}...] 1 high opened: ${'r'.repeat(20)}...`,
    );
    expect(subject).toHaveLength(99);
  });
});

describe('attributes', () => {
  it('cover what is only counted, so that no filter misses it', () => {
    const publish = renderSns(
      message({
        told: [told({ severity: 'high' })],
        rest: {
          count: 3,
          bySeverity: [
            { severity: 'critical', count: 1 },
            { severity: 'low', count: 0 },
          ],
          command: list,
          rules: ['dcr-flood'],
          announcements: ['escalated'],
        },
        adoption: adoption({
          total: 1,
          bySeverity: [{ severity: 'info', count: 1 }],
          rules: ['flag-unknown'],
          worst: [told({ rule: 'app-widened', severity: 'medium' })],
        }),
      }),
    );
    expect(attribute(publish, 'rule')).toEqual([
      'app-permissive',
      'app-widened',
      'dcr-flood',
      'flag-unknown',
    ]);
    expect(attribute(publish, 'severity')).toEqual(['critical', 'high', 'medium', 'info']);
    expect(attribute(publish, 'announcement')).toEqual(['opened', 'escalated']);
    expect(eventOf(publish).covers).toEqual({
      rules: attribute(publish, 'rule'),
      severities: attribute(publish, 'severity'),
      announcements: attribute(publish, 'announcement'),
    });
  });

  it('that would be empty are left out', () => {
    const publish = renderSns(message({ adoption: adoption(), environment: ' ' }));
    expect(Object.keys(publish.attributes)).toEqual(['tenant', 'kind']);
    expect(eventOf(publish).adoption).toMatchObject({ total: 0, worst: [] });
  });

  it('name each thing once', () => {
    const twice = [told(), told({ announcement: 'reopened', transition: 2 })];
    const publish = renderSns(message({ told: twice }));
    expect(attribute(publish, 'rule')).toEqual(['app-permissive']);
    expect(attribute(publish, 'severity')).toEqual(['high']);
    expect(attribute(publish, 'transition')).toEqual([
      'acme-prod/app-permissive/tpc_1a2b#1',
      'acme-prod/app-permissive/tpc_1a2b#2',
    ]);
  });

  it.each([
    ['a/api/https://api.example/ü', 'a/api/https://api.example/%C3%BC#1'],
    ['a/b/"c\\d"%', 'a/b/%22c%5Cd%22%25#1'],
    ['a/b/🔥\n', 'a/b/%F0%9F%94%A5%0A#1'],
    ['a/b/\ud800', 'a/b/%EF%BF%BD#1'],
    ['a/b/\ufffe', 'a/b/%EF%BF%BE#1'],
  ])('write the id %j as %j', (key, id) => {
    const publish = renderSns(message({ told: [told({ key })] }));
    expect(attribute(publish, 'transition')).toEqual([id]);
  });

  it('leave out an id that is too long, whole, and the event has it', () => {
    const long = `a/b/${'c'.repeat(1019)}`;
    const publish = renderSns(message({ told: [told({ key: long }), told()] }));
    expect(attribute(publish, 'transition')).toEqual(['acme-prod/app-permissive/tpc_1a2b#1']);
    expect(eventOf(publish).findings.map(({ id }) => id)).toContain(long);
  });

  it('hold an environment as far as it goes, no character halved', () => {
    const publish = renderSns(message({ environment: `${'e'.repeat(254)}ü` }));
    expect(attribute(publish, 'environment')).toBe('e'.repeat(254));
  });

  it('of a posture say so', () => {
    expect(renderSnsPosture(posture).attributes).toEqual({
      tenant: { DataType: 'String', StringValue: 'acme-prod' },
      environment: { DataType: 'String', StringValue: 'production' },
      kind: { DataType: 'String', StringValue: 'posture' },
    });
  });
});

describe('text from a tenant', () => {
  const hostile =
    '\u202ehttps://evil.example/\u200b\r\n<b>mail me@evil.example</b> \ud800 \ufffe \u0000';
  const all = told({
    key: `acme-prod/app-permissive/${hostile}`,
    subject: hostile,
    message: hostile,
    facts: [{ name: hostile, value: hostile }],
    link: 'https://evil.example/',
  });
  const publish = renderSns(
    message({
      told: [all],
      adoption: adoption({ total: 1, worst: [all], unknown: [{ rule: 'r', reason: hostile }] }),
    }),
  );

  it('is shown in a mail without anything a mail program would make a link of', () => {
    const { email } = textsOf(publish);
    expect(email).toContain('hxxps://evil[.]example');
    expect(email).not.toMatch(/https?:\/\/|evil\.example/);
    for (const line of email.split('\n')) expect(line).not.toMatch(forbidden);
  });

  it('is in the event as it is stored, but for halves of characters', () => {
    const [finding] = eventOf(publish).findings;
    expect(finding?.message).toBe(hostile.toWellFormed());
    expect(finding?.facts[0]?.value).toBe(hostile.toWellFormed());
    expect(finding?.subject).toBe(hostile.toWellFormed());
    expect(finding?.link).toBeNull();
  });

  it('leaves no character in the event that SQS refuses', () => {
    expect(textsOf(publish).sqs).toMatch(/^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    expect(textsOf(publish).sqs).toContain('\\ufffe');
  });
});

describe('a message that is too large', () => {
  const facts = (value: string) =>
    Array.from({ length: 6 }, (_, i) => ({ name: `fact ${i}`, value }));
  const ten = (parts: (i: number) => Parameters<typeof told>[0]) =>
    Array.from({ length: 10 }, (_, i) =>
      told({ key: `acme-prod/app-permissive/${i}`, subject: `${i}`, ...parts(i) }),
    );

  it('is cut in the values of facts first', () => {
    const publish = renderSns(message({ told: ten(() => ({ facts: facts('\\'.repeat(800)) })) }));
    const { findings, shortened, command } = eventOf(publish);
    expect({ shortened, command }).toEqual({ shortened: true, command: list });
    expect(findings).toHaveLength(10);
    for (const { facts, fix } of findings) {
      expect(facts).toHaveLength(6);
      expect(facts[0]?.value).toBe(`${'\\'.repeat(99)}…`);
      expect(fix).toHaveLength(2);
    }
    expect(textsOf(publish).email).toMatch(
      /\nShortened to fit Amazon SNS\. In full: npx strictwatch findings --tenant acme-prod\n$/,
    );
  });

  it('is cut no further than needed', () => {
    const publish = renderSns(message({ told: ten(() => ({ facts: facts('x'.repeat(500)) })) }));
    expect(eventOf(publish).findings[9]?.facts[5]?.value).toBe(`${'x'.repeat(299)}…`);
  });

  it('then in what to do, then in words', () => {
    const fix = Array.from({ length: 8 }, () => 'f'.repeat(900));
    const cut = eventOf(renderSns(message({ told: ten(() => ({ fix })) })));
    expect(cut.findings[0]?.fix).toEqual(Array.from({ length: 3 }, () => `${'f'.repeat(299)}…`));
    const words = eventOf(renderSns(message({ told: ten(() => ({ message: 'm'.repeat(9000) })) })));
    expect(words.findings.map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, () => `${'m'.repeat(499)}…`),
    );
  });

  it('is cut between characters, not within one', () => {
    const publish = renderSns(message({ told: ten(() => ({ message: '🔥'.repeat(4000) })) }));
    expect(eventOf(publish).findings[0]?.message).toBe(`${'🔥'.repeat(249)}…`);
  });

  it('and then in findings, the worst kept, one giant hiding no other', () => {
    const giant = 3;
    const publish = renderSns(
      message({
        told: ten((i) => ({
          subject: i === giant ? 's'.repeat(50_000) : 's'.repeat(1000),
          severity: i === giant ? 'critical' : 'low',
        })),
        rest: { count: 5, bySeverity: [{ severity: 'info', count: 5 }], command: list },
      }),
    );
    const { findings, rest, covers } = eventOf(publish);
    expect(findings.map(({ id }) => id.at(-1))).toEqual([
      '0',
      '1',
      '2',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
    expect(rest).toEqual({
      count: 6,
      bySeverity: [
        { severity: 'critical', count: 1 },
        { severity: 'info', count: 5 },
      ],
      resolved: [],
      command: list,
    });
    expect(covers.severities).toEqual(['critical', 'low', 'info']);
    expect(textsOf(publish).email).toContain('And 6 more: 1 critical, 5 info');
  });

  it('is counted in bytes of what is sent, quotes in quotes included', () => {
    const sized = (length: number) => message({ told: [told({ message: '"'.repeat(length) })] });
    let [length, tooLong] = [1, 50_000];
    while (tooLong - length > 1) {
      const middle = (length + tooLong) >> 1;
      if (eventOf(renderSns(sized(middle))).shortened) tooLong = middle;
      else length = middle;
    }
    const publish = renderSns(sized(length));
    const bytes = publishBytes(publish);
    expect(bytes).toBeLessThanOrEqual(maxPublishBytes);
    // One quote more is four bytes in each event, and none in the texts, which are cut at 1,000.
    expect(bytes + 4 * eventProtocols.length).toBeGreaterThan(maxPublishBytes);
    expect(bytes).toBe(bytesSent(publish));
  });

  it('is a posture, too', () => {
    const lines = Array.from({ length: 400 }, (_, i) => `line ${i} ${'\u0001'.repeat(300)}`);
    const publish = renderSnsPosture({ ...posture, lines });
    expect(publishBytes(publish)).toBeLessThanOrEqual(maxPublishBytes);
    const event = postureOf(publish);
    expect(event).toMatchObject({
      shortened: true,
      command: 'npx strictwatch report --tenant acme-prod --open',
    });
    expect(event.lines).toHaveLength(20);
    expect(event.lines[19]).toMatch(/^line 19 [^]*…$/);
    expect(textsOf(publish).email).toContain(
      'In full: npx strictwatch report --tenant acme-prod --open',
    );
  });
});

describe('a posture', () => {
  const publish = renderSnsPosture(posture);

  it('is text and event', () => {
    expect(textsOf(publish).email).toContain('  - Apps: 42, of which 3 are permissive\n');
    expect(postureOf(publish)).toEqual({
      ...posture,
      type: 'strictwatch.posture',
      scope: 'tenant',
      kept: null,
      version: 1,
      shortened: false,
      command: 'npx strictwatch report --tenant acme-prod --open',
    });
  });
});

describe('a posture whose report is kept', () => {
  const publish = renderSnsPosture({ ...posture, stack: 'strictwatch', kept: keptOpen });

  it('has its addresses as they are, each on a line of its own, with their lifetime', () => {
    expect(textsOf(publish).email).toBe(
      [
        'Posture of acme-prod (production), 2026-11-23 09:00 UTC',
        '2 open findings, worst high',
        '',
        '  - Apps: 42, of which 3 are permissive',
        '  - DCR is off',
        '',
        'Open the report:',
        keptOpen.link,
        'It asks you to sign in to AWS. Kept until 2027-12-29.',
        '',
        'Open without signing in:',
        keptOpen.open?.link,
        'Until 2026-11-23 19:00 UTC, or sooner: it ends with the credentials of the',
        'function that made it. Whoever has this address can open the report.',
        '',
        'From a terminal: `npx strictwatch report --tenant acme-prod --stack',
        'strictwatch --open`',
        '',
      ].join('\n'),
    );
  });

  it('has them in the event', () => {
    expect(postureOf(publish).kept).toEqual(keptOpen);
    const { open: _, ...kept } = keptOpen;
    expect(postureOf(renderSnsPosture({ ...posture, kept })).kept).toEqual({ ...kept, open: null });
  });

  it('keeps them where lines have to give way', () => {
    const lines = Array.from({ length: 400 }, () => '\u0001'.repeat(300));
    const short = renderSnsPosture({ ...posture, lines, kept: keptOpen });
    expect(postureOf(short)).toMatchObject({ shortened: true, kept: keptOpen });
    expect(textsOf(short).email).toContain(`\n${keptOpen.link}\n`);
  });
});

describe('the posture of the fleet', () => {
  const fleet: PostureSummary = {
    ...posture,
    tenant: 'fleet',
    environment: '12 tenants',
    stack: 'strictwatch',
    isFleet: true,
  };

  it('is of no tenant that a filter could let pass', () => {
    expect(renderSnsPosture(fleet).attributes).toEqual({
      kind: { DataType: 'String', StringValue: 'fleet' },
    });
  });

  it('says so, and how to open it', () => {
    expect(renderSnsPosture(fleet).subject).toBe(
      '[fleet, 12 tenants] posture: 2 open findings, worst high',
    );
    expect(postureOf(renderSnsPosture(fleet))).toMatchObject({
      scope: 'fleet',
      tenant: 'fleet',
      command: 'npx strictwatch report --stack strictwatch --open',
    });
  });
});

/** Bytes counted another way. */
function bytesSent({ subject, message, attributes }: SnsPublish): number {
  const parts = [subject, message];
  for (const [name, { DataType, StringValue }] of Object.entries(attributes))
    parts.push(name, DataType, StringValue);
  return Buffer.byteLength(parts.join(''), 'utf8');
}

function expectLegal(publish: SnsPublish): void {
  expect(bytesSent(publish)).toBeLessThanOrEqual(maxPublishBytes);
  expect(publish.subject).toMatch(/^[!-~][ -~]{0,98}$/);
  for (const text of Object.values(textsOf(publish))) expect(text).not.toBe('');
  expect(Object.keys(publish.attributes).length).toBeLessThanOrEqual(10);
  for (const [name, { DataType, StringValue }] of Object.entries(publish.attributes)) {
    expect(name).toMatch(/^[a-z]+$/);
    const isArray = DataType === 'String.Array';
    const elements = isArray ? (JSON.parse(StringValue) as unknown[]) : [StringValue];
    expect(elements.length).toBeGreaterThan(0);
    expect(new Set(elements).size).toBe(elements.length);
    for (const element of elements) expect(element).toMatch(/^[ !#-[\]-~]{1,1024}$/);
  }
}

const instants = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const hugeText = fc.tuple(fc.constantFrom(1, 4), longHostileText).map(([n, s]) => s.repeat(n));

/** As {@link anyMessage}, with some texts beyond all bounds, and the times our own code writes. */
const anySnsMessage = fc
  .tuple(anyMessage, instants, hugeText, fc.boolean())
  .map(([given, at, huge, isHuge]): Message => ({
    ...given,
    at,
    told: given.told.map((one) => ({
      ...one,
      firstSeen: at,
      ...(isHuge && { message: huge, facts: [{ name: huge, value: huge }], fix: [] }),
    })),
    adoption: given.adoption && {
      ...given.adoption,
      worst: given.adoption.worst.map((one) => ({ ...one, firstSeen: at })),
    },
  }));

describe('any message', () => {
  it('is within all limits, is read back, and loses nothing', () => {
    fc.assert(
      fc.property(anySnsMessage, (message) => {
        const publish = renderSns(message);
        expectLegal(publish);
        const { findings, rest, adoption, covers, shortened } = eventOf(publish);
        const given = message.told.length + (message.rest?.count ?? 0);
        expect(findings.length + (rest?.count ?? 0)).toBe(given);
        expect(adoption?.total ?? null).toBe(message.adoption?.total ?? null);
        expect(adoption?.unknown.length).toBe(message.adoption?.unknown.length);
        const told = new Set(message.told.map(({ severity }) => severity));
        expect(covers.severities).toEqual(
          expect.arrayContaining(severities.filter((severity) => told.has(severity))),
        );
        expect(textsOf(publish).email.includes('Shortened to fit')).toBe(shortened);
        expect(textsOf(publish).email.replaceAll('\n', '')).not.toMatch(forbidden);
      }),
      { numRuns: casesOf(40) },
    );
  });

  it('that is a posture as well', () => {
    const text = fc.oneof(hostileText, hugeText);
    const anyPosture: fc.Arbitrary<PostureSummary> = fc.record({
      tenant: text,
      environment: text,
      at: instants,
      headline: text,
      lines: fc.array(text, { maxLength: 30 }),
    });
    fc.assert(
      fc.property(anyPosture, (posture) => {
        const publish = renderSnsPosture(posture);
        expectLegal(publish);
        expect(postureOf(publish).at).toBe(posture.at);
      }),
      { numRuns: casesOf(60) },
    );
  });
});
