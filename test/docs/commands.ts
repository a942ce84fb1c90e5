import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strictwatch } from '../cli/run.ts';

export const root = join(import.meta.dirname, '../..');

export function pageText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every command of a page: the lines of its shell blocks, and code in running text that begins as one. */
export function commandsIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].flatMap(([, text = '']) =>
    text.replaceAll(/\\\n\s*/g, '').split('\n'),
  );
  const prose = markdown.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  const spans = [...prose.matchAll(/`((?:npx|npm|aws) [^`]+)`/g)].map(([, text = '']) => text);
  return [...blocks, ...spans]
    .flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '))
    .map((command) => command.trim().replaceAll(/\s+/g, ' '))
    .filter((command) => command !== '');
}

/** What is wrong with a command, as far as can be told without running it; null when nothing is. */
export async function problemOf(command: string): Promise<string | null> {
  const words = wordsOf(command).filter((word) => !/^[A-Z][A-Z0-9_]*=/.test(word));
  const [program, first = '', second = '', ...rest] = words;
  if (program === 'aws') return awsProblem(first, second, rest);
  if (program === 'npx' && first === 'strictwatch') return ourProblem(second, rest);
  if (program === 'npx' && first === 'cdk') return cdkProblem(second, rest);
  if (program === 'npm') return npmProblem(first, second);
  return otherPrograms.has(program ?? '') ? null : `${program} is no program we know`;
}

const otherPrograms = new Set(['git', 'cd', 'cp', 'echo']);

async function ourProblem(name: string, rest: readonly string[]): Promise<string | null> {
  const { code, out } = await strictwatch([name, '--help']);
  if (code !== 0 || !out.includes(`strictwatch ${name}`)) return `there is no command ${name}`;
  const unknown = optionsOf(rest).filter((option) => !out.includes(`${option} `));
  return unknown.length > 0 ? `${name} has no option ${unknown.join(', ')}` : null;
}

/** Of `cdk --help` and of its commands' help, version 2.1148. */
const cdkOptions: Readonly<Record<string, readonly string[]>> = {
  bootstrap: [],
  deploy: ['--all', '--revert-drift', '-c'],
  destroy: ['--all', '-c'],
  diff: ['-c'],
  drift: ['-c'],
};

function cdkProblem(name: string, rest: readonly string[]): string | null {
  const known = cdkOptions[name];
  if (!known) return `cdk has no command ${name}`;
  const unknown = optionsOf(rest).filter((option) => !known.includes(option));
  return unknown.length > 0 ? `cdk ${name} has no option ${unknown.join(', ')}` : null;
}

function npmProblem(first: string, second: string): string | null {
  if (first === 'ci') return null;
  const name = first === 'run' ? second : first;
  const { scripts } = JSON.parse(pageText('package.json')) as { scripts: Record<string, string> };
  return name in scripts ? null : `package.json has no script ${name}`;
}

/** Where the SDK's package is called otherwise than the service on the command line. */
const packages: Readonly<Record<string, string>> = {
  logs: 'cloudwatch-logs',
  secretsmanager: 'secrets-manager',
};

/** Commands that the CLI of AWS adds to those of the API, and those of a service whose SDK is no package here. */
const customs: Readonly<Record<string, readonly string[]>> = {
  'events create-event-bus': ['--name', '--event-source-name'],
  'logs tail': ['--since', '--filter-pattern', '--follow', '--format'],
  'sso login': [],
};

/** Options that the CLI calls otherwise than the API. */
const renamed: Readonly<Record<string, string>> = { '--notification-endpoint': 'endpoint' };

const globals = ['--query', '--output', '--cli-read-timeout', '--cli-binary-format'];

/** An operation as the SDK describes it: its input is the fifth of its parts, and there the members' names the fifth. */
type Described = readonly [...unknown[]] & { readonly 4: () => { readonly 4: readonly string[] } };

async function awsProblem(
  service: string,
  operation: string,
  rest: readonly string[],
): Promise<string | null> {
  const given = optionsOf(rest).filter((option) => !globals.includes(option));
  const custom = customs[`${service} ${operation}`];
  if (custom) {
    const unknown = given.filter((option) => !custom.includes(option));
    return unknown.length > 0
      ? `aws ${service} ${operation} has no option ${unknown.join()}`
      : null;
  }
  const sdk = await sdkOf(packages[service] ?? service);
  if (!sdk) return `there is no service ${service}`;
  const described = sdk[`${pascal(operation)}$`] as Described | undefined;
  if (!described) return `${service} has no operation ${operation}`;
  const members = described[4]()[4].map((name) => name.toLowerCase());
  const unknown = given.filter((option) => !members.includes(memberOf(option)));
  return unknown.length > 0 ? `aws ${service} ${operation} has no ${unknown.join(', ')}` : null;
}

async function sdkOf(name: string): Promise<Record<string, unknown> | null> {
  try {
    return (await import(`@aws-sdk/client-${name}`)) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function pascal(words: string): string {
  return words.replaceAll(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

function memberOf(option: string): string {
  return renamed[option] ?? option.replace(/^--(no-)?/, '').replaceAll('-', '');
}

function optionsOf(words: readonly string[]): string[] {
  return words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0] ?? '');
}

/** As a shell splits a line, without its expansions. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(/['"]/g, ''),
  );
}
