import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openLocal } from '../../functions/adapters/local.ts';
import type { Attribution } from '../../functions/core/attribution.ts';
import { compose } from '../../functions/core/compose.ts';
import type { Finding } from '../../functions/core/finding.ts';
import { renderSlack } from '../../functions/core/render-slack.ts';
import { renderSns } from '../../functions/core/render-sns.ts';
import { renderStory } from '../../functions/core/render-story.ts';
import { renderTerminal } from '../../functions/core/render-terminal.ts';
import { app } from '../../functions/core/sample.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { rules } from '../../functions/rules/index.ts';
import { actor, ana, created, entry, logs } from '../core/attribute-samples.ts';
import { forbidden, hostileText, slackWouldActOn } from '../core/hostile.ts';
import { credentialsEnv, readAs } from '../jobs/world.ts';
import { strictwatch, temporaryFolder } from './run.ts';

const permissive = rules.find(({ id }) => id === 'app-permissive') ?? null;
const pipeline = rules.find(({ id }) => id === 'pipeline-blocks-strict') ?? null;

const { channel, ...by } = actor();
const attributed: Attribution = {
  by,
  channel,
  at: '2026-11-18T02:14:00.000Z',
  logId: '90020261118021400123456789',
  did: 'app-created',
  how: 'api-default',
};

function finding(evidence: object, parts: Partial<Finding> = {}): Finding {
  return {
    key: 'acme/app-permissive/abc',
    tenant: 'acme',
    rule: 'app-permissive',
    subject: 'abc',
    message: 'third-party app "Partner" is in permissive mode',
    evidence: { name: 'Partner', ...evidence },
    status: 'open',
    severity: 'high',
    transition: 1,
    firstSeen: '2026-11-18T03:00:00.000Z',
    since: '2026-11-18T03:00:00.000Z',
    ...parts,
  };
}

describe('the command', () => {
  const desk = async () => {
    const data = join(temporaryFolder(), 'data');
    const local = await openLocal(data, {});
    const tenant = parseTenant({
      id: 'acme',
      domain: 'acme.eu.auth0.com',
      credentials: credentialsEnv,
    });
    const run = (day: number, ...[parts, read]: Parameters<typeof readAs>) =>
      watch(
        {
          collect: readAs(parts, read),
          store: local.store,
          channels: [],
          progress: () => {},
          timeLeft: () => Infinity,
          elapsed: () => 0,
        },
        { tenant, rules, now: new Date(Date.UTC(2026, 10, day, 3)), dryRun: false },
      );
    await run(17, {}, logs());
    const partner = app({ id: 'abc', name: 'Partner', securityMode: 'permissive' });
    await run(18, { apps: [partner] }, logs([created('abc')]));
    await run(19, {}, logs([entry({ operation: 'app-deleted', app: 'abc', actor: ana })]));
    await local.close();
    return (...args: string[]) =>
      strictwatch(['explain', 'acme/app-permissive/abc', '--data', data, ...args]);
  };

  test('tells the story from the creation to the deletion, then the rule', async () => {
    const { code, out } = await (await desk())();
    expect(code).toBe(0);
    const parts = [
      'acme/app-permissive/abc',
      'third-party app "Partner" is in permissive mode',
      'high, resolved, transition 2',
      'Who did it',
      '  created by: M2M app "partner-sync" (SyntheticPipeline)',
      '  when: 2026-11-18 02:14 UTC',
      '  from: 203.0.113.7',
      '  with: Terraform provider, as its user agent says',
      '  user agent: Terraform/1.9.8',
      '  how: the request named no mode',
      `    auth0 api get "logs/${created('abc').id}"`,
      'Since then',
      '  first seen: 2026-11-18 03:00 UTC',
      '  gone: seen 2026-11-19 03:00 UTC',
      '  app deleted by: user "Ana" <ana@acme.example>',
      '  now: resolved',
      'Evidence',
      '  name: Partner',
      'What to do',
      'See https://',
    ];
    const places = parts.map((part) => out.indexOf(`\n${part}`));
    expect(out.startsWith(parts[0] ?? '')).toBe(true);
    expect(places.slice(1)).toEqual(places.slice(1).toSorted((a, b) => a - b));
    expect(places.slice(1)).not.toContain(-1);
    expect(out).not.toContain('Not known');
    expect(out).not.toContain('attribution');
  });

  test('gives the attribution to programs as evidence', async () => {
    const { out } = await (await desk())('--json');
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      finding: {
        evidence: {
          attribution: { by: { name: 'partner-sync' }, how: 'api-default' },
          endedBy: { by: { name: 'Ana' } },
        },
      },
      rule: { id: 'app-permissive' },
    });
  });
});

describe('what is not known', () => {
  const story = (attribution: unknown, parts: Partial<Finding> = {}) =>
    renderStory(finding(attribution === undefined ? {} : { attribution }, parts), permissive, 100);

  test('is said with the reason and as of when', () => {
    const text = story({
      unattributed: 'the logs could not be read (missing scope read:logs)',
      did: 'app-created',
      seen: '2026-11-18T03:00:00.000Z',
      how: 'unknown',
    });
    expect(text).not.toContain('Who did it\n');
    expect(text).toContain(
      'Not known\n  who did it: the logs could not be read (missing scope read:logs). As of 2026-11-18 03:00 UTC\n',
    );
    expect(text).toContain('  how it became permissive: only the request would tell');
  });

  test('of an entry is what it does not hold', () => {
    const bare = { ...attributed, by: { ...by, ip: null, tool: null, userAgent: null } };
    const text = story({ ...bare, channel: 'unknown', how: 'unknown' });
    expect(text).toContain('  from where: the log entry has no address');
    expect(text).toContain('  with what: the log entry names no user agent');
    expect(text).toContain('  how it became permissive: only the request would tell');
    expect(text).not.toMatch(/^ {2}(from|with|user agent|by way of|how):/m);
  });

  test('is nothing where the user agent is no tool we know, or is the Dashboard', () => {
    const unheard = story({ ...attributed, by: { ...by, tool: null, userAgent: 'x/1' } });
    expect(unheard).toContain('  with: "x/1"\n');
    expect(unheard).not.toContain('Not known');
    const dashboard = story({ ...attributed, channel: 'dashboard' });
    expect(dashboard).toContain('  with: Auth0 Dashboard\n');
  });

  test('is said of a finding from before the logs were read, where its rule looks into them', () => {
    expect(story(undefined)).toContain('Not known\n  who did it: the logs were not asked');
    const other = renderStory(finding({}), pipeline, 100);
    expect(other).not.toContain('Not known');
  });

  test('is which of several entries it was', () => {
    expect(story({ ...attributed, among: 3 })).toContain('  which: the newest of 3 changes');
  });
});

test('what became of it since is told', () => {
  const life = {
    status: 'open',
    since: '2026-11-20T03:00:00.000Z',
    reminders: 2,
    stage: '7d',
    owed: [{ channel: 'slack:WEBHOOK', kind: 'reminded', transition: 3 }],
  } as const;
  const text = renderStory(finding({}, life), null, 100);
  expect(text).toContain(
    [
      'Since then',
      '  first seen: 2026-11-18 03:00 UTC',
      '  seen again: 2026-11-20 03:00 UTC',
      '  stage: 7d',
      '  reminded: 2 times',
      '  now: open; people are reminded of it',
      '  not yet told: reminded, to slack:WEBHOOK',
    ].join('\n'),
  );
});

test('who put it back is told where it is over', () => {
  const endedBy = { ...attributed, did: 'settings-updated' };
  const text = renderStory(finding({ before: 'x', after: 'y', endedBy }), permissive, 100);
  expect(text).toMatch(/^Since then$[^]*^ {2}put back by: M2M app "partner-sync"/m);
});

describe('names of hostile actors', () => {
  const text = fc.oneof(hostileText, fc.constantFrom('\u001b[31mAna', '<!channel>', '\u202eana'));
  const hostileBy = fc.record({ name: text, email: text, id: text, ip: text, userAgent: text });
  const evidenceOf = (parts: object, logId: string) => {
    const attribution = { ...attributed, by: { ...by, ...parts, tool: null }, logId };
    return { attribution, endedBy: { ...attribution, did: 'app-deleted' } };
  };

  test('are made safe in the story, whose command is only made of an id', () => {
    const logIds = fc.oneof(text, fc.constantFrom('900', '900"; rm -rf "', '-x', '$(x)'));
    fc.assert(
      fc.property(hostileBy, logIds, (parts, logId) => {
        const lines = renderStory(finding(evidenceOf(parts, logId)), permissive, 80).split('\n');
        expect(lines.filter((line) => forbidden.test(line))).toEqual([]);
        const commands = lines.filter((line) => line.startsWith('    auth0'));
        expect(commands.every((line) => /^ {4}auth0 api get "logs\/\w[\w-]*"$/.test(line))).toBe(
          true,
        );
      }),
    );
  });

  test('are made safe in every message', () => {
    const tenant = { id: 'acme', environment: 'production', domain: 'acme.eu.auth0.com' };
    fc.assert(
      fc.property(hostileBy, (parts) => {
        const {
          key: _,
          tenant: _its,
          rule,
          subject,
          message,
          evidence,
          ...life
        } = finding(evidenceOf(parts, '900'));
        const told = { rule, subject, life, words: { message, evidence } };
        const sent = compose({
          tenant,
          told: [{ ...told, announcement: 'opened', transition: 1 }],
          adoption: null,
          rules,
          at: new Date('2026-11-18T03:00:00.000Z'),
        });
        expect(sent.told[0]?.facts[0]?.name).toBe('app deleted by');
        const facts = renderSlack(sent)
          .blocks.flatMap((block) => (block.type === 'section' ? block.text.text.split('\n') : []))
          .filter((line) => line.startsWith('• *'))
          .map((line) => line.replace(/^• \*[\w ]+\* /, ''));
        expect(facts.length).toBeGreaterThan(2);
        expect(facts.map(slackWouldActOn).filter((acts) => acts !== null)).toEqual([]);
        for (const shown of [
          renderTerminal(sent, { columns: 80, color: false }),
          (JSON.parse(renderSns(sent).message) as { email: string }).email,
        ]) {
          expect(shown.split('\n').filter((line) => forbidden.test(line))).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
