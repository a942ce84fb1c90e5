import { describe, expect, test } from 'vitest';
import { alarms } from '../../infra/alarms.ts';
import { commandsIn, pageText, problemOf } from './commands.ts';

const parts = ['Means.', 'At risk meanwhile.', 'Confirm.', 'Do.', 'Over when.'];

/** What pages somebody, what a command ends with, and what has to be done now and then. */
const articles = [
  ...Object.keys(alarms),
  'exit-1',
  'exit-2',
  'exit-3',
  'watch-stale',
  'coverage-lost',
  'slack-down',
  'channel-failing',
  'canary-overdue',
  'not-proven',
  'send-a-test-alert',
  'rotate-credentials',
  'rotate-webhook',
  'empty-failed-runs',
  'throttled-tenant',
  'leftover-cell',
];

const runbook = pageText('docs/runbook.md');

/** Articles by their heading. */
const written = new Map(
  runbook
    .split(/^### /m)
    .slice(1)
    .map((text): [string, string] => {
      const [heading = '', ...lines] = text.split('\n');
      // The next chapter's heading and its text are no part of the article.
      return [heading, lines.join('\n').split(/^## /m)[0] ?? ''];
    }),
);

test('every alarm, every exit code and every task has its article, and nothing else has', () => {
  expect([...written.keys()].toSorted()).toEqual([...articles, 'exit-0'].toSorted());
});

describe.each(articles)('%s', (id) => {
  const text = written.get(id) ?? '';

  test('says what it means, what is at risk, how to confirm, what to do, and when it is over', () => {
    const found = [...text.matchAll(/^\*\*([^*]+)\*\*/gm)].map(([, name]) => name);
    expect(found).toEqual(parts);
    const said = text.split(/^\*\*[^*]+\*\*/m).slice(1);
    for (const words of said) expect(words.trim().length).toBeGreaterThan(30);
  });

  test('has a command to confirm it', () => {
    const confirm = /^\*\*Confirm\.\*\*([^]*?)^\*\*Do\.\*\*/m.exec(text)?.[1] ?? '';
    expect(commandsIn(confirm)).not.toEqual([]);
  });
});

test('exit-0 is one paragraph', () => {
  expect(written.get('exit-0')?.trim().split('\n\n')).toHaveLength(1);
});

test('every link within it leads to an article', () => {
  const targets = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, id = '']) => id);
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((id) => !written.has(id))).toEqual([]);
});

test('what is said of alerts is that none is lost', () => {
  for (const id of ['watch-errors', 'slack-down', 'channel-failing']) {
    expect(written.get(id)).toMatch(/still owed|stored as owed/);
  }
});

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/runbook.md',
])('every command of %s exists, with its options', async (page) => {
  const commands = [...new Set(commandsIn(pageText(page)))];
  const problems: string[] = [];
  for (const command of commands) {
    const problem = await problemOf(command);
    if (problem) problems.push(`${command}: ${problem}`);
  }
  expect(problems).toEqual([]);
});

test.each([
  ['npx strictwatch wach', 'there is no command wach'],
  ['npx strictwatch watch --tenants a', 'watch has no option --tenants'],
  ['npx cdk remove', 'cdk has no command remove'],
  ['npx cdk diff --everything', 'cdk diff has no option --everything'],
  ['npm run tset', 'package.json has no script tset'],
  ['aws s4 ls', 'there is no service s4'],
  ['aws sqs empty-queue', 'sqs has no operation empty-queue'],
  ['aws sqs purge-queue --queue URL', 'aws sqs purge-queue has no --queue'],
  ['aws logs tail x --sinc 2h', 'aws logs tail has no option --sinc'],
  ['rm -rf x', 'rm is no program we know'],
])('a command that does not exist is noticed: %s', async (command, problem) => {
  expect(await problemOf(command)).toBe(problem);
});
