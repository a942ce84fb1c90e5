import { requireRule } from '../core/decide-pattern.ts';
import { ConfigError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import { findingsNamed } from '../core/finding-named.ts';
import { countWords, plural } from '../core/message.ts';
import { previewOf, type Preview } from '../core/preview.ts';
import type { Context } from './context.ts';
import { targetOf, tenantIdOf, type DecideOptions } from './decide-action.ts';
import { asJson } from './json.ts';
import { withStored } from './stored.ts';

/** `suppress --preview`: what it would hide, and would have hidden; writes nothing. */
export async function previewCommand(
  context: Context,
  { rule, subject }: DecideOptions,
  name: string | undefined,
): Promise<number> {
  const target = targetOf('suppress', name, { rule, subject });
  const tenant = tenantIdOf(context, target);
  const stored = await withStored(context, (store) => store.findings(tenant));
  const preview = previewOf(...selected(context, tenant, stored, target), context.now);
  const findings = preview.hides.findings;
  context.out(
    context.options.json
      ? `${asJson({ version: 1, tenant, findings, preview })}\n`
      : textOf(preview),
  );
  return 0;
}

type Findings = Parameters<typeof previewOf>[0];
type Pattern = Parameters<typeof previewOf>[1];

function selected(
  { rules }: Context,
  tenant: string,
  findings: Findings,
  target: { readonly finding?: string; readonly rule?: string; readonly subject?: string },
): [Findings, Pattern] {
  if (target.finding === undefined) {
    const { rule = '', subject = '*' } = target;
    requireRule(
      rules.map(({ id }) => id),
      rule,
    );
    return [findings, { rule, subject }];
  }
  const named = findingsNamed(tenant, findings, target.finding);
  const [one] = named;
  if (one) return [named, { rule: one.rule, subject: '*' }];
  throw new ConfigError(
    `There is no finding ${JSON.stringify(forTerminal(target.finding, 200))} of ${tenant}. \`npx strictwatch findings --all --tenant ${tenant}\` lists those there are.`,
  );
}

/** Findings that are named; the others are counted. */
const shown = 10;

function textOf({ hides, wouldHaveHidden, leaves }: Preview): string {
  return [
    linesOf('It would hide now', hides),
    linesOf('Over, and it would have hidden them in the last 90 days', wouldHaveHidden),
    linesOf('It would leave as they are (accepted, or suppressed already)', leaves),
    'Nothing was stored. Without --preview it takes effect.\n',
  ].join('');
}

function linesOf(title: string, { count, bySeverity, findings }: Preview['hides']): string {
  if (count === 0) return `${title}: none.\n`;
  const named = findings.slice(0, shown).map(({ key }) => `  ${forTerminal(key, 200)}\n`);
  const left = count - named.length;
  const more = left > 0 ? `  and ${left} more\n` : '';
  return `${title}: ${plural(count, 'finding')}, ${countWords(bySeverity)}.\n${named.join('')}${more}`;
}
