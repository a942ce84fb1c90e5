import { isKnown } from '../posture/is-known.ts';
import type { OverviewRow, Posture, Report } from '../posture/schema.ts';
import { machineJson } from './machine-json.ts';
import { lostOf } from './not-known.ts';
import { driverOf, rulesOf } from './sarif-driver.ts';
import { notificationsOf, notKnown } from './sarif-notifications.ts';
import { resultsOf } from './sarif-results.ts';
import { sarifText } from './sarif-text.ts';

/** The schema of the standard with its first errata; `npm run test:schemas` holds the document to it. */
export const sarifSchema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0, a run a tenant: also of one that is only in the overview, where that is not known. */
export function renderSarif(report: Report): string {
  const { overview, postures, at } = report;
  const detailed = new Set(postures.map(({ tenant }) => tenant.id));
  const leftOut = overview.flatMap(({ tenant }) => (detailed.has(tenant.id) ? [] : tenant.id));
  const log = {
    $schema: sarifSchema,
    version: '2.1.0',
    runs: [...postures.map(runOf), ...lostOf(report).map((row) => lostRun(row, at))],
    properties: leftOut.length > 0 ? { tenantsLeftOut: leftOut } : undefined,
  };
  return `${machineJson(log, 1)}\n`;
}

function runOf(posture: Posture) {
  const { tenant, at, freshness, verdict, period, evidence } = posture;
  const rules = rulesOf(posture);
  const notifications = notificationsOf(posture);
  return {
    tool: { driver: driverOf(rules, notifications) },
    automationDetails: automationOf(tenant, at),
    invocations: [
      {
        executionSuccessful: isKnown(posture),
        startTimeUtc: freshness.lastComplete ?? undefined,
        toolExecutionNotifications: notifications,
      },
    ],
    // Of a tenant that was never read there are no results, which is not the same as none.
    results: verdict.state === 'never-read' ? undefined : resultsOf(posture, rules),
    properties: {
      tenant: tenant.id,
      environment: tenant.environment,
      stack: tenant.stack,
      verdict: verdict.state,
      at,
      baseline: period,
      evidence: evidence ?? undefined,
    },
  };
}

function lostRun({ tenant, verdict, lastComplete }: OverviewRow, at: string) {
  const notifications = [notKnown(verdict)];
  return {
    tool: { driver: driverOf([], notifications) },
    automationDetails: automationOf(tenant, at),
    invocations: [
      {
        executionSuccessful: false,
        startTimeUtc: lastComplete ?? undefined,
        toolExecutionNotifications: notifications,
      },
    ],
    properties: {
      tenant: tenant.id,
      environment: tenant.environment,
      stack: tenant.stack,
      verdict: verdict.state,
      at,
    },
  };
}

/** What comes before the last slash says that runs are of one kind; GitHub takes it for the category. */
function automationOf({ id, environment }: Posture['tenant'], at: string) {
  return {
    id: `strictwatch/${id}/${at}`,
    description: { text: sarifText(`Posture of ${id} (${environment})`) },
  };
}
