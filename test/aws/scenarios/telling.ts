import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { root } from '../process.ts';
import { published } from '../published.ts';
import {
  expectText,
  permissive,
  pretty,
  show,
  steadyNow,
  toldBy,
  watch,
  type Get,
} from '../steps.ts';

export function telling(world: Get): void {
  describe('telling people', () => {
    test('a new tenant is adopted quietly, with one summary', async () => {
      const { tenants, slack, alerts } = world();
      tenants.acme.createApp(permissive('inherited'));

      const run = await watch(world(), 'acme');

      expect(run.complete).toBe(true);
      expect(run.findings.map(({ rule, status }) => [rule, status])).toContainEqual([
        'app-permissive',
        'inherited',
      ]);
      expect(toldBy(run)).toEqual([]);
      const heard = await alerts.acme.next();
      expect(slack.messages).toHaveLength(1);
      await expectText(pretty(slack.messages[0]?.body), 'adopted.slack.txt');
      await expectText(pretty(JSON.parse(heard?.message ?? '')), 'adopted.event.txt');
      await expectText(published(world()).at(-1)?.texts['default'] ?? '', 'adopted.email.txt');
    });

    test('a new permissive app is told by SNS and by Slack, in these words', async () => {
      const { tenants, slack, alerts } = world();
      tenants.acme.createApp(permissive('partner-1'));

      const run = await watch(world(), 'acme');

      expect(toldBy(run)).toEqual(['opened app-permissive partner-1']);
      const heard = await alerts.acme.next();
      const event: unknown = JSON.parse(heard?.message ?? '');
      const body = slack.messages[1]?.body;
      show('The alert as received from SQS', `${heard?.subject}\n${pretty(event)}`);
      show('The alert as received by Slack', pretty(body));
      expect(slack.messages).toHaveLength(2);
      await expectText(pretty(body), 'opened.slack.txt');
      await expectText(pretty(event), 'opened.event.txt');
      expect(steadyNow(JSON.stringify(heard?.attributes))).toBe(
        '{"tenant":"acme","environment":"production","kind":"findings","rule":"[\\"app-permissive\\"]","severity":"[\\"high\\"]","announcement":"[\\"opened\\"]","transition":"[\\"acme/app-permissive/partner-1#1\\"]"}',
      );
      expect(await problemsOf(event)).toEqual([]);
      const text = published(world()).at(-1)?.texts['default'] ?? '';
      show('The alert as sent by e-mail', text);
      await expectText(text, 'opened.email.txt');
    });

    test('an unchanged tenant is told of to nobody', async () => {
      const { slack, alerts } = world();

      const run = await watch(world(), 'acme');

      expect(run.complete).toBe(true);
      expect(toldBy(run)).toEqual([]);
      expect(slack.messages).toHaveLength(2);
      expect(await alerts.acme.next(1)).toBeNull();
    });

    test('a tenant whose credentials are in Parameter Store is watched too', async () => {
      const { alerts } = world();

      const run = await watch(world(), 'beta');

      expect(run.complete).toBe(true);
      const heard = await alerts.beta.next();
      expect(heard?.subject).toBe('[beta, development] adopted, nothing found');
    });
  });
}

/** What the published schema says against an event. */
async function problemsOf(event: unknown): Promise<string[]> {
  const schema = await readFile(join(root, 'docs/finding-event.schema.json'), 'utf8');
  const ajv = new Ajv2020({ formats: { 'date-time': true, uri: true } });
  const isValid = ajv.compile(JSON.parse(schema) as object);
  isValid(event);
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
