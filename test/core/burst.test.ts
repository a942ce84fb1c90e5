import { describe, expect, it } from 'vitest';
import { blockError } from '../../demo/slack/block-kit.ts';
import { compose, summarizeAdoption, type ToTell } from '../../functions/core/compose.ts';
import { FindingsEvent } from '../../functions/core/finding-event.ts';
import { announcements, type Announcement } from '../../functions/core/finding.ts';
import { countSeverities, type Message } from '../../functions/core/message.ts';
import { renderSlack } from '../../functions/core/render-slack.ts';
import { maxPublishBytes, publishBytes, renderSns } from '../../functions/core/render-sns.ts';
import { renderTerminal } from '../../functions/core/render-terminal.ts';
import { severities, type Severity } from '../../functions/core/severity.ts';
import { rules } from '../../functions/rules/index.ts';
import { forbidden } from './hostile.ts';

const many = 50_000;
const tenant = { id: 'acme-prod', environment: 'production', domain: 'acme-prod.eu.auth0.com' };
const command = 'npx strictwatch findings --tenant acme-prod';
const at = new Date('2026-11-23T09:00:00.000Z');
const since = '2026-11-20T08:00:00.000Z';

/** Ten thousand characters of what an attacker would put into a name; one text, since 50,000 would be 500 MB. */
const nasty = '<!channel> *b* `c` https://evil.example \u202e\u0000\ud800 "\\" :fire: \u001b[31m🔥'
  .repeat(200)
  .slice(0, 10_000);

interface Burst {
  readonly name: string;
  readonly severity: (i: number) => Severity;
  readonly kind: (i: number) => Announcement;
  readonly text: string;
  readonly subject: (i: number) => string;
}

const plain: Burst = {
  name: 'findings opened',
  severity: () => 'high',
  kind: () => 'opened',
  text: 'third-party app "Partner" is in permissive mode',
  subject: (i) => `Synthetic${i}`,
};
const severityOf = (i: number) => severities[(i * 7) % severities.length] ?? 'info';
const kindOf = (i: number) => announcements[(i * 11) % announcements.length] ?? 'opened';

const bursts: readonly Burst[] = [
  plain,
  { ...plain, name: 'findings resolved', kind: () => 'resolved' },
  { ...plain, name: 'findings of any kind and severity', severity: severityOf, kind: kindOf },
  { ...plain, name: 'hostile names', severity: severityOf, text: nasty },
  {
    ...plain,
    name: 'hostile subjects, too long for any id',
    kind: kindOf,
    text: nasty,
    subject: (i) => `${i}${nasty}`,
  },
];

function owed({ severity, kind, text, subject }: Burst): ToTell[] {
  return Array.from({ length: many }, (_, i) => {
    const announcement = kind(i);
    const over = { status: 'resolved', resolvedAt: at.toISOString() } as const;
    const standing = { status: 'open' } as const;
    return {
      rule: 'app-permissive',
      subject: subject(i),
      life: {
        ...(announcement === 'resolved' ? over : standing),
        severity: severity(i),
        transition: 1,
        firstSeen: since,
        since,
      },
      words: { message: text, evidence: { name: text, origin: 'dcr', list: [text, text] } },
      announcement,
      transition: 1,
    };
  });
}

/** Worst first, and what is over last. */
function rank(severity: Severity, announcement: Announcement): number {
  return severities.indexOf(severity) + (announcement === 'resolved' ? severities.length : 0);
}

/** All text a person can see in Slack. */
function shownIn({ blocks }: ReturnType<typeof renderSlack>): string {
  return blocks
    .flatMap((block) => {
      if (block.type === 'divider') return [];
      return block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text];
    })
    .join('\n');
}

function countIn(text: string): number {
  return Number(/And (\d+) more/.exec(text)?.[1] ?? 0);
}

describe.each(bursts)('50,000 $name', (burst) => {
  const told = owed(burst);
  const message = compose({ tenant, told, adoption: null, rules, at });
  const slack = renderSlack(message);
  const over = told.filter(({ announcement }) => announcement === 'resolved');
  const standing = told.filter(({ announcement }) => announcement !== 'resolved');

  it('are one message: the ten worst in full, the others counted, none left out', () => {
    const worst = told.map(({ life, announcement }) => rank(life.severity, announcement));
    const inFull = message.told.map(({ severity, announcement }) => rank(severity, announcement));
    expect(inFull).toEqual(worst.toSorted((a, b) => a - b).slice(0, 10));
    expect(message.told).toHaveLength(10);
    expect(message.rest?.count).toBe(many - 10);
    const shown = countSeverities(message.told.map(({ severity }) => severity));
    const all = countSeverities(told.map(({ life }) => life.severity));
    expect(sum(message.rest?.bySeverity ?? [], shown)).toEqual(sum(all, []));
    const overShown = message.told.filter(({ announcement }) => announcement === 'resolved');
    const overLeft = sum(message.rest?.resolved ?? [], []);
    expect(total(overLeft) + overShown.length).toBe(over.length);
    expect(message.rest?.command).toBe(command);
  });

  it('fit Slack', () => {
    const { blocks, text, metadata } = slack;
    expect(blockError(blocks)).toBeNull();
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(JSON.stringify(blocks).length + JSON.stringify(text).length).toBeLessThanOrEqual(13_000);
    const shown = shownIn(slack);
    expect((shown.match(/ · transition 1/g)?.length ?? 0) + countIn(shown)).toBe(many);
    expect((text.match(/, transition 1\]/g)?.length ?? 0) + countIn(text)).toBe(many);
    for (const words of [shown, text]) expect(words).toContain(`\`${command}\``);
    const { findings, left_out } = metadata.event_payload;
    expect(findings.length + left_out).toBe(many);
    expect(JSON.stringify(metadata).length).toBeLessThanOrEqual(8_200);
  });

  it('fit Amazon SNS', () => {
    const publish = renderSns(message);
    expect(publishBytes(publish)).toBeLessThanOrEqual(maxPublishBytes);
    expect(publish.subject).toMatch(/^[ -~]{1,99}$/);
    expect(publish.subject).toContain('50000 findings');
    const texts = JSON.parse(publish.message) as { email: string; sqs: string };
    const event = FindingsEvent.parse(JSON.parse(texts.sqs));
    expect(event.findings.length + (event.rest?.count ?? 0)).toBe(many);
    expect(total(event.rest?.bySeverity ?? [])).toBe(event.rest?.count);
    expect((texts.email.match(/transition 1,/g)?.length ?? 0) + countIn(texts.email)).toBe(many);
    expect(texts.email).toContain(command);
  });

  it('fit a terminal', () => {
    const text = renderTerminal(message, { columns: 80, color: false });
    expect((text.match(/transition 1,/g)?.length ?? 0) + countIn(text)).toBe(many);
    expect(text).toContain(command);
    expect(text.length).toBeLessThan(60_000);
    for (const line of text.split('\n')) expect(line).not.toMatch(forbidden);
  });

  it('say how many are over, whose severity alarms nobody', () => {
    const left = Math.max(0, over.length - Math.max(0, 10 - standing.length));
    const words = left === 0 ? /^(?!.*resolved)/ : new RegExp(`\\b${left} resolved`);
    const texts = [
      restLine(shownIn(renderSlack({ ...message, told: [] }))),
      restLine(renderTerminal({ ...message, told: [] }, { columns: 200, color: false })),
    ];
    for (const text of texts) expect(text).toMatch(words);
    if (standing.length > 0) return;
    for (const text of texts) expect(text).not.toMatch(/\d (?:critical|high|medium|low|info)/);
    expect(renderSns(message).subject).toBe(
      '[acme-prod, production] 50000 findings: 50000 resolved',
    );
  });
});

function restLine(text: string): string {
  return text.split('\n').find((line) => /And \d+ more/.test(line)) ?? '';
}

type Counts = NonNullable<Message['rest']>['bySeverity'];

function sum(some: Counts, more: Counts): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { severity, count } of [...some, ...more]) {
    counts[severity] = (counts[severity] ?? 0) + count;
  }
  return counts;
}

function total(counts: Counts | Record<string, number>): number {
  const numbers = Array.isArray(counts)
    ? (counts as Counts).map(({ count }) => count)
    : Object.values(counts as Record<string, number>);
  return numbers.reduce((a, b) => a + b, 0);
}

describe('what receivers de-duplicate on', () => {
  const [first, ...others] = owed(plain).slice(0, 12);
  const found = first ? [{ ...first, transition: 7 }, ...others] : [];
  const key = 'acme-prod/app-permissive/Synthetic0';
  const adoption = summarizeAdoption({
    tenant,
    findings: found.map((one) => ({
      ...one,
      life: { ...one.life, status: 'inherited', transition: 0 },
    })),
    words: ({ words }) => words,
    unknown: [],
    appCount: 12,
    rules,
    at,
  });

  it('is in every form of a message', () => {
    const message = compose({ tenant, told: found.slice(0, 1), adoption: null, rules, at });
    const slack = renderSlack(message);
    expect(shownIn(slack)).toContain(`\`${key}\` · transition 7`);
    expect(slack.text).toContain(`[${key}, transition 7]`);
    expect(slack.metadata.event_payload.findings[0]).toMatchObject({ id: key, transition: 7 });
    const { attributes, message: published } = renderSns(message);
    const { email, sqs } = JSON.parse(published) as { email: string; sqs: string };
    expect(attributes['transition']?.StringValue).toBe(JSON.stringify([`${key}#7`]));
    expect(email).toMatch(new RegExp(`Finding {2}${key}\n +transition 7,`));
    expect(JSON.parse(sqs)).toMatchObject({ findings: [{ id: key, transition: 7 }] });
    expect(renderTerminal(message, { columns: 80, color: false })).toMatch(
      new RegExp(`Finding {2}${key}\n +transition 7,`),
    );
  });

  it('is in every form of an adoption', () => {
    const message = compose({ tenant, told: [], adoption, rules, at });
    const slack = renderSlack(message);
    expect(shownIn(slack)).toContain(`\`${key}\`, transition 0`);
    expect(slack.text).toContain(`[${key}, transition 0]`);
    expect(slack.metadata.event_payload.adopted).toHaveLength(5);
    expect(slack.metadata.event_payload.adopted?.[0]).toEqual({ id: key, transition: 0 });
    const { attributes, message: published } = renderSns(message);
    const { email, sqs } = JSON.parse(published) as { email: string; sqs: string };
    expect(attributes['transition']?.StringValue).toContain(`"${key}#0"`);
    expect(email).toContain(`${key}, transition 0`);
    expect(JSON.parse(sqs)).toMatchObject({
      adoption: { worst: { 0: { id: key, transition: 0 } } },
    });
    expect(renderTerminal(message, { columns: 80, color: false })).toContain(
      `${key}, transition 0`,
    );
  });

  it('is, for what is only counted, the findings in full beside the counts: both are the same again', () => {
    const message = () => compose({ tenant, told: found, adoption: null, rules, at });
    const again = compose({ tenant, told: found.toReversed(), adoption: null, rules, at });
    expect(message().rest?.count).toBe(2);
    expect(again).toEqual(message());
  });

  it('is whole in the fallback of Slack for one finding, however long its id', () => {
    const subject = 'x'.repeat(200);
    const told = found.slice(0, 1).map((one) => ({ ...one, subject }));
    const { text } = renderSlack(compose({ tenant, told, adoption: null, rules, at }));
    expect(text).toContain(`[acme-prod/app-permissive/${subject}, transition 7]`);
  });

  it('gives way in the fallback to what is told, where an adoption is told too', () => {
    const told = found.slice(0, 10).map((one) => ({
      ...one,
      subject: `${one.subject}${'y'.repeat(60)}`,
      words: { ...one.words, message: 'm'.repeat(200) },
    }));
    const { text, metadata } = renderSlack(compose({ tenant, told, adoption, rules, at }));
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(
      text.match(/opened: m+… \[acme-prod\/app-permissive\/Synthetic\d+y{60}, /g),
    ).toHaveLength(10);
    expect(text).not.toContain('inherited');
    expect(metadata.event_payload.adopted).toHaveLength(5);
  });
});

describe('rules that could not judge for one reason', () => {
  const why = 'grants not read: missing scope read:client_grants';
  const names = Array.from({ length: 10 }, (_, i) => `rule-number-${i}`);
  const unknown = [
    ...names.map((rule) => ({ rule, reason: why })),
    { rule: 'toggle-on', reason: 'nothing shows its state' },
  ];
  const adoption = summarizeAdoption({
    tenant,
    findings: [],
    words: () => ({ message: '', evidence: {} }),
    unknown,
    appCount: 1,
    rules,
    at,
  });
  const message = compose({ tenant, told: [], adoption, rules, at });

  it('are one line of it, and any other reason another', () => {
    const slack = shownIn(renderSlack(message));
    expect(slack).toContain(`• *${names.join(', ')}* ${why}`);
    expect(slack).toContain('• *toggle-on* nothing shows its state');
    expect(slack.split('missing scope')).toHaveLength(2);
    const texts = JSON.parse(renderSns(message).message) as { email: string };
    const terminal = renderTerminal(message, { columns: 80, color: false });
    for (const text of [texts.email, terminal]) {
      const words = text.replace(/\s+/g, ' ');
      expect(words).toContain(`- ${names.join(', ')}: ${why}`);
      expect(words.split('missing scope')).toHaveLength(2);
    }
  });

  it('stay apart in the event, as data', () => {
    const { sqs } = JSON.parse(renderSns(message).message) as { sqs: string };
    expect(JSON.parse(sqs)).toMatchObject({ adoption: { unknown } });
  });

  it('are counted where their reasons are too many for Slack, by rules and not by lines', () => {
    const each = Array.from({ length: 40 }, (_, i) => [
      { rule: `a-${i}`, reason: `${i} ${'because '.repeat(30)}` },
      { rule: `b-${i}`, reason: `${i} ${'because '.repeat(30)}` },
    ]).flat();
    const crowded = { ...message, adoption: { ...adoption, unknown: each } };
    const payload = renderSlack(crowded);
    expect(blockError(payload.blocks)).toBeNull();
    const shown = shownIn(payload);
    const lines = shown.match(/• \*a-\d+, b-\d+\*/g)?.length ?? 0;
    expect(lines).toBeGreaterThan(3);
    expect(shown).toContain(`• and ${80 - 2 * lines} more`);
  });
});
