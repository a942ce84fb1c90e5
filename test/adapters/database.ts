import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { dynaliteTable, openDynalite, type Dynalite } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import type { Store } from '../../functions/core/ports.ts';

/** A database for the tests of a file, in a folder that goes when they end. */
export function useDatabase() {
  let database: Dynalite;
  let folder: string;
  let tenants = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strictwatch-'));
    database = await openDynalite(folder);
  });

  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  return {
    client: () => database.client,
    newTenant: () => `tenant-${tenants++}`,
    storeOn: (client = database.client, now = Date.now): Store =>
      createStore({ client, table: dynaliteTable, now }),
    /** Sort keys of a tenant's items that begin so. */
    itemsOf: async (tenant: string, prefix: string): Promise<string[]> => {
      const { Items = [] } = await database.client.send(
        new QueryCommand({
          TableName: dynaliteTable,
          KeyConditionExpression: 'tenant = :tenant AND begins_with(#item, :prefix)',
          ExpressionAttributeNames: { '#item': 'item' },
          ExpressionAttributeValues: { ':tenant': { S: tenant }, ':prefix': { S: prefix } },
        }),
      );
      return Items.map(({ item }) => item?.S ?? '');
    },
  };
}
