import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLog } from '../../functions/adapters/log.ts';
import { isDashboardLink } from '../../functions/core/dashboard.ts';
import { forCsv, forHtml, forMail, forTerminal, visible } from '../../functions/core/escape.ts';
import { FindingEvent } from '../../functions/core/finding-event.ts';
import type { Message } from '../../functions/core/message.ts';
import { summaryOf } from '../../functions/core/posture/summary.ts';
import { renderPosture } from '../../functions/core/render-posture.ts';
import { renderRun } from '../../functions/core/render-run.ts';
import { renderSlackPosture } from '../../functions/core/render-slack-posture.ts';
import { renderSlack, type SlackBody } from '../../functions/core/render-slack.ts';
import {
  eventProtocols,
  maxPublishBytes,
  publishBytes,
  renderSns,
  renderSnsPosture,
  type SnsPublish,
} from '../../functions/core/render-sns.ts';
import { renderStory } from '../../functions/core/render-story.ts';
import { renderTable } from '../../functions/core/render-table.ts';
import { renderTerminal } from '../../functions/core/render-terminal.ts';
import rule from '../../functions/rules/app-permissive.ts';
import { forbidden, hostileName, hostileText } from './hostile.ts';
import { hostileFinding, hostileMessage, hostileRule } from './hostile-samples.ts';
import { samplePosture } from './posture/sample-posture.ts';
import { record, sections } from './posture-samples.ts';
import { casesOf } from '../thorough.ts';

/** The same texts every time; fast-check prints seed and path of the one that fails. */
function holds<T>(of: fc.Arbitrary<T>, numRuns: number, check: (value: T) => void): void {
  fc.assert(fc.property(of, check), { seed: 20_261_123, numRuns: casesOf(numRuns) });
}

const anyMessage = hostileMessage(hostileRule);
/** With the steps of the rule as they are: our own words, which Slack and a mail show with their addresses. */
const ourMessage = hostileMessage(fc.constant(rule));

const anyPosture = fc
  .tuple(fc.array(hostileFinding, { maxLength: 8 }), hostileName, hostileText, hostileName)
  .map(([findings, environment, reason, name]) => {
    const [app] = samplePosture().newPermissive;
    return summaryOf(
      samplePosture({
        tenant: { id: 'acme-prod', environment },
        verdict: { state: 'act', sentence: reason },
        findings: findings.map((finding) => ({ ...finding, link: null })),
        newPermissive: app ? [{ ...app, name, who: name }] : [],
        unread: [{ section: 'grants', reason, lastRead: null, ageSeconds: null }],
        notes: [name],
      }),
    );
  });

/** What a mail program makes a link of. */
const clickable =
  /https?:\/\/|evil[.。．](?:example|com)|(?<!\p{L})(?:mailto|tel|sms|callto|skype):\S/iu;

/** No line but ours, and nothing in it that moves a cursor, hides, reorders or is half a character. */
function expectPlainLines(text: string): void {
  for (const line of text.split('\n')) expect(line).not.toMatch(forbidden);
}

describe('Slack', () => {
  function textsOf({ text, blocks }: SlackBody): string[] {
    return [
      text,
      ...blocks.flatMap((block) => {
        if (block.type === 'divider') return [];
        return block.type === 'context' ? block.elements.map(({ text }) => text) : block.text.text;
      }),
    ];
  }

  /** Its control sequences are what stands between < and >; @ and # name people and channels. */
  function expectInert(body: SlackBody): void {
    for (const text of textsOf(body)) {
      expectPlainLines(text);
      for (const [sequence] of text.matchAll(/<[^>]*>?/g)) {
        const [, link = ''] = /^<(.*)\|Open in Auth0>$/.exec(sequence) ?? [];
        expect(isDashboardLink(link), sequence).toBe(true);
      }
      expect(text.replace(/<[^>]*>/g, '')).not.toMatch(/[<>@#]|&(?!(?:amp|lt|gt);)/);
      expect(text.replace(/<[^>]*>/g, '')).not.toMatch(/https?:\/\//i);
    }
  }

  /** Source: https://docs.slack.dev/reference/block-kit/blocks */
  const longest = { header: 150, section: 3000 } as const;

  function expectWithinLimits(body: SlackBody): void {
    const { text, blocks } = body;
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    const tooLong = blocks.filter((block) => {
      if (block.type === 'divider') return false;
      if (block.type === 'context') return block.elements.length > 10;
      return block.text.text.length > longest[block.type];
    });
    expect(tooLong).toEqual([]);
    expect(textsOf(body)).not.toContain('');
  }

  it('has no control sequence in a message but the link to the Dashboard, within all limits', () => {
    holds(ourMessage, 120, (message) => {
      const payload = renderSlack(message);
      expectInert(payload);
      expectWithinLimits(payload);
      expect(JSON.stringify(payload)).not.toMatch(/\\u[dD][89a-fA-F]/);
    });
  });

  it('has none at all in a posture', () => {
    holds(anyPosture, 200, (posture) => {
      const body = renderSlackPosture(posture);
      expectInert(body);
      expectWithinLimits(body);
      expect(textsOf(body).join('')).not.toMatch(/[<>]/);
    });
  });
});

describe('Amazon SNS', () => {
  function textsOf({ message }: SnsPublish): Record<string, string> {
    return JSON.parse(message) as Record<string, string>;
  }

  function expectLegal(publish: SnsPublish): void {
    expect(publish.subject).toMatch(/^[!-~][ -~]{0,98}$/);
    expect(publishBytes(publish)).toBeLessThanOrEqual(maxPublishBytes);
    expect(publish.message.isWellFormed()).toBe(true);
    const texts = textsOf(publish);
    for (const protocol of eventProtocols) {
      expect(texts[protocol]?.isWellFormed()).toBe(true);
      expect(FindingEvent.safeParse(JSON.parse(texts[protocol] ?? '')).error).toBeUndefined();
    }
    for (const { StringValue } of Object.values(publish.attributes)) {
      expect(StringValue).toMatch(/^[ -~]+$/);
    }
  }

  /** A mail without our own link. */
  function theirsIn(mail: string): string {
    return mail.replace(/^ {2}In Auth0 https:\/\/manage\.auth0\.com\/dashboard\/.*$/gm, '');
  }

  it('takes every message: subject, event and size; no mail has a link of theirs', () => {
    holds(ourMessage, 100, (message) => {
      const publish = renderSns(message);
      expectLegal(publish);
      const { email = '' } = textsOf(publish);
      expectPlainLines(email);
      expect(theirsIn(email)).not.toMatch(clickable);
    });
  });

  it('takes every posture', () => {
    holds(anyPosture, 200, (posture) => {
      const publish = renderSnsPosture(posture);
      expectLegal(publish);
      const { email = '' } = textsOf(publish);
      expectPlainLines(email);
      expect(theirsIn(email)).not.toMatch(clickable);
    });
  });
});

describe('a terminal', () => {
  /** The colours we set ourselves. */
  const sgr = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

  it('is sent no control character by a message but line breaks, and those are ours', () => {
    holds(anyMessage, 100, (message) => {
      const text = renderTerminal(message, { columns: 80, color: true }).replace(sgr, '');
      expectPlainLines(text);
      expect(text).toBe(renderTerminal(madeVisible(message), { columns: 80, color: false }));
    });
  });

  it('is sent none by a run, a finding, a posture', () => {
    const anyRun = hostileText.map((reason) => {
      const { version: _v, unknown: _u, told: _t, ...run } = record({ complete: false });
      return { ...run, sections: sections({ logs: reason || '-' }), findings: [] };
    });
    holds(fc.tuple(anyRun, hostileFinding, anyPosture), 200, ([run, finding, posture]) => {
      const texts = [
        renderRun(run, { columns: 80, dryRun: true }),
        renderStory(finding, null, 80),
        renderPosture(posture, { columns: 80 }),
      ];
      for (const line of texts.join('').split('\n')) expect(line).not.toMatch(forbidden);
    });
  });

  it('is sent a table of exactly as many lines as it has rows', () => {
    const rows = fc.array(fc.tuple(hostileName, hostileText), { minLength: 1, maxLength: 20 });
    holds(rows, 200, (rows) => {
      const cells = rows.map((row) => row.map((cell) => forTerminal(cell, 70)));
      const text = renderTable(['WHAT', 'FINDING'], cells);
      expectPlainLines(text);
      expect(text.split('\n')).toHaveLength(rows.length + 2);
    });
  });

  /** Making text visible beforehand must change nothing, line breaks least of all. */
  function madeVisible(message: Message): Message {
    return JSON.parse(JSON.stringify(message), (key, value: unknown) =>
      typeof value === 'string' && key !== 'link' ? visible(value) : value,
    ) as Message;
  }
});

describe('a mail', () => {
  it('has no control character of a text, no address to click, and the same the second time', () => {
    holds(hostileName, 400, (text) => {
      const shown = forMail(text);
      expect(shown).not.toMatch(forbidden);
      expect(shown).not.toMatch(clickable);
      expect(forMail(shown)).toBe(shown);
    });
  });
});

describe('HTML', () => {
  const meant = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" } as const;

  function read(html: string): string {
    return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: keyof typeof meant) => meant[name]);
  }

  it('gets no < > " \' and no & that begins nothing, and shows the text as it is visible', () => {
    holds(hostileName, 400, (text) => {
      const html = forHtml(text);
      expect(html).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      expect(html).not.toMatch(forbidden);
      expect(read(html)).toBe(visible(text) || '(empty)');
    });
  });

  it('gets one element with one attribute where there is one', () => {
    holds(hostileName, 400, (text) => {
      const page = `<p title="${forHtml(text)}" class='${forHtml(text)}'>${forHtml(text)}</p>`;
      expect(page.match(/[<>]/g)).toHaveLength(4);
      expect(page.match(/["']/g)).toHaveLength(4);
      expect(page).toMatch(/^<p title="[^"]*" class='[^']*'>[^<>]*<\/p>$/);
    });
  });

  it('is cut to a length, and no entity with it', () => {
    holds(fc.tuple(hostileName, fc.integer({ min: 1, max: 300 })), 400, ([text, max]) => {
      const html = forHtml(text, max);
      expect(html.length).toBeLessThanOrEqual(max);
      expect(html).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
    });
  });
});

describe('CSV', () => {
  /** As RFC 4180 has it, in quotes everywhere. */
  function parse(file: string): string[][] {
    return file
      .split('\r\n')
      .slice(0, -1)
      .map((row) =>
        [...row.matchAll(/(?:^|,)"((?:[^"]|"")*)"(?=,|$)/g)].map(([, field = '']) =>
          field.replaceAll('""', '"'),
        ),
      );
  }

  /** With what a spreadsheet or an import may lose before it. */
  function isFormula(cell: string): boolean {
    return /^[\s"‘’“”`]*[=+\-@\u2212]/.test(cell.normalize('NFKC'));
  }

  it('has each field in its cell, and no cell that a spreadsheet would compute', () => {
    const rows = fc.array(fc.tuple(hostileName, hostileText, hostileText), { minLength: 1 });
    holds(rows, 200, (rows) => {
      const file = rows.map((row) => `${row.map(forCsv).join(',')}\r\n`).join('');
      const parsed = parse(file);
      expect(parsed.map((row) => row.map(withoutApostrophes))).toEqual(
        rows.map((row) => row.map((text) => withoutApostrophes(visible(text)))),
      );
      expect(parsed.flat().filter(isFormula)).toEqual([]);
      expect(file.replaceAll('\r\n', '')).not.toMatch(forbidden);
    });
  });

  it('has none either for a reader with another separator, or none for quotes', () => {
    holds(hostileName, 400, (text) => {
      expect(
        forCsv(text)
          .split(/[,;|\t\n]/)
          .filter(isFormula),
      ).toEqual([]);
    });
  });

  it.each([
    ['Partner Portal', '"Partner Portal"'],
    ['', '""'],
    ['say "hi"', '"say ""hi"""'],
    ['a,b', '"a,b"'],
    ['=1+1', `"'=1+1"`],
    ['-1', `"'-1"`],
    ['＝1', `"'＝1"`],
    ['\t=1', `"'=1"`],
    ['\r\n=1', '"␤=1"'],
    [' "=1', `"'""=1"`],
    ["'=1", `"''=1"`],
    ['a;=1', `"a;'=1"`],
    ['a|=1', `"a|'=1"`],
    ['a, "=1', `"a,' ""=1"`],
    ['a=1', '"a=1"'],
    ['a-b@c', '"a-b@c"'],
  ])('writes %j as %s', (text, field) => {
    expect(forCsv(text)).toBe(field);
  });

  function withoutApostrophes(text: string): string {
    return text.replaceAll("'", '');
  }
});

describe('a log', () => {
  let written: string[] = [];

  beforeAll(() => {
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
  });

  afterAll(() => {
    vi.restoreAllMocks();
  });

  /** All that is shown of a line, each line of a stack by itself. */
  function stringsIn(value: unknown): string[] {
    if (typeof value === 'string') return value.split(/\n\s*at /);
    return value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(stringsIn)
      : [];
  }

  /** What was written, which is one line of JSON that shows all it has. */
  function line(): Record<string, unknown> {
    const text = written.join('');
    written = [];
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(text.slice(0, -1)).not.toMatch(forbidden);
    const read = JSON.parse(text) as Record<string, unknown>;
    expect(stringsIn(read).filter((value) => forbidden.test(value))).toEqual([]);
    return read;
  }

  it('gets one line of a statement, and no text of theirs is a line, a level or a key of it', () => {
    const log = openLog('watch');
    holds(fc.tuple(hostileName, hostileText, hostileText), 200, ([message, reason, tenant]) => {
      log.about(tenant);
      log.done(message, { unread: { apps: reason }, list: [message] }, { RunsComplete: 1 });
      expect(line()).toMatchObject({ level: 'INFO', job: 'watch' });
      log.metrics.publishStoredMetrics();
      expect(line()).toMatchObject({ RunsComplete: 1 });
      log.warn(reason);
      expect(line()).toMatchObject({ level: 'WARN' });
    });
  });

  it('gets one line of an error, whatever its words', () => {
    const log = openLog('watch');
    const errors = fc
      .tuple(hostileName, hostileText)
      .map(([message, cause]) => new TypeError(message, { cause: new Error(cause) }));
    holds(errors, 200, (error) => {
      log.failed(error);
      expect(line()).toMatchObject({ level: 'ERROR', error: { name: 'TypeError' } });
    });
  });
});
