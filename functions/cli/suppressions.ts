import { configuredSuppressions, isOfFile } from '../core/configured-suppressions.ts';
import { forTerminal } from '../core/escape.ts';
import type { Finding } from '../core/finding.ts';
import { lostSuppression } from '../core/lost-suppression.ts';
import { plural, tenantCommand } from '../core/message.ts';
import { compareText } from '../core/order.ts';
import type { Store } from '../core/ports.ts';
import { renderTable } from '../core/render-table.ts';
import { isActive, type Suppression } from '../core/suppression.ts';
import type { Tenant } from '../core/tenant.ts';
import type { Context } from './context.ts';
import { asJson } from './json.ts';
import { configuredTenantsOrNone, storedTenants, withStored } from './stored.ts';

/** A suppression as it is listed; one of a single finding has the finding's key for its id. */
interface Listed extends Suppression {
  readonly tenant: string;
  readonly from: 'file' | 'command';
  readonly active: boolean;
  /** Findings that it hides now. */
  readonly hides: number;
}

/** `suppressions`: what is hidden, by whom and until when; those that hold come first. */
export async function suppressionsCommand(context: Context): Promise<number> {
  return withStored(context, async (store) => {
    const configured = configuredTenantsOrNone(context) ?? [];
    const listed: Listed[] = [];
    for (const id of await storedTenants(context, store)) {
      const tenant = configured.find((one) => one.id === id);
      listed.push(...(await ofTenant(context, store, id, tenant)));
    }
    listed.sort(activeFirst);
    context.out(
      context.options.json
        ? `${asJson({ version: 1, suppressions: listed })}\n`
        : asTable(listed, context),
    );
    return 0;
  });
}

async function ofTenant(
  { now }: Context,
  store: Store,
  tenant: string,
  configured: Tenant | undefined,
): Promise<Listed[]> {
  const made = (await store.head(tenant))?.suppressions ?? [];
  const ofFile = configured ? configuredSuppressions(configured, store.fingerprint) : [];
  const findings = await store.findings(tenant);
  const hidden = Map.groupBy(
    findings.filter(({ status }) => status === 'suppressed'),
    ({ key, decision }) => decision?.suppression ?? key,
  );
  const alone = findings.flatMap((finding) => aloneOf(finding, now));
  const known = new Set([...ofFile, ...made, ...alone].map(({ id }) => id));
  const lost = [...hidden].flatMap(([id, of]) =>
    known.has(id)
      ? []
      : (lostSuppression(
          of.map(({ rule, ...life }) => ({ rule, life })),
          id,
        ) ?? []),
  );
  return [...ofFile, ...made, ...lost, ...alone].map((one) => ({
    ...one,
    tenant,
    from: isOfFile(one.id) ? 'file' : 'command',
    active: isActive(one, now),
    hides: hidden.get(one.id)?.length ?? 0,
  }));
}

/** What was decided about one finding alone. It may be over for now: until the end it is hidden again if it comes back. */
function aloneOf({ key, rule, subject, status, decision }: Finding, now: Date): Suppression[] {
  if (!decision || decision.suppression !== undefined || decision.until === undefined) return [];
  const { by, at, until, owner = '', reason = '' } = decision;
  if (status === 'resolved' && Date.parse(until) <= now.getTime()) return [];
  return [{ id: key, rule, subject, by, owner, reason, at, until }];
}

function activeFirst(a: Listed, b: Listed): number {
  return (
    Number(b.active) - Number(a.active) || compareText(a.until, b.until) || compareText(a.id, b.id)
  );
}

function asTable(listed: readonly Listed[], { options: { stack } }: Context): string {
  if (listed.length === 0) return 'Nothing is suppressed.\n';
  const rows = listed.map((one) => [
    stateOf(one),
    one.until.slice(0, 10),
    String(one.hides),
    forTerminal(one.tenant, 63),
    forTerminal(`${one.rule} ${one.subject}`, 70),
    forTerminal(one.owner, 30),
    forTerminal(one.by, 30),
    forTerminal(one.reason, 50),
    forTerminal(one.id, 200),
  ]);
  const heading = ['STATE', 'UNTIL', 'HIDES', 'TENANT', 'WHAT', 'OWNER', 'BY', 'REASON', 'ID'];
  const [tenant = 'TENANT', ...others] = new Set(listed.map((one) => one.tenant));
  const place = { tenant: others.length > 0 ? 'TENANT' : tenant, ...(stack && { stack }) };
  const about = (verb: string) => tenantCommand(`${verb} ID`, place);
  const active = listed.filter((one) => one.active).length;
  const hides = listed.reduce((sum, one) => sum + one.hides, 0);
  return `${renderTable(heading, rows)}\n${plural(active, 'suppression')} now, hiding ${plural(hides, 'finding')}. All about one: ${about('history')}. To end one: ${about('unsuppress')} --reason …\n`;
}

function stateOf({ active, lifted, from }: Listed): string {
  if (lifted) return 'ended early';
  return active ? `active (${from})` : 'not active';
}
