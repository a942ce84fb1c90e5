import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseAst } from 'vite';
import { stripTypeScriptTypes } from 'node:module';

/** A layer, the layers it may import, and the reason for whoever breaks it. */
interface Layer {
  readonly name: string;
  readonly holds: RegExp;
  readonly mayImport: readonly RegExp[];
  readonly packages: readonly RegExp[];
  readonly because: string;
}

const anyPackage = [/./];
const builtins = [/^node:/];

const layers: readonly Layer[] = [
  {
    name: 'core',
    holds: /^functions\/core\//,
    mayImport: [/^functions\/core\//],
    packages: [/^zod$/],
    because: 'the core decides on values alone: no I/O, no clock, no environment, no AWS',
  },
  {
    name: 'rules',
    holds: /^functions\/rules\//,
    mayImport: [/^functions\/core\//, /^functions\/rules\//],
    packages: [],
    because:
      'a rule is a condition on what was read; whoever can reach the world can be fooled by it',
  },
  {
    name: 'jobs',
    holds: /^functions\/jobs\//,
    mayImport: [/^functions\/core\//, /^functions\/jobs\//],
    packages: [],
    because:
      'everything from outside is handed in, so that Lambda, laptop and tests run the same job',
  },
  {
    name: 'adapters',
    holds: /^functions\/adapters\//,
    mayImport: [/^functions\/core\//, /^functions\/adapters\//],
    packages: anyPackage,
    because: 'an adapter translates; what it translates for must not be its business',
  },
  {
    name: 'cli',
    holds: /^functions\/cli\//,
    mayImport: [/^functions\/(core|jobs|adapters|cli)\//, /^demo\/story\.ts$/],
    packages: [...builtins, /^commander$/],
    because: 'a command parses, calls a job and prints; rules are handed in by the entry file',
  },
  {
    name: 'entry files',
    holds: /^functions\/[^/]+\.ts$/,
    mayImport: [/^functions\/(core|jobs|adapters|rules|cli)\//],
    packages: anyPackage,
    because: 'an entry file wires the layers together and holds no logic of its own',
  },
  {
    name: 'demo',
    holds: /^demo\//,
    mayImport: [/^demo\//, /^functions\/core\//],
    packages: builtins,
    because: 'the simulated tenant must not know how it is read, or it would prove nothing',
  },
  {
    name: 'infra',
    holds: /^infra\//,
    mayImport: [/^infra\//, /^functions\/(core|rules)\//, /^functions\/adapters\/schedule\.ts$/],
    packages: anyPackage,
    because:
      'infra names functions by path, since importing one would run it at synth time; rules and the calendar of schedules it takes as data, to refuse what would fail once deployed',
  },
];

const root = resolve(import.meta.dirname, '..');
/** By file, as they are read. */
const imports = new Map<string, readonly string[]>();
const files = ['functions', 'demo', 'infra', 'scripts']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => sources(folder));

test('every runtime file belongs to exactly one layer', () => {
  const stray = files
    .filter((file) => !file.startsWith('scripts/'))
    .filter((file) => layers.filter(({ holds }) => holds.test(file)).length !== 1);
  expect(stray).toEqual([]);
});

test.each(layers)('$name imports only what it may', ({ holds, mayImport, packages, because }) => {
  const broken = files
    .filter((file) => holds.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter(
          (target) => !(isOurs(target) ? mayImport : packages).some((may) => may.test(target)),
        )
        .map((target) => `${file} imports ${target}`),
    );
  expect(broken, because).toEqual([]);
});

test('nothing imports an entry file or a test', () => {
  const broken = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => /^functions\/[^/]+\.ts$/.test(target) || target.startsWith('test/'))
      .map((target) => `${file} imports ${target}`),
  );
  expect(broken).toEqual([]);
});

test('demo is loaded on demand: no static import of it outside demo', () => {
  const broken = files
    .filter((file) => file.startsWith('functions/'))
    .filter((file) => /from '[^']*\/demo\//.test(readFileSync(join(root, file), 'utf8')));
  expect(broken).toEqual([]);
});

test('only entry files read the environment or the clock of the process', () => {
  const broken = files
    .filter((file) => /^functions\/(core|rules|jobs|cli)\//.test(file))
    .filter((file) =>
      /\bprocess\.env\b|\bnew Date\(\)|\bDate\.now\(\)/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    );
  expect(broken, 'hand in `env` and `now` instead').toEqual([]);
});

test('the imports are really read', () => {
  expect(importsOf('functions/jobs/watch.ts')).toContain('functions/core/result.ts');
  expect(importsOf('functions/cli/demo-play.ts')).toContain('demo/story.ts');
  expect(importsOf('functions/adapters/local.ts')).toContain('node:fs/promises');
});

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

function isOurs(target: string): boolean {
  return /^(functions|demo|infra|test|scripts)\//.test(target);
}

/** Paths from the root of what a file imports, statically or not; type-only imports are gone by then, so they are read from the text. */
function importsOf(file: string): readonly string[] {
  const known = imports.get(file) ?? readImports(file);
  imports.set(file, known);
  return known;
}

function readImports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = new Set<string>();
  for (const [, name] of text.matchAll(/^\s*(?:import|export)\b[^'"]*?from '([^']+)'/gm)) {
    if (name) specifiers.add(name);
  }
  visit(parseAst(stripTypeScriptTypes(text, { mode: 'transform' })), (node) => {
    const source = node['source'];
    if (isNode(source) && typeof source['value'] === 'string') specifiers.add(source['value']);
  });
  return [...specifiers].map((name) =>
    name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name,
  );
}

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function visit(node: unknown, see: (node: Node) => void): void {
  if (!isNode(node)) return;
  see(node);
  for (const value of Object.values(node)) visit(value, see);
}
