import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readResults } from './bench/results.ts';
import { readMeasured } from './cost/read-measured.ts';
import { costPage, costTable } from './docs/cost-page.ts';
import { faultMatrixPage } from './docs/fault-matrix-page.ts';
import { formatDetails, formatTable } from './docs/format-table.ts';
import { loadRules, ruleIds } from './docs/load-rules.ts';
import { replaceSections } from './docs/marked-sections.ts';
import { performancePage } from './docs/performance-page.ts';
import { readinessPage } from './docs/readiness-page.ts';
import { ruleIndex } from './docs/rule-index.ts';
import { rulePage, rulesReadme, ruleTable } from './docs/rule-pages.ts';
import { schemas } from './docs/json-schemas.ts';
import { scopeTable } from './docs/scope-table.ts';
import { sampleAlert } from './docs/sample-alert.ts';
import { readMeasured as readFaults } from './fault-matrix/measured.ts';

export const repository = join(import.meta.dirname, '..');

/** Path, from the root of the repository, to text. */
type Files = Map<string, string>;

/** To generate another file, add a function here. */
const generators: readonly ((root: string) => Promise<Files>)[] = [
  index,
  rulePages,
  jsonSchemas,
  markedSections,
  costs,
  faultMatrix,
  performance,
  readiness,
];

/** Hand-written files that hold generated sections. */
const markedFiles = ['README.md', 'docs/report-formats.md'] as const;

/** Where every file is generated: one that no generator writes any more is removed. */
const ownedFiles = 'docs/rules/*.md';

/** Every generated file as it should be. */
export async function generated(root: string = repository): Promise<Files> {
  const files: Files = new Map();
  for (const generate of generators) {
    for (const [path, text] of await generate(root)) files.set(path, text);
  }
  return files;
}

/** Generated files that are missing, out of date, or left over. */
export async function staleFiles(root: string = repository): Promise<string[]> {
  const files = await generated(root);
  const differing = [...files].filter(([path, text]) => readIfThere(join(root, path)) !== text);
  return [...differing.map(([path]) => path), ...leftOver(root, files)].sort();
}

/** Writes what is stale and says what it did. */
export async function writeDocs(root: string = repository): Promise<string[]> {
  const files = await generated(root);
  return (await staleFiles(root)).map((path) => {
    const text = files.get(path);
    if (text === undefined) {
      rmSync(join(root, path));
      return `removed ${path}`;
    }
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return `wrote ${path}`;
  });
}

async function index(root: string): Promise<Files> {
  return new Map([['functions/rules/index.ts', ruleIndex(ruleIds(root))]]);
}

async function rulePages(root: string): Promise<Files> {
  const rules = await loadRules(root);
  return new Map([
    ['docs/rules/README.md', rulesReadme(rules)],
    ...rules.map((rule): [string, string] => [`docs/rules/${rule.id}.md`, rulePage(rule)]),
  ]);
}

async function jsonSchemas(): Promise<Files> {
  return schemas();
}

async function markedSections(root: string): Promise<Files> {
  const rules = await loadRules(root);
  const sections = {
    alert: sampleAlert(rules),
    costs: costTable(readMeasured()),
    formats: formatTable(),
    'format-details': formatDetails(),
    rules: ruleTable(rules, 'docs/rules/'),
    scopes: scopeTable(),
  };
  return new Map(
    markedFiles.flatMap((path): [string, string][] => {
      const text = readIfThere(join(root, path));
      return text === null ? [] : [[path, replaceSections(path, text, sections)]];
    }),
  );
}

async function costs(): Promise<Files> {
  return new Map([['docs/costs.md', costPage(readMeasured())]]);
}

async function faultMatrix(): Promise<Files> {
  return new Map([['docs/fault-matrix.md', faultMatrixPage(readFaults())]]);
}

async function performance(): Promise<Files> {
  return new Map([['docs/performance.md', performancePage(readResults())]]);
}

async function readiness(): Promise<Files> {
  return new Map([['docs/readiness.md', readinessPage()]]);
}

function leftOver(root: string, files: Files): string[] {
  return globSync(ownedFiles, { cwd: root }).filter((path) => !files.has(path));
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

async function main(): Promise<void> {
  if (!process.argv.includes('--check')) {
    for (const line of await writeDocs()) console.log(line);
    return;
  }
  const stale = await staleFiles();
  for (const path of stale) console.error(`${path} is stale: run \`npm run docs\``);
  if (stale.length > 0) process.exitCode = 1;
}

if (import.meta.main) await main();
