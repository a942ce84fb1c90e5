import { alarms } from '../../infra/alarms.ts';
import { cellCount, type JobName } from '../../functions/core/deployment.ts';
import { prices, type PriceName } from './prices.ts';
import type { Measured, Units } from './units.ts';

/** What is deployed, for how many. */
export interface Case {
  readonly tenants: number;
  /** Apps of each tenant: a size that was measured. */
  readonly apps: number;
  readonly credentials: 'secretsManager' | 'ssm';
}

export interface CostLine {
  readonly service: string;
  readonly usd: number;
}

/** What is not measured. Months are 730 hours, as AWS counts them. */
export const assumptions = {
  watchesAMonth: 730,
  reportsAMonth: 52 / 12,
  pulsesAMonth: 730 * 4,
  alertsATenant: 10,
  emailsAMessage: 1,
  /** Of Lambda's own lines about each run. */
  platformLogBytes: 500,
  logMonths: 3,
  /** Hourly runs, each of whose records is kept for 400 days. */
  recordsKept: 400 * 24,
  /** Weekly reports, each of whose files is kept for 400 days. */
  reportsKept: 400 / 7,
} as const;

/** Megabytes at which Lambda gives one whole processor. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const wholeProcessor = 1769;

/** How much a month takes of what has a price. */
export type Amounts = Readonly<Record<PriceName, number>>;

/** What a month costs, by service, dearest first. */
export function costOf(measured: Measured, of: Case): CostLine[] {
  return linesOf(amountsOf(measured, of));
}

/** What it costs, by service, dearest first; a service that is not used costs nothing. */
export function linesOf(amounts: Amounts): CostLine[] {
  const byService = new Map<string, number>();
  for (const [name, amount] of Object.entries(amounts) as [PriceName, number][]) {
    const service = serviceOf[name];
    byService.set(service, (byService.get(service) ?? 0) + amount * prices[name].usd);
  }
  return [...byService].map(([service, usd]) => ({ service, usd })).sort((a, b) => b.usd - a.usd);
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** What reading a tenant of this size for the first time costs, once. */
export function adoptionCost(measured: Measured, apps: number): number {
  const { adoption } = sizeOf(measured, apps);
  return (
    gigabyteSeconds(measured, 'watch', adoption) * prices.lambdaCompute.usd +
    adoption.readUnits * prices.tableRead.usd +
    adoption.writeUnits * prices.tableWrite.usd
  );
}

const serviceOf: Readonly<Record<PriceName, string>> = {
  lambdaCompute: 'Lambda',
  lambdaRequest: 'Lambda',
  tableRead: 'DynamoDB',
  tableWrite: 'DynamoDB',
  tableStorage: 'DynamoDB',
  tableRecovery: 'DynamoDB',
  schedule: 'EventBridge Scheduler',
  publish: 'SNS',
  email: 'SNS',
  queue: 'SQS',
  put: 'S3',
  fileStorage: 'S3',
  logWrite: 'CloudWatch logs',
  logStorage: 'CloudWatch logs',
  metric: 'CloudWatch metrics',
  alarm: 'CloudWatch alarms',
  key: 'KMS',
  keyRequest: 'KMS',
  secret: 'Secrets Manager',
  secretRequest: 'Secrets Manager',
};

function amountsOf(measured: Measured, of: Case): Amounts {
  const { tenants, credentials } = of;
  const { adoption, report } = sizeOf(measured, of.apps);
  const reports = reportsOf(of);
  const cells = cellsOf(of);
  const jobs = runsOf(measured, of, cells);
  const sum = (amount: (units: Units, job: JobName) => number): number =>
    jobs.reduce((total, { job, runs, units }) => total + runs * amount(units, job), 0);
  const messages = tenants * assumptions.alertsATenant + reports * assumptions.reportsAMonth;
  const stored = (tenants * 1024 * (adoption.writeUnits + assumptions.recordsKept)) / gigabyte;
  const logged = sum(({ logBytes }) => logBytes + assumptions.platformLogBytes) / gigabyte;
  const secretReads = sum(({ secretReads }) => secretReads);
  const inSecretsManager = credentials === 'secretsManager';
  return {
    lambdaCompute: sum((units, job) => gigabyteSeconds(measured, job, units)),
    lambdaRequest: sum(() => 1),
    tableRead: sum(({ readUnits }) => readUnits),
    tableWrite: sum(({ writeUnits }) => writeUnits),
    tableStorage: stored,
    tableRecovery: stored,
    schedule: sum(() => 1),
    publish: messages,
    email: messages * assumptions.emailsAMessage,
    // Only runs that failed for good go there.
    queue: 0,
    put: sum(({ puts }) => puts),
    fileStorage: (reports * assumptions.reportsKept * report.putBytes) / gigabyte,
    logWrite: logged,
    logStorage: logged * assumptions.logMonths,
    metric: metricMonths(jobs),
    alarm: cells * (Object.keys(alarms).length - 1) + 1,
    key: 1,
    keyRequest: 2 * messages,
    secret: inSecretsManager ? tenants : 0,
    secretRequest: inSecretsManager ? secretReads : 0,
  };
}

const cellCounts = new Map<number, number>();

/** Each is counted once: a tenant's cell is a matter of many hashes. */
export function cellsOf({ tenants }: Case): number {
  const known = cellCounts.get(tenants);
  if (known !== undefined) return known;
  const counted = cellCount(Array.from({ length: tenants }, (_, index) => `tenant-${index}`));
  cellCounts.set(tenants, counted);
  return counted;
}

/** Where there are several tenants, the report of all is taken to cost as much as those of each together. */
function reportsOf({ tenants }: Case): number {
  return tenants > 1 ? 2 * tenants : tenants;
}

export const gigabyte = 2 ** 30;

interface JobRuns {
  readonly job: JobName;
  /** A month. */
  readonly runs: number;
  readonly units: Units;
  /** Hours of a month in which any of them runs. */
  readonly hours: number;
}

function runsOf(measured: Measured, of: Case, cells: number): JobRuns[] {
  const { tenants, apps } = of;
  const { unchanged, report } = sizeOf(measured, apps);
  const { watchesAMonth, reportsAMonth, pulsesAMonth } = assumptions;
  return [
    { job: 'watch', runs: tenants * watchesAMonth, units: unchanged, hours: 730 },
    { job: 'report', runs: reportsOf(of) * reportsAMonth, units: report, hours: reportsAMonth },
    {
      job: 'pulse',
      runs: cells * pulsesAMonth,
      units: pulseUnits(measured, tenants / cells),
      hours: 730,
    },
  ];
}

/** Between the two cells that were measured, and beyond, on the line through them. */
function pulseUnits({ pulses }: Measured, tenants: number): Units {
  const [small, large] = pulses;
  if (!small || !large) throw new Error('pulses of two cells are needed');
  const share = (tenants - small.tenants) / (large.tenants - small.tenants);
  const between = (amount: (units: Units) => number): number =>
    amount(small.pulse) + share * (amount(large.pulse) - amount(small.pulse));
  return {
    ...small.pulse,
    wallMs: between(({ wallMs }) => wallMs),
    cpuMs: between(({ cpuMs }) => cpuMs),
    readUnits: between(({ readUnits }) => readUnits),
    writeUnits: between(({ writeUnits }) => writeUnits),
    logBytes: between(({ logBytes }) => logBytes),
  };
}

/** A metric has the dimension `job` only, so it is the same one in every cell; it is paid by the hours it is sent in. */
function metricMonths(jobs: readonly JobRuns[]): number {
  return jobs.reduce((sum, { units, hours }) => sum + (units.metrics * hours) / 730, 0);
}

/** Lambda gives processor time by memory: what was measured on a whole processor takes longer there. */
function gigabyteSeconds({ memory }: Measured, job: JobName, { wallMs, cpuMs }: Units): number {
  const slowness = Math.max(1, wholeProcessor / memory[job]);
  const billedMs = wallMs + cpuMs * (slowness - 1);
  return (billedMs / 1000) * (memory[job] / 1024);
}

export function sizeOf({ tenants }: Measured, apps: number): Measured['tenants'][number] {
  const found = tenants.find((size) => size.apps === apps);
  if (!found) throw new Error(`a tenant of ${apps} apps was not measured`);
  return found;
}
