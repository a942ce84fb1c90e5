import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TestEvent } from '../../functions/core/finding-event.ts';
import { renderSlackTest } from '../../functions/core/render-slack-test.ts';
import { maxPublishBytes, publishBytes, renderSnsTest } from '../../functions/core/render-sns.ts';
import { renderTest } from '../../functions/core/render-test.ts';
import type { SlackBlock } from '../../functions/core/slack-blocks.ts';
import { parseTenant, type Route } from '../../functions/core/tenant.ts';
import { testAlertOf, type TestAlert } from '../../functions/core/test-alert.ts';
import { forbidden, hostileText, slackWouldActOn } from './hostile.ts';

const at = new Date('2026-11-23T09:00:00.000Z');
const slack = { webhookSecretId: 'slack/security' };
const channel = 'slack:slack/security';

function alertOf(routes: readonly object[], id = channel): TestAlert | null {
  const tenant = parseTenant({
    id: 'acme-prod',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'auth0/acme' },
    routes: routes as Route[],
  });
  return testAlertOf({ ...tenant, stack: 'strictwatch' }, id, at);
}

function wordsOf(...routes: readonly object[]): readonly string[] | undefined {
  return alertOf(routes)?.routes;
}

const example = alertOf([{ slack, minSeverity: 'high' }]) as TestAlert;

describe('what the routes of a channel tell, in words', () => {
  test.each([
    [{ slack }, 'findings from low up'],
    [{ slack, minSeverity: 'info' }, 'all findings'],
    [{ slack, minSeverity: 'low', maxSeverity: 'medium' }, 'findings from low to medium'],
    [{ slack, minSeverity: 'high', maxSeverity: 'high' }, 'findings of severity high'],
    [
      { slack, minSeverity: 'high', rules: ['app-*', 'dcr-flood'] },
      'findings from high up of the rules app-*, dcr-flood',
    ],
    [
      { slack, escalateAfterHours: 4, rules: ['app-*'] },
      'critical findings that nobody acknowledged for 4 hours of the rules app-*',
    ],
    [
      { slack, quietHours: { from: '22:00', to: '07:00' }, digest: { at: '08:00' } },
      'findings from low up; reminders and what is low or info held from 22:00 to 07:00; what is low or info gathered until 08:00',
    ],
  ])('%j', (route, words) => {
    expect(wordsOf(route)).toEqual([words]);
  });

  test('are those that lead there, in order', () => {
    const routes = [{ slack }, { sns: true }, { slack, escalateAfterHours: 1 }];
    expect(wordsOf(...routes)).toEqual([
      'findings from low up',
      'critical findings that nobody acknowledged for 1 hour',
    ]);
    expect(alertOf(routes, 'sns')?.routes).toEqual(['findings from low up']);
  });

  test('a channel without a route is not tested', () => {
    expect(alertOf([{ sns: true }])).toBeNull();
  });

  test('are counted beyond ten, and cut', () => {
    const routes = Array.from({ length: 12 }, () => ({ slack, rules: ['app-*'.repeat(100)] }));
    const words = wordsOf(...routes) ?? [];
    expect([words.length, words.at(-1)]).toEqual([11, 'and 2 more']);
    expect(words[0]).toHaveLength(300);
  });
});

function shownText(blocks: readonly SlackBlock[]): string {
  return blocks
    .flatMap((block) => {
      if (block.type === 'divider') return [];
      return block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text];
    })
    .join('\n');
}

describe('is plainly a test', () => {
  test('in Slack: header, notification and text, and nothing for programs', () => {
    const body = renderSlackTest(example);
    expect(body.text).toMatch(/^TEST of acme-prod \(production\): This is a test alert/);
    expect(body.blocks[0]).toMatchObject({
      type: 'header',
      text: { text: 'TEST · Strictwatch: acme-prod (production)' },
    });
    expect(shownText(body.blocks)).toContain('• findings from high up');
    expect(Object.keys(body)).not.toContain('metadata');
  });

  test('in mail: subject and text, with the way to send another', () => {
    const { subject, message } = renderSnsTest({ ...example, channel: 'sns' });
    expect(subject).toBe('[TEST acme-prod, production] test alert, nothing was found');
    const { email, sms } = JSON.parse(message) as Record<string, string>;
    expect(sms).toBe(subject);
    expect(email?.split('\n')[0]).toBe('TEST of acme-prod (production), 2026-11-23 09:00 UTC');
    expect(email).toContain('nothing was found, and there is nothing to do');
    expect(email).toContain('doctor --alert --tenant acme-prod --aws --stack strictwatch');
  });

  test('for programs: of a type and with a mark of its own', () => {
    const { message } = renderSnsTest(example);
    const { sqs = '' } = JSON.parse(message) as Record<string, string>;
    const event: unknown = JSON.parse(sqs);
    expect(TestEvent.parse(event)).toEqual(event);
    expect(event).toMatchObject({ type: 'strictwatch.test', test: true });
  });

  test('for filters: nothing that findings are filtered by', () => {
    const { attributes } = renderSnsTest(example);
    expect(Object.keys(attributes)).toEqual(['tenant', 'environment', 'kind', 'test']);
    expect([attributes['kind'], attributes['test']]).toEqual([
      { DataType: 'String', StringValue: 'test' },
      { DataType: 'String', StringValue: 'true' },
    ]);
  });

  test('at a terminal, on every line that can be copied alone', () => {
    const [first, second] = renderTest(example, { columns: 200 }).split('\n');
    expect([first, second].join(' ')).toMatch(/^TEST of acme-prod.*This is a test alert/);
  });
});

/** Takes our own bold and code away. */
function withoutOurs(line: string): string {
  return line.replace(/\*([^*\n]*)\*/g, '$1').replace(/`([^`\n]*)`/g, ' $1 ');
}

test('whatever its texts hold, it stays within the limits and acts on nothing', () => {
  const anyAlert = fc.record({
    tenant: hostileText,
    environment: hostileText,
    at: fc.constant(at.toISOString()),
    channel: hostileText,
    routes: fc.array(
      hostileText.map((text) => text.slice(0, 300)),
      { minLength: 1, maxLength: 11 },
    ),
  });
  fc.assert(
    fc.property(anyAlert, (alert) => {
      const sns = renderSnsTest(alert);
      expect(publishBytes(sns)).toBeLessThan(maxPublishBytes);
      expect(sns.subject).toMatch(/^\[TEST [ -~]{0,92}$/);
      const { blocks, text } = renderSlackTest(alert);
      const [header, ...others] = blocks.map((block) => shownText([block]));
      expect(header?.length).toBeLessThanOrEqual(150);
      for (const other of others) expect(other.length).toBeLessThanOrEqual(3_000);
      for (const line of `${text}\n${shownText(blocks)}`.split('\n')) {
        expect(line).not.toMatch(forbidden);
        expect(slackWouldActOn(withoutOurs(line))).toBeNull();
      }
      const { email = '' } = JSON.parse(sns.message) as Record<string, string>;
      const lines = [...renderTest(alert, { columns: 80 }).split('\n'), ...email.split('\n')];
      for (const line of lines) expect(line).not.toMatch(forbidden);
    }),
    { numRuns: 60 },
  );
});
