import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyRule, Example, IllustratedRule } from '../../functions/core/rule.ts';

/** Ids of the rules that have a file, in alphabetical order. The folder decides, not the index made from it. */
export function ruleIds(root: string): string[] {
  return readdirSync(join(root, 'functions/rules'))
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** A rule's file as it is imported. */
export interface RuleFile {
  readonly default: AnyRule;
  readonly examples: () => readonly Example[];
}

export async function loadRules(root: string): Promise<IllustratedRule[]> {
  return Promise.all(ruleIds(root).map((id) => loadRule(join(root, `functions/rules/${id}.ts`))));
}

async function loadRule(path: string): Promise<IllustratedRule> {
  return illustrated(await import(pathToFileURL(path).href));
}

export function illustrated({ default: rule, examples }: RuleFile): IllustratedRule {
  return { ...rule, examples: examples() };
}
