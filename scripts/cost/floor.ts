import {
  assumptions,
  cellsOf,
  gigabyte,
  linesOf,
  sizeOf,
  type Amounts,
  type Case,
  type CostLine,
} from './model.ts';
import type { Measured } from './units.ts';

/**
 * What nobody could do without who watches a tenant every hour on these services, tells people of as much, and keeps a
 * record of each run for as long. Each is the least there can be, and not what a sensible program would take.
 */
export const needed = {
  /** Lambda's smallest memory. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  memoryMB: 128,
  /** Lambda bills by the millisecond, and at least one. Source: https://aws.amazon.com/lambda/pricing/ */
  leastMs: 1,
  /** Apps are listed page by page, each page asked for by the last. Source: https://auth0.com/docs/api/management/v2/clients/get-clients */
  appsAPage: 100,
  /** A token is asked for before the first page. */
  tokenCalls: 1,
  /**
   * A hash of an app's id and content, which cannot be compressed, tells a new or changed one from 100,000 others; ids
   * are only needed when one is gone.
   */
  bytesAnApp: 6,
  /** Half a unit for so many bytes, read without regard to what was written last. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
  readBytes: 4096,
  readUnits: 0.5,
  /** The lease is taken, the run leaves its record, and the lease is given back. */
  writeUnitsAWatch: 3,
  /** DynamoDB charges for so much of each item beside what is in it. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
  itemBytes: 100,
} as const;

/**
 * What AWS would charge a month for what is strictly needed, by service. Credentials lie in SSM, where they cost nothing;
 * nothing is logged, counted or encrypted with a key of one's own, and nothing sounds an alarm.
 */
export function floorOf(measured: Measured, of: Case): CostLine[] {
  return linesOf(neededFor(measured, of));
}

function neededFor(measured: Measured, of: Case): Amounts {
  const { tenants, apps } = of;
  const { watchesAMonth, reportsAMonth, pulsesAMonth, recordsKept, alertsATenant } = assumptions;
  const watches = tenants * watchesAMonth;
  // Each tenant's, and where there are several, one of all.
  const reports = (tenants > 1 ? tenants + 1 : tenants) * reportsAMonth;
  const pulses = cellsOf(of) * pulsesAMonth;
  const runs = watches + reports + pulses;
  const messages = tenants * alertsATenant + reports;
  const known = apps * needed.bytesAnApp;
  return {
    ...nothing,
    lambdaRequest: runs,
    lambdaCompute: gigabyteSeconds(
      watches * readingMs(measured, apps) + (reports + pulses) * needed.leastMs,
    ),
    schedule: runs,
    // A report reads how each tenant stands, and a pulse when it was last read.
    tableRead:
      watches * readsOf(known) +
      (tenants * reportsAMonth + tenants * pulsesAMonth) * needed.readUnits,
    tableWrite: watches * needed.writeUnitsAWatch,
    tableStorage: (tenants * (known + recordsKept * needed.itemBytes)) / gigabyte,
    publish: messages,
    email: messages * assumptions.emailsAMessage,
    // Where reports are kept at all, each is a file.
    put: sizeOf(measured, apps).report.puts > 0 ? reports : 0,
  };
}

/** Milliseconds that pass before the last page is there, when each answer takes as long as was measured with. */
function readingMs({ latencyMs }: Measured, apps: number): number {
  return (Math.ceil(apps / needed.appsAPage) + needed.tokenCalls) * latencyMs;
}

function readsOf(bytes: number): number {
  return Math.ceil(bytes / needed.readBytes) * needed.readUnits;
}

function gigabyteSeconds(ms: number): number {
  return (ms / 1000) * (needed.memoryMB / 1024);
}

const nothing: Amounts = {
  lambdaCompute: 0,
  lambdaRequest: 0,
  tableRead: 0,
  tableWrite: 0,
  tableStorage: 0,
  tableRecovery: 0,
  schedule: 0,
  publish: 0,
  email: 0,
  queue: 0,
  put: 0,
  fileStorage: 0,
  logWrite: 0,
  logStorage: 0,
  metric: 0,
  alarm: 0,
  key: 0,
  keyRequest: 0,
  secret: 0,
  secretRequest: 0,
};
