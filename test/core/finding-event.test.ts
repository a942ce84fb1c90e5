import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FindingEvent } from '../../functions/core/finding-event.ts';
import { announcements } from '../../functions/core/finding.ts';
import { shownInFull } from '../../functions/core/message.ts';
import {
  eventProtocols,
  maxPublishBytes,
  renderSns,
  renderSnsPosture,
  renderSnsTest,
  type SnsPublish,
} from '../../functions/core/render-sns.ts';
import { longestId } from '../../functions/core/sns-attributes.ts';
import {
  eventOf,
  exampleEvents,
  exampleMessages,
  examplePosture,
  exampleTest,
} from '../../scripts/docs/finding-event-examples.ts';
import { adoption, anyMessage, message, told } from './message-samples.ts';

const docs = join(import.meta.dirname, '../../docs');
const guide = readFileSync(join(docs, 'finding-event.md'), 'utf8');
const schema = JSON.parse(readFileSync(join(docs, 'finding-event.schema.json'), 'utf8')) as {
  examples: Record<string, unknown>[];
  description: string;
};
// Formats are stated by pattern as well, so no more packages are needed to check them.
const validate = new Ajv2020({ validateFormats: false }).compile(schema);

function problemsOf(event: unknown): unknown {
  validate(event);
  return validate.errors ?? null;
}

describe('the examples in the schema', () => {
  it.each(schema.examples.map((event, i) => [i, event] as const))(
    'number %i fits the schema and the parser',
    (_, event) => {
      expect(problemsOf(event)).toBeNull();
      expect(FindingEvent.parse(event)).toEqual(event);
    },
  );

  it('are the ones the code makes', () => {
    expect(schema.examples).toEqual(exampleEvents());
  });

  it('are one of each announcement, an adoption, a burst, a posture and a test', () => {
    const events = schema.examples.map((event) => FindingEvent.parse(event));
    const kinds = events.map((event) => {
      if (event.type !== 'strictwatch.findings') return event.type;
      if (event.adoption) return 'adoption';
      return event.rest ? 'burst' : event.findings.map((one) => one.announcement).join();
    });
    expect(kinds).toEqual([
      ...announcements,
      'adoption',
      'burst',
      'strictwatch.posture',
      'strictwatch.test',
    ]);
  });
});

describe('the schema', () => {
  const [first = {}] = schema.examples;

  it.each([
    ['a field it does not know', { ...first, more: 1 }],
    ['another version', { ...first, version: 2 }],
    ['another type', { ...first, type: 'strictwatch.other' }],
    ['no tenant', { ...first, tenant: undefined }],
    ['a time of another form', { ...first, at: '23 November' }],
  ])('refuses %s, as the parser does', (_, event) => {
    expect(problemsOf(JSON.parse(JSON.stringify(event)))).not.toBeNull();
    expect(FindingEvent.safeParse(event).success).toBe(false);
  });

  it('says that strings are not escaped', () => {
    expect(schema.description).toContain('not escaped for any display');
  });

  it('fits any message', () => {
    const at = '2026-11-23T09:00:00.000Z';
    fc.assert(
      fc.property(anyMessage, (given) => {
        const timed = (one: (typeof given.told)[number]) => ({ ...one, firstSeen: at });
        const event = eventOf(
          renderSns({
            ...given,
            at,
            told: given.told.map(timed),
            adoption: given.adoption && {
              ...given.adoption,
              worst: given.adoption.worst.map(timed),
            },
          }),
        );
        expect(problemsOf(event)).toBeNull();
        expect(FindingEvent.parse(event)).toEqual(event);
      }),
      { numRuns: 12 },
    );
  });
});

/** First cells of the table whose head begins with this word. */
function table(head: string): string[][] {
  const rows = guide.split('\n');
  const start = rows.findIndex((row) => row.startsWith(`| ${head} `));
  const end = rows.findIndex((row, i) => i > start && !row.startsWith('|'));
  return rows.slice(start + 2, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function unquoted(cell: string | undefined): string {
  return (cell ?? '').replaceAll('`', '');
}

describe('the guide', () => {
  const findings = renderSns(message({ told: [told()] }));
  const posture = renderSnsPosture(examplePosture);
  const test = renderSnsTest(exampleTest);

  it.each([
    ['findings', findings, 1],
    ['a posture', posture, 2],
    ['a test', test, 3],
  ] as const)('lists the fields of an event of %s', (_, publish, column) => {
    const listed = table('field').filter((cells) => cells[column] === 'yes');
    expect(listed.map(([name]) => unquoted(name)).sort()).toEqual(
      Object.keys(eventOf(publish) as object).sort(),
    );
  });

  it('lists the attributes with their types', () => {
    const rows = table('attribute');
    const typesOf = ({ attributes }: SnsPublish) =>
      Object.entries(attributes).map(([name, { DataType }]) => [name, DataType]);
    const listed = (but: string) =>
      rows.filter(([, , on]) => on !== but).map(([name, type]) => [unquoted(name), unquoted(type)]);
    expect(listed('test alerts')).toEqual(typesOf(findings));
    expect(listed('messages of findings')).toEqual(typesOf(test));
    const named = (...where: string[]) =>
      rows.filter(([, , on = '']) => where.includes(on)).map(([name]) => unquoted(name));
    const fleet = renderSnsPosture({ ...examplePosture, isFleet: true });
    expect(named('every message')).toEqual(Object.keys(fleet.attributes));
    expect(named('every message', 'all but of the fleet')).toEqual(Object.keys(posture.attributes));
  });

  it('lists who gets the event', () => {
    const [programs] = table('protocol');
    expect([...(programs?.[0] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name)).toEqual([
      ...eventProtocols,
    ]);
  });

  it('names the announcements, and the limits as they are', () => {
    for (const kind of announcements) expect(guide).toContain(`\`${kind}\``);
    expect(guide).toContain(`at most ${maxPublishBytes.toLocaleString('en-GB')} bytes`);
    expect(guide).toContain(`more than ${longestId.toLocaleString('en-GB')} characters`);
    expect(shownInFull).toBe(10);
    expect(guide).toContain('worst first, and what is over last; at most ten');
  });

  it('writes a city as an attribute does', () => {
    const { environment } = renderSns(message({ environment: 'Köln' })).attributes;
    expect(guide).toContain(`\`Köln\` is \`${environment?.StringValue}\``);
  });
});

type Policy = { readonly [name: string]: Policy | readonly unknown[] };

/** As Amazon SNS matches strings: each name, any of its values; `$or` any of its policies. */
function matches(policy: Policy, values: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(policy).every(([name, wanted]) => {
    if (name === '$or') return (wanted as Policy[]).some((one) => matches(one, values));
    const value = values[name];
    if (!Array.isArray(wanted)) {
      return matches(wanted as Policy, (value ?? {}) as Record<string, unknown>);
    }
    return [value].flat().some((one) => wanted.includes(one));
  });
}

describe('the filter policies in the guide', () => {
  const policies = [...guide.matchAll(/```json\n([^]*?)```/g)].map(
    ([, text]) => JSON.parse(text ?? '') as Policy,
  );
  const critical = { told: [told({ severity: 'critical' as const }), told()] };
  const published = {
    high: renderSns(message({ told: [told()] })),
    critical: renderSns(message(critical)),
    'critical in the rest': renderSns(
      message({
        told: [told()],
        rest: { count: 1, bySeverity: [{ severity: 'critical', count: 1 }], command: 'list' },
      }),
    ),
    'critical adopted': renderSns(
      message({
        adoption: adoption({ total: 1, bySeverity: [{ severity: 'critical', count: 1 }] }),
      }),
    ),
    'critical, reminded': renderSns(
      message({ told: [told({ severity: 'critical', announcement: 'reminded' })] }),
    ),
    'critical, of another tenant': renderSns(message({ ...critical, tenant: 'acme-test' })),
    'critical, of a test': renderSns(message({ ...critical, environment: 'test' })),
    posture: renderSnsPosture(examplePosture),
    'test alert': renderSnsTest(exampleTest),
  };

  it.each([
    [0, (name: string) => name.startsWith('critical')],
    [1, (name: string) => name !== 'critical, of another tenant'],
    [2, (name: string) => !/adopted|reminded|of a test|posture|test alert/.test(name)],
    [3, (name: string) => !/high|test alert/.test(name)],
    [4, (name: string) => name === 'test alert' || name.startsWith('critical')],
  ])('number %i lets through what it says', (index, expected) => {
    const policy = policies[index] ?? {};
    const through = Object.entries(published).filter(([, { attributes }]) => {
      const values = Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
        name,
        DataType === 'String' ? StringValue : JSON.parse(StringValue),
      ]);
      return matches(policy, Object.fromEntries(values) as Record<string, unknown>);
    });
    expect(through.map(([name]) => name)).toEqual(Object.keys(published).filter(expected));
  });

  it('the last does so by the body', () => {
    expect(policies).toHaveLength(6);
    const through = Object.entries(published).filter(([, publish]) =>
      matches(policies[5] ?? {}, eventOf(publish) as Record<string, unknown>),
    );
    expect(through.map(([name]) => name)).toEqual(
      Object.keys(published).filter((name) => /^critical(?!, of another)/.test(name)),
    );
  });
});

it('the examples are published as they are rendered: none is shortened', () => {
  for (const one of exampleMessages)
    expect(eventOf(renderSns(one))).toMatchObject({ shortened: false });
});
