import type { Context } from './context.ts';
import { reportExitCodeOf } from './exit-code.ts';
import { emitReport } from './report-emit.ts';
import { gatherStored } from './report-gather.ts';
import { periodOf, wantedOf, type ReportOptions } from './report-options.ts';
import { withStored } from './stored.ts';

/** For --help. */
export const reportNeeds = `
It sums up what is stored, in one document for all tenants, and sends nothing: the deployed monitor tells the routes
(\`npx strictwatch invoke --job report --tenant ID\`). A file is written whole, for its owner alone.

With --fail-on it ends with 3 when how a tenant stands is not known (never read, or not whole when it should have been),
else with 2 when a finding this severe is open; without it, both are in the report only. It ends with 1 when what is
stored of a tenant cannot be read: the report says so of that tenant, and tells of the others.`;

/** `report`: how each tenant stands; 1 when one could not be gathered, and 2 and 3 only when --fail-on was given. */
export async function reportCommand(context: Context, options: ReportOptions): Promise<number> {
  const { failOn, options: common, err } = context;
  const wanted = wantedOf(options, common);
  const period = periodOf(options, context.now);
  const gathered = await withStored(context, (store) => gatherStored(context, store, period));
  const { report, failures } = gathered;
  await emitReport(context, report, wanted);
  for (const { tenant, error } of failures) err(`${tenant}: ${error.message}\n`);
  if (failures.length > 0) return 1;
  return common.failOn === undefined ? 0 : reportExitCodeOf(report, failOn);
}
