import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { dynaliteTable, openDynalite } from '../../functions/adapters/dynalite.ts';
import { createStore, openDynamo } from '../../functions/adapters/dynamo.ts';
import { tableDefinition } from '../../functions/adapters/dynamo/table-definition.ts';
import type { StoreUnderTest } from './store.contract.ts';
import { storeContract } from './store.contract.ts';

// `npm run test:store` with STRICTWATCH_DYNAMODB_ENDPOINT runs the same contract on another DynamoDB.
const endpoint = process.env['STRICTWATCH_DYNAMODB_ENDPOINT'];

describe(`the store on ${endpoint ?? 'dynalite'}`, () => {
  let underTest: StoreUnderTest;
  let opened: Awaited<ReturnType<typeof openFolder>>;

  beforeAll(async () => {
    opened = await (endpoint ? openThrowaway(endpoint) : openFolder());
    const { client, table } = opened;
    underTest = {
      open: (now, aloneSince) =>
        createStore({
          client,
          table,
          ...(now && { now }),
          ...(aloneSince !== undefined && { aloneSince }),
        }),
    };
  }, 90_000);

  afterAll(() => opened.close());

  storeContract(() => underTest);
});

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'strictwatch-'));
  const database = await openDynalite(folder);
  return {
    client: database.client,
    table: dynaliteTable,
    async close() {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openThrowaway(endpoint: string) {
  const client = openDynamo(endpoint);
  const table = `strictwatch-test-${Date.now()}`;
  await client.send(new CreateTableCommand(tableDefinition(table)));
  await waitUntilTableExists(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
    { TableName: table },
  );
  return {
    client,
    table,
    async close() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
    },
  };
}
