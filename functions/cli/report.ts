import { oldestAllowed } from '../adapters/schedule.ts';
import { renderPosture } from '../core/render-posture.ts';
import { atLeast } from '../core/severity.ts';
import { report, type ReportOutcome } from '../jobs/report.ts';
import type { Context } from './context.ts';
import { asJson } from './json.ts';
import { configuredTenantsOrNone, storedTenants, withStored } from './stored.ts';

/** For --help. */
export const reportNeeds = `
It sums up what is stored and sends nothing: the deployed monitor tells the routes
(\`npx strictwatch invoke --job report --tenant ID\`).`;

/** `report`: how each tenant stands; exit 2 only when --fail-on was given and something open reaches it. */
export async function reportCommand(context: Context): Promise<number> {
  const { out, options, columns } = context;
  return withStored(context, async (store) => {
    const configured = configuredTenantsOrNone(context) ?? [];
    const outcomes: ReportOutcome[] = [];
    for (const id of await storedTenants(context, store)) {
      const known = configured.find((tenant) => tenant.id === id);
      const request = {
        tenant: {
          id,
          environment: known?.environment ?? unknown,
          ...(known && { schedule: known.schedule }),
          ...(options.stack && { stack: options.stack }),
        },
        now: context.now,
        dryRun: true,
      };
      outcomes.push(await report({ store, channels: [], oldestAllowed }, request));
    }
    out(
      options.json
        ? documentOf(outcomes)
        : outcomes.map(({ posture }) => renderPosture(posture, { columns })).join('\n'),
    );
    return outcomes.some((outcome) => isFailing(context, outcome)) ? 2 : 0;
  });
}

/** The store does not keep what only tenants.json says. */
const unknown = 'environment unknown';

function documentOf(outcomes: readonly ReportOutcome[]): string {
  const reports = outcomes.map(({ posture, told }) => ({ tenant: posture.tenant, posture, told }));
  return `${asJson({ version: 1, reports })}\n`;
}

function isFailing({ options, failOn }: Context, { findings }: ReportOutcome): boolean {
  if (options.failOn === undefined) return false;
  return findings.some(({ status, severity }) => status === 'open' && atLeast(severity, failOn));
}
