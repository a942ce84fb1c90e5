import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { findingKey, type Finding } from '../core/finding.ts';
import type { AppVersion, Store } from '../core/ports.ts';
import type { RunRecord } from '../core/run.ts';
import { digest, fingerprint } from './dynamo/fingerprint.ts';
import { readHistory } from './dynamo/history.ts';
import { textOf, type Item } from './dynamo/item.ts';
import { headKey, prefixes, tenantsPartition } from './dynamo/keys.ts';
import { takeLease } from './dynamo/lease.ts';
import { queryLogs } from './dynamo/logs.ts';
import { damaged, unpackJson } from './dynamo/pack.ts';
import { StoredRun } from './dynamo/schemas.ts';
import { openSession, readApp } from './dynamo/session.ts';
import { knownOf, readHead, readState } from './dynamo/state.ts';
import { openTable, type Table } from './dynamo/table.ts';
import { documentOf, wholeVersions, type Version } from './dynamo/versions.ts';
import { readAllWords } from './dynamo/words.ts';

export interface StoreOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Milliseconds since 1970, for leases and expiry: the real time, whatever moment a run judges. */
  readonly now?: () => number;
  /**
   * Milliseconds since 1970 since when this process has the table to itself, where that is certain (a
   * locked folder): a run that began before is dead, and its lease is not waited for.
   */
  readonly aloneSince?: number;
}

/**
 * A client that keeps trying while DynamoDB throttles: a table on demand needs minutes to grow.
 * @param requestTimeoutMs milliseconds DynamoDB has to answer one request
 */
export function openDynamo(endpoint?: string, requestTimeoutMs = 10_000): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 8,
    requestHandler: {
      connectionTimeout: 3000,
      // By default the SDK waits for ever, and with this alone it only warns.
      // Source: @smithy/node-http-handler, set-request-timeout.js
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(endpoint && { endpoint }),
  });
}

/** The store on a DynamoDB table with partition key `tenant` and sort key `item`, both strings. */
export function createStore(options: StoreOptions): Store {
  const { client, table: name, now = Date.now, aloneSince } = options;
  const open = () => openTable({ client, name, now });
  return {
    async begin(tenant) {
      const table = open();
      const lease = await takeLease(table, tenant, { now, aloneSince });
      return openSession({ tenant, table, now, lease });
    },
    beginDry: async (tenant) => openSession({ tenant, table: open(), now, lease: null }),
    tenants: () => readTenants(open()),
    findings: (tenant) => readFindings(open(), tenant),
    appsAt: (tenant, at) => readAppsAt(open(), tenant, at),
    history: (tenant, rule, subject) => readHistory(open(), tenant, rule, subject),
    logs: (tenant) => queryLogs(open(), tenant),
    runs: (tenant, limit) => readRuns(open(), tenant, limit),
    async head(tenant) {
      return readHead(tenant, await open().get(headKey(tenant)))?.head ?? null;
    },
    fingerprint,
    digest,
  };
}

async function readTenants(table: Table): Promise<string[]> {
  const tenants: string[] = [];
  for await (const page of table.pages({ tenant: tenantsPartition }))
    tenants.push(...page.map((item) => textOf(item, 'item')));
  return tenants.sort();
}

async function readFindings(table: Table, tenant: string): Promise<Finding[]> {
  const { findings } = knownOf(tenant, await readState(table, tenant));
  const words = await readAllWords(table, tenant, [...findings.keys()]);
  return [...findings].map(([row, { rule, subject, life }]) => ({
    ...life,
    key: findingKey(tenant, rule, subject),
    tenant,
    rule,
    subject,
    message: words.get(row)?.message ?? '',
    evidence: words.get(row)?.evidence ?? {},
  }));
}

/** Reads the whole history of the tenant's apps: meant for the rare question, not for a run. */
async function readAppsAt(table: Table, tenant: string, at: string): Promise<AppVersion[]> {
  const moment = Date.parse(at);
  const found: AppVersion[] = [];
  let items: Item[] = [];
  for await (const page of table.pages({ tenant, prefix: prefixes.apps }))
    for (const item of page) {
      const [first] = items;
      if (first && documentOf(first) !== documentOf(item)) {
        found.push(...versionAt(items, moment));
        items = [];
      }
      items.push(item);
    }
  found.push(...versionAt(items, moment));
  return found.sort((a, b) => (a.app.id < b.app.id ? -1 : 1));
}

/** The version of one app that held at the moment. A later version ends an earlier one that a crash left open. */
function versionAt(items: readonly Item[], moment: number): AppVersion[] {
  const versions: Version[] = [...wholeVersions(items)];
  const index = versions.findLastIndex(({ validFrom }) => Date.parse(validFrom) <= moment);
  const version = versions[index];
  if (!version) return [];
  const { validFrom } = version;
  const ends = [version.validTo ?? [], versions[index + 1]?.validFrom ?? []].flat().sort();
  const validTo = ends[0] ?? null;
  if (validTo !== null && Date.parse(validTo) <= moment) return [];
  return [{ app: readApp(version.value), validFrom, validTo }];
}

async function readRuns(table: Table, tenant: string, limit: number): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  if (limit <= 0) return runs;
  const range = { tenant, prefix: prefixes.runs, descending: true, pageSize: limit };
  for await (const page of table.pages(range)) {
    runs.push(...page.map(readRun));
    if (runs.length >= limit) break;
  }
  return runs.slice(0, limit);
}

function readRun(item: Item): RunRecord {
  const what = `The run record ${textOf(item, 'item')}`;
  const read = StoredRun.safeParse(unpackJson(item['data'], what));
  if (!read.success) throw damaged(what, read.error);
  return read.data as unknown as RunRecord;
}
