import { ConfigError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import type { Finding } from '../core/finding.ts';
import { moment } from '../core/message.ts';
import type { AnyRule } from '../core/rule.ts';
import { readable, wrap } from '../core/wrap.ts';
import type { Context } from './context.ts';
import { withStored } from './stored.ts';

/** `explain <rule|finding>`: why it matters and what to do; for a finding, also what was seen. */
export async function explainCommand(context: Context, name: string): Promise<number> {
  const rule = context.rules.find(({ id }) => id === name);
  if (rule) {
    context.out(
      context.options.json ? `${JSON.stringify({ version: 1, rule })}\n` : aboutRule(rule, context),
    );
    return 0;
  }
  const [tenant = '', ruleId = ''] = name.split('/');
  if (!name.includes('/')) throw new ConfigError(noSuch(name, context.rules));
  const finding = await withStored(context, async (store) =>
    (await store.findings(tenant)).find(({ key }) => key === name),
  );
  if (!finding) throw new ConfigError(noFinding(name, tenant));
  const its = context.rules.find(({ id }) => id === ruleId);
  context.out(
    context.options.json
      ? `${JSON.stringify({ version: 1, finding, rule: its ?? null })}\n`
      : `${aboutFinding(finding, context)}\n${its ? aboutRule(its, context) : ''}`,
  );
  return 0;
}

function aboutFinding(finding: Finding, context: Context): string {
  const lines = [
    forTerminal(finding.key, 700),
    forTerminal(finding.message, 1000),
    '',
    `${finding.severity}, ${finding.status}, transition ${finding.transition}`,
    `first seen ${moment(finding.firstSeen)}, in this state since ${moment(finding.resolvedAt ?? finding.since)}`,
    ...(finding.owed ?? []).map(({ channel, kind }) => `not yet told: ${kind}, to ${channel}`),
    '',
    'Evidence',
    ...Object.entries(finding.evidence).map(
      ([key, value]) => `  ${forTerminal(key, 60)}: ${forTerminal(valueWords(value), 2000)}`,
    ),
  ];
  return paragraphs(lines, context);
}

function aboutRule(
  { id, title, severity, grades = {}, docs, controls }: AnyRule,
  context: Context,
): string {
  const lines = [
    `${id}: ${title}`,
    `severity ${severity}`,
    ...Object.values(grades).map((grade) => `severity ${grade.severity} when ${grade.when}`),
    '',
    docs.why,
    '',
    'What to do',
    ...docs.fix.map((step, i) => `${i + 1}. ${step}`),
    '',
    ...(controls.length > 0
      ? [`Controls: ${controls.map((c) => `${c.framework} ${c.id}`).join(', ')}`]
      : []),
    ...docs.see.map((address) => `See ${address}`),
  ];
  return paragraphs(lines, context);
}

/** A line's indent is kept for what follows it; what is to be copied, an id or an address, is never broken. */
function paragraphs(lines: readonly string[], { columns }: Context): string {
  return `${lines.flatMap((line) => (isCopied(line) ? [line] : paragraph(line, columns))).join('\n')}\n`;
}

function isCopied(line: string): boolean {
  return line === '' || line.startsWith('See ') || !line.trim().includes(' ');
}

function paragraph(line: string, columns: number): string[] {
  const mark = /^ *(\d+\. )?/.exec(line)?.[0] ?? '';
  const indent = ' '.repeat(mark.length);
  return wrap(line.slice(mark.length), readable(columns) - mark.length).map(
    (text, at) => `${at === 0 ? mark : indent}${text}`,
  );
}

function valueWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function noSuch(name: string, rules: readonly AnyRule[]): string {
  const ids = rules.map(({ id }) => id).join(', ');
  return `${JSON.stringify(name)} is neither a rule nor a finding. A finding is written <tenant>/<rule>/<subject>, as \`npx strictwatch findings\` lists it. The rules are: ${ids}.`;
}

function noFinding(name: string, tenant: string): string {
  return `The store has no finding ${JSON.stringify(name)}. \`npx strictwatch findings --all --tenant ${JSON.stringify(tenant)}\` lists what it has.`;
}
