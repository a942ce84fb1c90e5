import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluate, type Verdict } from '../functions/core/evaluate.ts';
import type { AnyRule, Example } from '../functions/core/rule.ts';
import { judgedOf, type Sample } from '../functions/core/sample.ts';
import { severityOf } from '../functions/core/severity-of.ts';
import { sectionNames, type Sections } from '../functions/core/snapshot.ts';
import { rules as index } from '../functions/rules/index.ts';
import { loadRules } from '../scripts/docs/load-rules.ts';

const root = join(import.meta.dirname, '..');
const rules = await loadRules(root);

function verdictOn(rule: AnyRule, given: Sample): Verdict | undefined {
  return evaluate([rule], judgedOf(given))[0];
}

function unreadWithout(given: Sample, name: keyof Sections): Sample {
  const unread = { ok: false, reason: 'missing scope', cause: 'scope' } as const;
  return { ...given, sections: { ...given.sections, [name]: unread } };
}

test('every file in functions/rules is in the index, alphabetically, under its own id', () => {
  const files = readdirSync(join(root, 'functions/rules')).filter((file) => file !== 'index.ts');
  expect(index.map(({ id }) => id)).toEqual(files.map((file) => file.slice(0, -3)).sort());
});

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ id, rule }) => {
  test('has a page', () => {
    expect(existsSync(join(root, `docs/rules/${id}.md`))).toBe(true);
  });

  test('says why it matters and what to do', () => {
    expect(rule.title).toMatch(/^[A-Z].*[a-zA-Z]$/);
    expect(rule.docs.why.split(/\.(?: |$)/).filter(Boolean).length).toBeGreaterThanOrEqual(2);
    // Who is told that nothing is wrong has nothing to do.
    const fewest = rule.neverAdopts && rule.severity === 'info' ? 1 : 2;
    expect(rule.docs.fix.length).toBeGreaterThanOrEqual(fewest);
    for (const step of rule.docs.fix) expect(step).toMatch(/\.$/);
    expect(rule.docs.see.length).toBeGreaterThanOrEqual(1);
    for (const url of rule.docs.see)
      expect(url).toMatch(/^https:\/\/(auth0|datatracker\.ietf)\.\S+$/);
    expect(rule.controls.length).toBeGreaterThanOrEqual(1);
  });

  test('needs sections that exist', () => {
    expect(sectionNames).toEqual(expect.arrayContaining([...rule.needs]));
  });

  test('has an example that finds and two that do not', () => {
    const quiet = rule.examples.filter(({ finds, unknown }) => finds.length === 0 && !unknown);
    expect(rule.examples.filter(({ finds }) => finds.length > 0).length).toBeGreaterThanOrEqual(1);
    expect(quiet.length).toBeGreaterThanOrEqual(2);
    expect(new Set(rule.examples.map(({ when }) => when)).size).toBe(rule.examples.length);
  });

  test('uses each of its grades in an example', () => {
    const at = new Set(rule.examples.map((example) => example.at));
    for (const grade of Object.values(rule.grades ?? {})) expect(at).toContain(grade.severity);
  });

  test.each(rule.examples.filter(({ unknown }) => !unknown))('$when', (example: Example) => {
    const verdict = verdictOn(rule, example.given);
    expect.assert(verdict?.status === 'evaluated', `${id} could not judge`);
    expect(verdict.observations.map(({ subject }) => subject)).toEqual(example.finds);
    expect(verdict.undecided.map(({ subject }) => subject)).toEqual(example.undecided ?? []);
    for (const observation of verdict.observations) {
      expect(severityOf(rule, observation)).toBe(example.at ?? rule.severity);
      expect(observation.message).not.toMatch(/undefined|\[object|[!\n]/);
      expect(JSON.parse(JSON.stringify(observation.evidence))).toStrictEqual(observation.evidence);
    }
  });

  test.each(rule.examples.filter(({ unknown }) => unknown))('$when: unknown', ({ given }) => {
    const reason: unknown = expect.stringMatching(/\w/);
    expect(verdictOn(rule, given)).toEqual({ rule: id, status: 'unknown', reason });
  });

  test.each(rule.needs)('is unknown while %s cannot be read', (name) => {
    for (const { given } of rule.examples) {
      expect(verdictOn(rule, unreadWithout(given, name))).toEqual({
        rule: id,
        status: 'unknown',
        reason: `${name} not read: missing scope`,
      });
    }
  });
});
