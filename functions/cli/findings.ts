import { forTerminal } from '../core/escape.ts';
import type { Finding } from '../core/finding.ts';
import { countSeverities, countWords, plural } from '../core/message.ts';
import { compareSeverity, compareText } from '../core/order.ts';
import { renderTable } from '../core/render-table.ts';
import { atLeast } from '../core/severity.ts';
import type { Context } from './context.ts';
import { asJson } from './json.ts';
import { storedTenants, withStored } from './stored.ts';

export interface FindingsOptions {
  /** Resolved ones too. */
  readonly all: boolean;
  readonly rule?: string;
}

/** `findings`: what the store holds; exit 2 only when --fail-on was given and something open reaches it. */
export async function findingsCommand(context: Context, options: FindingsOptions): Promise<number> {
  return withStored(context, async (store) => {
    const tenants = await storedTenants(context, store);
    const found: Finding[] = [];
    for (const tenant of tenants) found.push(...(await store.findings(tenant)));
    const shown = found.filter((finding) => isShown(finding, options)).sort(worstFirst);
    context.out(context.options.json ? documentOf(shown) : asTable(shown));
    return isFailing(context, shown) ? 2 : 0;
  });
}

function isShown({ status, rule }: Finding, options: FindingsOptions): boolean {
  return (options.all || status !== 'resolved') && (!options.rule || rule === options.rule);
}

function worstFirst(a: Finding, b: Finding): number {
  return compareSeverity(a.severity, b.severity) || compareText(a.key, b.key);
}

function isFailing({ options, failOn }: Context, shown: readonly Finding[]): boolean {
  if (options.failOn === undefined) return false;
  return shown.some(({ status, severity }) => status === 'open' && atLeast(severity, failOn));
}

function documentOf(findings: readonly Finding[]): string {
  return `${asJson({ version: 1, findings })}\n`;
}

function asTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.\n';
  const rows = findings.map((finding) => [
    finding.severity,
    statusOf(finding),
    finding.firstSeen.slice(0, 10),
    forTerminal(finding.message, 70),
    forTerminal(finding.key, 200),
  ]);
  const table = renderTable(['SEVERITY', 'STATUS', 'FIRST SEEN', 'WHAT', 'FINDING'], rows);
  const standing = findings.filter(({ status }) => status !== 'resolved');
  const counts = countWords(countSeverities(standing.map(({ severity }) => severity)));
  const over = findings.length - standing.length;
  const words = `${plural(standing.length, 'finding')}${counts && `: ${counts}`}${over > 0 ? `; ${over} resolved` : ''}`;
  return `${table}\n${words}. More of one: npx strictwatch explain FINDING\n`;
}

/** A status that ends by itself says when. */
function statusOf({ status, decision }: Finding): string {
  const until = status === 'suppressed' ? decision?.until : undefined;
  return until === undefined ? status : `${status} until ${until.slice(0, 10)}`;
}
