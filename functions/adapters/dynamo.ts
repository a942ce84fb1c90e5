import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { findingKey, type Finding } from '../core/finding.ts';
import type { Store } from '../core/ports.ts';
import { readAppHistory, readAppsAt } from './dynamo/app-history.ts';
import { digest, fingerprint } from './dynamo/fingerprint.ts';
import { readHistory } from './dynamo/history.ts';
import { textOf } from './dynamo/item.ts';
import { headKey, tenantsPartition } from './dynamo/keys.ts';
import { takeLease } from './dynamo/lease.ts';
import { queryLogs } from './dynamo/logs.ts';
import { readMark, writeMark } from './dynamo/reports.ts';
import { readLast, readRecords, readRuns } from './dynamo/runs.ts';
import { createSeal } from './dynamo/seal.ts';
import { readSectionsAt } from './dynamo/sections.ts';
import { openSession } from './dynamo/session.ts';
import { knownOf, readHead, readState } from './dynamo/state.ts';
import { openTable, type Table } from './dynamo/table.ts';
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
    // Not by AWS_RETRY_MODE: no other is in what is deployed (infra/write-bundle.ts).
    retryMode: 'standard',
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
    appHistory: (tenant) => readAppHistory(open(), tenant),
    sectionsAt: (tenant, at) => readSectionsAt(open(), tenant, at),
    history: (tenant, rule, subject) => readHistory(open(), tenant, rule, subject),
    logs: (tenant) => queryLogs(open(), tenant),
    runs: (tenant, limit, until) => readRuns(open(), tenant, limit, until),
    records: (tenant) => readRecords(open(), tenant),
    lastRecord: (tenant) => readLast(open(), tenant),
    lastReport: (tenant) => readMark(open(), tenant),
    noteReport: (tenant, mark) => writeMark(open(), tenant, mark),
    async head(tenant) {
      return readHead(tenant, await open().get(headKey(tenant)))?.head ?? null;
    },
    fingerprint,
    digest,
    seal: createSeal,
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
