import { compareText } from './order.ts';

/** What runs on a schedule. */
export const jobNames = ['watch', 'report', 'pulse'] as const;
export type JobName = (typeof jobNames)[number];

/** The stack's name unless the operator chose another. */
export const defaultStack = 'strictwatch';

/** Names of the shared stack's outputs, which the CLI reads. */
export const outputNames = {
  cells: 'Cells',
  table: 'TableName',
  alerts: 'AlertsTopicArn',
  operations: 'OperationsTopicArn',
  failedRuns: 'FailedRunsQueueUrl',
  reports: 'ReportsBucketName',
} as const;

/** Environment variables of the functions. None of them holds a secret. */
export const variableNames = {
  stack: 'STRICTWATCH_STACK',
  cell: 'STRICTWATCH_CELL',
  cells: 'STRICTWATCH_CELLS',
  table: 'STRICTWATCH_TABLE',
  alerts: 'STRICTWATCH_ALERTS_TOPIC_ARN',
  /** Name or ARN of the secret that holds the address pinged by pulse; not set without one. */
  heartbeat: 'STRICTWATCH_HEARTBEAT_SECRET_ID',
  /** The bucket that keeps reports; of `report` alone, as are the next two. */
  reports: 'STRICTWATCH_REPORTS_BUCKET',
  /** Days it keeps them. */
  reportDays: 'STRICTWATCH_REPORT_RETENTION_DAYS',
  /** Hours for which a report opens without signing in; not set where none does. */
  linkHours: 'STRICTWATCH_REPORT_LINK_HOURS',
} as const;

/** The tenants of a cell, in the folder of the function's code; as `tenants.json` is written. */
export const deployedTenantsFile = 'tenants.json';

/**
 * Tenants are deployed in cells: functions, roles and schedules of their own, so that a role lists no more
 * secrets than IAM lets a role's policies hold, and a stack stays far below CloudFormation's 500 resources.
 */
const largestCell = 150;

/** The fewest cells of which none is too large. */
export function cellCount(tenants: readonly string[]): number {
  let cells = 1;
  while (largest(tenants, cells) > largestCell) cells += 1;
  return cells;
}

/** The cell of a tenant, from 1. One more cell takes tenants from the others and moves none between them. */
export function cellOf(tenant: string, cells: number): number {
  const [winner] = range(cells).toSorted(
    (a, b) => hash(`${tenant} ${b}`) - hash(`${tenant} ${a}`) || a - b,
  );
  return winner ?? 1;
}

export function cellStackName(stack: string, cell: number): string {
  return `${stack}-tenants-${cell}`;
}

export function functionName(stack: string, job: JobName, cell: number): string {
  return `${stack}-${job}-${cell}`;
}

function largest(tenants: readonly string[], cells: number): number {
  const sizes = new Map<number, number>();
  for (const tenant of tenants.toSorted(compareText)) {
    const cell = cellOf(tenant, cells);
    sizes.set(cell, (sizes.get(cell) ?? 0) + 1);
  }
  return Math.max(0, ...sizes.values());
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** FNV-1a, 32 bits, then mixed: its low bits alone would favour some cells. Source: http://www.isthe.com/chongo/tech/comp/fnv */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
