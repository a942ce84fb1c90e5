import { ConfigError } from '../core/errors.ts';
import { tenantOfKey } from '../core/finding-named.ts';
import { renderRule, renderStory } from '../core/render-story.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Context } from './context.ts';
import { storedFinding } from './history.ts';
import { asJson } from './json.ts';
import { withStored } from './stored.ts';

/** `explain <rule|finding>`: why it matters and what to do; for a finding, also who did what, and how that is known. */
export async function explainCommand(context: Context, name: string): Promise<number> {
  const rule = context.rules.find(({ id }) => id === name);
  if (rule) {
    context.out(
      context.options.json
        ? `${asJson({ version: 1, rule })}\n`
        : renderRule(rule, context.columns),
    );
    return 0;
  }
  const tenant = tenantOfKey(name);
  if (tenant === null) throw new ConfigError(noSuch(name, context.rules));
  const finding = await withStored(context, async (store) =>
    storedFinding(tenant, await store.findings(tenant), name),
  );
  const its = context.rules.find(({ id }) => id === finding.rule) ?? null;
  context.out(
    context.options.json
      ? `${asJson({ version: 1, finding, rule: its })}\n`
      : [
          renderStory(finding, its, context.columns),
          ...(its ? [renderRule(its, context.columns)] : []),
        ].join('\n'),
  );
  return 0;
}

function noSuch(name: string, rules: readonly AnyRule[]): string {
  const ids = rules.map(({ id }) => id).join(', ');
  return `${asJson(name)} is neither a rule nor a finding. A finding is written <tenant>/<rule>/<subject>, as \`npx strictwatch findings\` lists it. The rules are: ${ids}.`;
}
