import { ConfigError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import type { Finding } from '../core/finding.ts';
import { findingsNamed, tenantOfKey } from '../core/finding-named.ts';
import { coveredBy, historyOf, suppressionHistory } from '../core/history.ts';
import { moment, plural } from '../core/message.ts';
import type { Store } from '../core/ports.ts';
import { decisionWords, renderHistory } from '../core/render-history.ts';
import type { Context } from './context.ts';
import { tenantIdOf } from './decide-action.ts';
import { asJson } from './json.ts';
import { withStored } from './stored.ts';

/** `history <finding or suppression>`: all that happened to it, and who decided what. */
export async function historyCommand(context: Context, name: string): Promise<number> {
  const isFinding = tenantOfKey(name) !== null;
  const tenant = tenantIdOf(context, isFinding ? { finding: name } : {});
  await withStored(context, (store) =>
    isFinding
      ? ofFinding(context, store, tenant, name)
      : ofSuppression(context, store, tenant, name),
  );
  return 0;
}

async function ofFinding(context: Context, store: Store, tenant: string, name: string) {
  const finding = storedFinding(tenant, await store.findings(tenant), name);
  const { key, rule, subject, status, decision } = finding;
  const stored = await store.history(tenant, rule, subject);
  const covered = coveredBy(finding, await store.history(tenant, suppressionHistory));
  const history = historyOf(finding, [...stored, ...covered]);
  if (context.options.json) {
    context.out(`${asJson({ version: 1, finding: key, status, decision, history })}\n`);
    return;
  }
  const over = context.rules.find(({ id }) => id === rule)?.over;
  context.out(
    `${forTerminal(key, 700)}\n\n${renderHistory(history, over, context.columns)}\n${nowWords(finding)}\n`,
  );
}

async function ofSuppression(context: Context, store: Store, tenant: string, id: string) {
  const history = await store.history(tenant, suppressionHistory, id);
  if (history.length === 0) {
    throw new ConfigError(
      `Nothing is stored of a suppression ${JSON.stringify(forTerminal(id, 100))} of ${tenant}. \`npx strictwatch suppressions --tenant ${tenant}\` lists those there are; one of tenants.json has the history of that file.`,
    );
  }
  context.out(
    context.options.json
      ? `${asJson({ version: 1, suppression: id, history })}\n`
      : `${forTerminal(id, 100)}\n\n${renderHistory(history, undefined, context.columns)}`,
  );
}

/** @throws {ConfigError} saying how to list what there is */
export function storedFinding(tenant: string, findings: readonly Finding[], name: string): Finding {
  const [finding, ...others] = findingsNamed(tenant, findings, name);
  if (finding && others.length === 0) return finding;
  const shown = JSON.stringify(forTerminal(name, 200));
  throw new ConfigError(
    finding
      ? `More than one finding is shown as ${shown}. \`npx strictwatch findings --all --json\` has the whole key of each.`
      : `The store has no finding ${shown}. \`npx strictwatch findings --all --tenant ${tenant}\` lists what it has.`,
  );
}

function nowWords({ status, decision, since, reminders = 0, owed = [] }: Finding): string {
  const decided = decision && status !== 'resolved' ? `, ${decisionWords(decision)}` : '';
  const reminded = reminders > 0 ? `, ${plural(reminders, 'reminder')} since ${moment(since)}` : '';
  const untold = owed.map(({ kind, channel }) => `${kind}, to ${forTerminal(channel, 100)}`);
  const left = untold.length > 0 ? `. Not yet told: ${untold.join('; ')}` : '';
  return `Now ${status}${decided}${reminded}${left}.`;
}
