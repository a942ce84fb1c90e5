import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSlack, type SlackPayload } from '../../functions/core/render-slack.ts';
import type { SlackBlock } from '../../functions/core/slack-blocks.ts';
import { rules } from '../../functions/rules/index.ts';
import { forbidden, slackWouldActOn } from './hostile.ts';
import { adoption, anyMessage, message, told } from './message-samples.ts';
import { casesOf } from '../thorough.ts';

function textsOf(block: SlackBlock): string[] {
  if (block.type === 'divider') return [];
  return block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text];
}

function shownText(payload: SlackPayload): string {
  return payload.blocks.flatMap(textsOf).join('\n');
}

const ourSteps = rules.flatMap(({ docs }) => docs.fix);

function isOurs(line: string): boolean {
  const [, step, cut] = /^\d+\. (.+?)(…?)$/.exec(read(line)) ?? [];
  if (step === undefined) return false;
  return ourSteps.some((one) => (cut ? one.startsWith(step) : one === step));
}

/** Takes our own markup away: our steps, bold of ours, code of ours, and the one link we make. */
function withoutOurs(line: string): string {
  if (isOurs(line)) return '';
  return line
    .replace(/<https:\/\/manage\.auth0\.com\/dashboard\/[\w./%-]+\|Open in Auth0>/g, '')
    .replace(/\*([^*\n]*)\*/g, '$1')
    .replace(/`([^`\n]*)`/g, ' $1 ');
}

describe('the message for one finding', () => {
  const payload = renderSlack(message({ told: [told()] }));
  const text = shownText(payload);

  it.each([
    'acme-prod (production)',
    'HIGH · opened',
    'A third-party app is in permissive mode',
    'The app "Partner Portal" is in permissive mode.',
    '• *created by* ci-pipeline',
    '*What to do*\n1. Create the app again in strict mode.\n2. Delete the old app.',
    '<https://manage.auth0.com/dashboard/eu/acme/applications/tpc_1a2b/settings|Open in Auth0>',
    '`acme-prod/app-permissive/tpc_1a2b` · transition 1',
    'first seen 2026-11-20 09:00 UTC',
  ])('shows %s', (part) => {
    expect(text).toContain(part);
  });

  it('says the same in short where blocks are not shown', () => {
    expect(payload.text).toBe(
      [
        'acme-prod (production): 1 high',
        'HIGH opened: The app "Partner Portal" is in permissive mode. [acme-prod/app-permissive/tpc_1a2b, transition 1]',
        'Details: `npx strictwatch findings --tenant acme-prod`',
      ].join('\n'),
    );
  });

  it('unfurls nothing and lets Slack look for no links', () => {
    expect(payload).toMatchObject({ unfurl_links: false, unfurl_media: false });
    const markdown = payload.blocks.flatMap((block) => {
      if (block.type === 'section') return [block.text];
      return block.type === 'context' ? block.elements : [];
    });
    expect(markdown.length).toBeGreaterThan(3);
    expect(markdown.every(({ verbatim }) => verbatim)).toBe(true);
  });

  it('carries what programs de-duplicate on', () => {
    expect(payload.metadata).toEqual({
      event_type: 'strictwatch_findings',
      event_payload: {
        tenant: 'acme-prod',
        findings: [
          {
            id: 'acme-prod/app-permissive/tpc_1a2b',
            transition: 1,
            rule: 'app-permissive',
            severity: 'high',
            announcement: 'opened',
          },
        ],
        left_out: 0,
      },
    });
  });
});

it.each([
  [
    'Run `auth0 api patch "x" --data \'{"a_b":1}\'`, then look.',
    'Run `auth0 api patch "x" --data \'{"a_b":1}\'`, then look.',
  ],
  ['Set `_a_` to `*b*`', 'Set `_a_` to `*b*`'],
  ['Look under `a > b & c`, or < d', 'Look under `a &gt; b &amp; c`, or &lt; d'],
  ['Say <!channel> to `<!channel>`', 'Say &lt;!channel&gt; to `&lt;!channel&gt;`'],
  ['two\nlines of `tenants.json`', 'two␤lines of `tenants.json`'],
  ['one ` only', "one ' only"],
  ['`` ` `', "'' ' '"],
  ['``', "''"],
  ['evil.``example', "evil.''example"],
  ['`evil.``example`', "'evil.''example'"],
])('a step written %j is shown as %j', (step, shown) => {
  expect(shownText(renderSlack(message({ told: [told({ fix: [step] })] })))).toContain(
    `1. ${shown}\n`,
  );
});

/** The text as Slack shows it: entities are characters again. */
function read(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

describe.each(rules)('the steps of $id', ({ id, docs }) => {
  const text = shownText(renderSlack(message({ told: [told({ rule: id, fix: docs.fix })] })));

  it('are shown as they are written, so that their commands can be copied', () => {
    for (const step of docs.fix) expect(read(text)).toContain(`. ${step}\n`);
  });

  it('hold nothing outside code that Slack would format', () => {
    for (const step of docs.fix) {
      expect(step.split('`').length % 2).toBe(1);
      expect(step.replace(/`[^`]+`/g, 'code')).not.toMatch(/[*~`]|\b_|_\b|:[\w+'-]+:/);
    }
  });
});

it('a step that is too long loses no part of a command, but all of it', () => {
  const long = `${'Look first. '.repeat(20)}Then run \`auth0 apps delete ${'C'.repeat(60)}\`.`;
  const text = shownText(renderSlack(message({ told: [told({ fix: [long] })] })));
  expect(text).toContain('Look first. Then run…\n');
  const entities = shownText(renderSlack(message({ told: [told({ fix: ['&'.repeat(400)] })] })));
  expect(entities).toMatch(/1\. (&amp;){59}…\n/);
});

it.each([
  ['acme-prod/app-permissive/_abc_', '--stack sw-1'],
  ['acme-prod/app-permissive/tpc_1-', ''],
])('the commands about %s can be copied %s', (key, of) => {
  const take = `npx strictwatch acknowledge ${key} ${of}`.trim();
  const goOn = [{ what: 'Hide it longer', command: `npx strictwatch suppress ${key} --until …` }];
  const place = { tenant: 'acme-prod-1', stack: 'sw-1', rest: null };
  const text = shownText(
    renderSlack(
      message({
        ...place,
        told: [told({ key, take }), told({ key, goOn })],
        adoption: adoption({ total: 1 }),
      }),
    ),
  );
  expect(text).toContain(`Take it: \`${take}\``);
  expect(text).toContain(`Hide it longer: \`npx strictwatch suppress ${key} --until …\``);
  expect(text).toContain('`npx strictwatch findings --tenant acme-prod-1 --stack sw-1`');
});

describe('several findings', () => {
  it('say once what to do when it is the same', () => {
    const text = shownText(renderSlack(message({ told: [told(), told({ key: 'k2' })] })));
    expect(text.match(/1\. Create the app again/g)).toHaveLength(1);
    expect(text).toContain('*What to do*: as above for `app-permissive`');
  });

  it.each([
    ['another rule', { rule: 'app-widened' }],
    ['other steps', { fix: ['Create the app again some other way.'] }],
  ])('say what to do for each when it is of %s', (_, parts) => {
    const text = shownText(renderSlack(message({ told: [told(), told(parts)] })));
    expect(text.match(/1\. Create the app again/g)).toHaveLength(2);
    expect(text).not.toContain('as above');
  });

  it('shorten evidence before anything else, and say so', () => {
    const facts = Array.from({ length: 6 }, (_, i) => ({
      name: `fact ${i}`,
      value: 'v'.repeat(230),
    }));
    const many = Array.from({ length: 10 }, (_, i) => told({ key: `finding-${i}`, facts }));
    const text = shownText(renderSlack(message({ told: many })));
    for (let i = 0; i < 10; i += 1) expect(text).toContain(`finding-${i}`);
    expect(text).toMatch(/and \d more in the evidence of the finding/);
  });

  it('are counted when even the shortest form of all is too long', () => {
    const long = (i: number) =>
      told({
        key: `finding-${i}-${'"'.repeat(300)}`,
        title: '"'.repeat(200),
        message: '\\'.repeat(500),
        rule: `rule-${i}`,
        severity: 'low',
      });
    const payload = renderSlack(
      message({
        told: Array.from({ length: 10 }, (_, i) => long(i)),
        rest: { count: 5, bySeverity: [{ severity: 'low', count: 5 }], command: 'list' },
      }),
    );
    const text = shownText(payload);
    const full = text.match(/finding-\d/g)?.length ?? 0;
    expect(full).toBeGreaterThan(0);
    expect(full).toBeLessThan(10);
    expect(text).toContain(`And ${15 - full} more`);
    expect(text).toContain(`${15 - full} low. List them: \`list\``);
  });

  it('beyond ten are counted whatever the message says', () => {
    const payload = renderSlack(message({ told: Array.from({ length: 13 }, () => told()) }));
    expect(shownText(payload)).toContain('*And 3 more*: 3 high');
    expect(payload.text.match(/HIGH opened/g)).toHaveLength(10);
    expect(payload.text).toContain('And 3 more: 3 high.');
    expect(payload.metadata.event_payload.left_out).toBe(3);
  });

  it('leave out of the metadata, whole, what does not fit', () => {
    const many = Array.from({ length: 10 }, (_, i) => told({ key: `${i}${'k'.repeat(1500)}` }));
    const { findings, left_out } = renderSlack(message({ told: many })).metadata.event_payload;
    expect(findings.length + left_out).toBe(10);
    expect(left_out).toBeGreaterThan(0);
    for (const { id } of findings) expect(id).toHaveLength(1501);
  });
});

describe('an adoption', () => {
  it('is summed up with its worst and with what could not be judged', () => {
    const text = shownText(
      renderSlack(
        message({
          adoption: adoption({
            total: 12,
            bySeverity: [
              { severity: 'high', count: 2 },
              { severity: 'medium', count: 10 },
            ],
            worst: [told()],
            unknown: [{ rule: 'toggle-on', reason: 'logs not read' }],
          }),
        }),
      ),
    );
    expect(text).toContain('12 findings were there before anyone was watching: 2 high, 10 medium');
    expect(text).toContain('42 apps read');
    expect(text).toContain('*HIGH* The app "Partner Portal" is in permissive mode.');
    expect(text).toContain('• *toggle-on* logs not read');
    expect(text).toContain('`npx strictwatch findings --tenant acme-prod`');
  });

  it('that found nothing says so', () => {
    const text = shownText(renderSlack(message({ adoption: adoption() })));
    expect(text).toContain('Nothing was found by the rules that could judge');
    expect(text).not.toContain('List them');
  });
});

it('puts no link in but one to the Auth0 Dashboard', () => {
  for (const link of [
    'https://evil.example/',
    'https://manage.auth0.com.evil.example/dashboard/x',
    'https://manage.auth0.com/dashboard/x|<!channel>',
    'javascript:alert(1)',
    'https://manage.auth0.com/dashboard/x\nhttps://evil.example',
  ]) {
    expect(shownText(renderSlack(message({ told: [told({ link })] })))).not.toContain(
      'Open in Auth0',
    );
  }
});

it('renders any message within all limits and inert', () => {
  const steps = fc.array(fc.constantFrom(...ourSteps), { maxLength: 9 });
  fc.assert(
    fc.property(anyMessage, steps, (theirs, fix) => {
      const message = { ...theirs, told: theirs.told.map((one) => ({ ...one, fix })) };
      const payload = renderSlack(message);
      const { blocks, text, metadata } = payload;
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(text.length).toBeLessThanOrEqual(3000);
      expect(JSON.stringify(text).length + JSON.stringify(blocks).length).toBeLessThanOrEqual(
        13_000,
      );
      expect(JSON.stringify(metadata.event_payload.findings).length).toBeLessThanOrEqual(8000);
      for (const one of blocks.flatMap(textsOf)) {
        expect(one.length).toBeGreaterThan(0);
        expect(one.length).toBeLessThanOrEqual(3000);
      }
      const headers = blocks.filter(({ type }) => type === 'header').flatMap(textsOf);
      expect(headers.map(({ length }) => length <= 150)).toEqual([true]);
      const contexts = blocks.filter(({ type }) => type === 'context');
      expect(contexts.every((block) => textsOf(block).length <= 10)).toBe(true);
      const lines = [text, ...blocks.flatMap(textsOf)].flatMap((one) => one.split('\n'));
      for (const line of lines) {
        expect(line).not.toMatch(forbidden);
        expect(slackWouldActOn(withoutOurs(line))).toBeNull();
      }
      const dropped = /\*And (\d+) more\*/.exec(shownText(payload))?.[1] ?? '0';
      const full = shownText(payload).match(/ · transition \d+/g)?.length ?? 0;
      expect(full + Number(dropped)).toBe(message.told.length + (message.rest?.count ?? 0));
    }),
    { numRuns: casesOf(120) },
  );
});
