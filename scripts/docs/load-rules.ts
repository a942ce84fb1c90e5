import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyRule } from '../../functions/core/rule.ts';

/** Ids of the rules that have a file, in alphabetical order. The folder decides, not the index made from it. */
export function ruleIds(root: string): string[] {
  return readdirSync(join(root, 'functions/rules'))
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

export async function loadRules(root: string): Promise<AnyRule[]> {
  return Promise.all(ruleIds(root).map((id) => loadRule(join(root, `functions/rules/${id}.ts`))));
}

async function loadRule(path: string): Promise<AnyRule> {
  const file: { default: AnyRule } = await import(pathToFileURL(path).href);
  return file.default;
}
