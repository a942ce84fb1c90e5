import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { damagedFolder, folderFailure } from './dynalite/failures.ts';
import { checkFolder, lockFolder, markClosed, markMade, type Folder } from './dynalite/folder.ts';
import { serveTables } from './dynalite/server.ts';
import { openTables } from './dynalite/tables.ts';
import { tableDefinition } from './dynamo/table-definition.ts';

/** The one table of the local database. */
export const dynaliteTable = 'strictwatch';

/** DynamoDB's API on this machine, kept in a folder. */
export interface Dynalite {
  readonly endpoint: string;
  /** The only client the endpoint answers. */
  readonly client: DynamoDBClient;
  /** Milliseconds since 1970 since when no other process has had the folder: `aloneSince` of the store. */
  readonly openedAt: number;
  /** Lets the next process in. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the database in a folder, and makes it when there is none.
 * @throws {BusyError} when another process has it open
 * @throws {StoreError} when it is damaged, full, or written by a newer version
 */
export async function openDynalite(dir: string): Promise<Dynalite> {
  const lock = await lockFolder(dir);
  const openedAt = Date.now();
  const opened: Step[] = [() => lock.close()];
  const close = () => undo(opened, dir);
  try {
    const folder = await checkFolder(dir);
    const tables = await openTables(folder.database);
    opened.push(() => tables.db.close());
    const accessKeyId = randomBytes(12).toString('hex');
    const server = await listen(serveTables(tables, { accessKeyId }));
    opened.push(() => stop(server));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = clientFor(endpoint, accessKeyId, dir);
    opened.push(async () => client.destroy());
    await provideTable(client, folder);
    // Once the database is closed and still ours; never for one that was found damaged.
    opened.splice(1, 0, () => markClosed(folder));
    return { endpoint, client, openedAt, close };
  } catch (error) {
    await close();
    throw folderFailure(dir, error);
  }
}

type Step = () => Promise<void>;

/** Undoes what was opened, last first, and all of it even when a step fails. */
async function undo(opened: Step[], dir: string): Promise<void> {
  const failures: unknown[] = [];
  for (const step of opened.splice(0).toReversed())
    await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw folderFailure(dir, failures[0]);
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** A failure below the tables is about the folder, and trying again does not help. */
function clientFor(endpoint: string, accessKeyId: string, dir: string): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'not-checked' },
    maxAttempts: 2,
  });
  client.middlewareStack.add(
    (next) => (args) =>
      next(args).catch((error: unknown) => {
        const internal = error instanceof Error && error.name === 'InternalServerError';
        throw internal ? folderFailure(dir, error) : error;
      }),
    { name: 'explainFolderFailures', step: 'initialize', priority: 'high' },
  );
  return client;
}

async function provideTable(client: DynamoDBClient, folder: Folder): Promise<void> {
  const { dir, made } = folder;
  const found = await hasTable(client);
  if (found && made) return;
  // Without a mark, a process died while it made the table: before it wrote anything.
  if (found && !(await isEmpty(client)))
    throw damagedFolder(dir, new Error('strictwatch.json is missing'));
  if (made) throw damagedFolder(dir, new Error('the database has lost its table'));
  if (!found) await client.send(new CreateTableCommand(tableDefinition(dynaliteTable)));
  while (!(await hasTable(client)));
  await markMade(folder);
}

async function isEmpty(client: DynamoDBClient): Promise<boolean> {
  const { Count } = await client.send(new ScanCommand({ TableName: dynaliteTable, Limit: 1 }));
  return Count === 0;
}

async function hasTable(client: DynamoDBClient): Promise<boolean> {
  try {
    const answer = await client.send(new DescribeTableCommand({ TableName: dynaliteTable }));
    return answer.Table?.TableStatus === 'ACTIVE';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}
