import { floorOf, needed } from '../cost/floor.ts';
import { assumptions, costOf, totalOf, type Case, type CostLine } from '../cost/model.ts';
import type { Measured } from '../cost/units.ts';
import { markdownTable } from './markdown-table.ts';

/** What a month costs beside what AWS would charge for the least it takes, for so many tenants each. */
export function floorSection(measured: Measured, counts: readonly number[]): string {
  return [
    'A tenant-month beside what AWS would charge for the reads and writes that are strictly needed, credentials in SSM:',
    tenantTable(measured, counts),
    'What stands there however many tenants there are (metrics, alarms, the key) is most of it for a few; a secret in Secrets Manager adds $0.40 a tenant to the measured side, and nothing to the floor. By service, a month of all tenants:',
    serviceTable(measured, Math.max(...counts)),
    'Of the floor:',
    floorList(measured),
  ].join('\n\n');
}

function tenantTable(measured: Measured, counts: readonly number[]): string {
  const rows = measured.tenants.flatMap(({ apps }) =>
    counts.map((tenants) => {
      const of: Case = { tenants, apps, credentials: 'ssm' };
      const [lines, floor] = [costOf(measured, of), floorOf(measured, of)];
      return [
        String(tenants),
        String(apps),
        fine(totalOf(lines) / tenants),
        fine(totalOf(floor) / tenants),
        ratio(totalOf(lines), totalOf(floor)),
        largest(lines, floor, tenants),
      ];
    }),
  );
  return markdownTable(
    ['tenants', 'apps in each', 'a tenant-month', 'floor', 'ratio', 'most of the difference'],
    rows,
  );
}

/** The three services that are farthest above the floor, a tenant-month of each. */
function largest(lines: readonly CostLine[], floor: readonly CostLine[], tenants: number): string {
  return lines
    .map(({ service, usd }) => ({ service, above: usd - usdOf(floor, service) }))
    .sort((a, b) => b.above - a.above)
    .slice(0, 3)
    .map(({ service, above }) => `${service} ${fine(above / tenants)}`)
    .join(', ');
}

function serviceTable(measured: Measured, tenants: number): string {
  const cases = measured.tenants.map(({ apps }): Case => ({ tenants, apps, credentials: 'ssm' }));
  const columns = cases.map((of) => ({
    lines: costOf(measured, of),
    floor: floorOf(measured, of),
  }));
  const rows = (columns[0]?.lines ?? [])
    .filter(({ usd }) => usd > 0)
    .map(({ service }) => [
      service,
      ...columns.flatMap(({ lines, floor }) => {
        const [usd, least] = [usdOf(lines, service), usdOf(floor, service)];
        return [fine(usd), fine(least), ratio(usd, least)];
      }),
    ]);
  const head = cases.flatMap(({ apps }) => [
    `${tenants} tenants of ${apps} apps`,
    'floor',
    'ratio',
  ]);
  return markdownTable(['service', ...head], rows);
}

function floorList(measured: Measured): string {
  const { memoryMB, appsAPage, bytesAnApp, readBytes, itemBytes, writeUnitsAWatch } = needed;
  return [
    `- _Lambda_: a watch waits for a token and for each page of ${appsAPage} apps in turn, ${measured.latencyMs} ms each, in the smallest memory, ${memoryMB} MB, and computes nothing; a report and a pulse take a millisecond. Measured runs start cold, and have memory for 100,000 apps.`,
    `- _DynamoDB_: a watch takes the lease, leaves its record and gives the lease back, as ${writeUnitsAWatch} writes, and reads ${bytesAnApp} bytes an app, a hash that tells a new or changed one, at the half price of reads that may miss the last write, ${readBytes} bytes each; a report and a pulse read once a tenant. Kept are these bytes, and ${itemBytes} of each run's record, as much as DynamoDB adds to an empty item; nothing is kept a second time for recovery.`,
    `- _EventBridge Scheduler, SNS, S3_: a start for each run, the ${assumptions.alertsATenant} alerts and the weekly report of each tenant, and one file a report, where reports are kept.`,
    '- _Everything else_ costs nothing: nothing is logged, no metric is kept and no alarm is set, messages are encrypted with keys that AWS owns. A monitor that nobody watches is not worth having, so the floor is nothing to aim at.',
  ].join('\n');
}

function usdOf(lines: readonly CostLine[], service: string): number {
  return lines.find((line) => line.service === service)?.usd ?? 0;
}

function ratio(usd: number, least: number): string {
  return least > 0 ? `${Number((usd / least).toPrecision(2))} ×` : '';
}

/** A tenant-month is a matter of tenths of a cent. */
function fine(usd: number): string {
  return `$${usd.toFixed(usd >= 1 ? 2 : 4).replace(/(\.\d\d+?)0+$/, '$1')}`;
}
