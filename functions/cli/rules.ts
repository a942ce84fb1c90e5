import { renderTable } from '../core/render-table.ts';
import { sectionScopes } from '../core/scopes.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Context } from './context.ts';
import { asJson } from './json.ts';

/** `rules`: what is watched for, and the scopes each rule reads with. */
export function rulesCommand({ rules, out, options }: Context): number {
  out(options.json ? documentOf(rules) : asTable(rules));
  return 0;
}

function scopesOf(rule: AnyRule): string[] {
  return [...new Set(rule.needs.flatMap((name) => sectionScopes[name].scopes))].sort();
}

function documentOf(rules: readonly AnyRule[]): string {
  const list = rules.map((rule) => ({
    id: rule.id,
    title: rule.title,
    severity: rule.severity,
    grades: rule.grades ?? {},
    needs: rule.needs,
    scopes: scopesOf(rule),
    controls: rule.controls,
    docs: rule.docs,
  }));
  return `${asJson({ version: 1, rules: list })}\n`;
}

function asTable(rules: readonly AnyRule[]): string {
  const rows = rules.map((rule) => [
    rule.id,
    rule.severity,
    scopesOf(rule).join(' ') || 'none',
    rule.title,
  ]);
  return renderTable(['RULE', 'SEVERITY', 'SCOPES', 'FINDS'], rows);
}
