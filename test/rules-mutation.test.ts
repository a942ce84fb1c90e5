import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '../functions/core/evaluate.ts';
import type { Example, IllustratedRule } from '../functions/core/rule.ts';
import { judgedOf } from '../functions/core/sample.ts';
import { severityOf } from '../functions/core/severity-of.ts';
import { rules } from '../functions/rules/index.ts';
import { illustrated, type RuleFile } from '../scripts/docs/load-rules.ts';
import { mutantsOf } from './mutants.ts';

/**
 * Breaks every rule, one condition at a time, and demands that an example of the rule notices. A break
 * that nobody notices is a condition that no example explains.
 */
const folder = join(import.meta.dirname, '../functions/rules');
let scratch = '';

beforeAll(() => {
  const cache = join(import.meta.dirname, '../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  scratch = mkdtempSync(join(cache, 'mutants-'));
});

afterAll(() => {
  rmSync(scratch, { recursive: true });
});

test.each(rules)('$id: every break fails an example', async ({ id }) => {
  const mutants = mutantsOf(readFileSync(join(folder, `${id}.ts`), 'utf8'));
  expect(mutants.length).toBeGreaterThanOrEqual(2);
  const survivors: string[] = [];
  for (const [i, { what, source }] of mutants.entries()) {
    const mutant = await load(`${id}-${i}`, source);
    if (mutant.examples.every((example) => holds(mutant, example))) survivors.push(what);
  }
  expect(survivors, 'broken without an example that fails').toEqual([]);
});

test('a break is missed where the examples are too few', async () => {
  const source = readFileSync(join(folder, 'app-permissive.ts'), 'utf8');
  const missed: string[] = [];
  for (const [i, { what, source: broken }] of mutantsOf(source).entries()) {
    const mutant = await load(`too-few-${i}`, broken);
    if (mutant.examples.slice(0, 1).every((example) => holds(mutant, example))) missed.push(what);
  }
  expect(missed).toEqual(["app.origin === 'dcr'", "{ grade: 'intended' }"]);
});

test.each(rules)('$id: holds while it is not broken', async ({ id }) => {
  const source = stripTypeScriptTypes(readFileSync(join(folder, `${id}.ts`), 'utf8'));
  const rule = await load(id, source);
  expect(rule.examples.filter((example) => !holds(rule, example))).toEqual([]);
});

/** The module as Node loads it, its imports pointing back into the repository. */
async function load(name: string, source: string): Promise<IllustratedRule> {
  const core = pathToFileURL(join(folder, '../core/')).href;
  const file = join(scratch, `${name}.mjs`);
  writeFileSync(file, source.replaceAll("from '../core/", `from '${core}`));
  const module: RuleFile = await import(/* @vite-ignore */ pathToFileURL(file).href);
  return illustrated(module);
}

function holds(
  rule: IllustratedRule,
  { given, finds, at, unknown, undecided = [] }: Example,
): boolean {
  try {
    const [verdict] = evaluate([rule], judgedOf(given));
    if (verdict?.status !== 'evaluated') return unknown === true;
    const seen = verdict.observations.map((seen) => [seen.subject, severityOf(rule, seen)]);
    const expected = finds.map((subject) => [subject, at ?? rule.severity]);
    const left = verdict.undecided.map(({ subject }) => subject);
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    return !unknown && same(seen, expected) && same(left, undecided);
  } catch {
    // A break that crashes the rule is noticed by any example.
    return false;
  }
}
