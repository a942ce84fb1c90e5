import {
  BatchWriteItemCommand,
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../../functions/adapters/dynalite.ts';
import { fromAttributes, toAttributes } from '../../../functions/adapters/dynamo/item.ts';
import { packJson, unpackJson } from '../../../functions/adapters/dynamo/pack.ts';

type Attributes = Record<string, AttributeValue>;

/** All that is stored of a tenant. */
export async function itemsOf(client: DynamoDBClient, tenant: string): Promise<Attributes[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: dynaliteTable,
      KeyConditionExpression: 'tenant = :tenant',
      ExpressionAttributeValues: { ':tenant': { S: tenant } },
    }),
  );
  return Items;
}

/** Gives another tenant the same past. */
export async function copyItems(
  client: DynamoDBClient,
  items: readonly Attributes[],
  tenant: string,
): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((item) => ({
      PutRequest: { Item: { ...ofTenant(item, tenant), tenant: { S: tenant } } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [dynaliteTable]: requests } }));
  }
}

/** A run record says whose it is, and lies nowhere else. */
function ofTenant(item: Attributes, tenant: string): Attributes {
  const { data, ...rest } = fromAttributes(item);
  if (!/^(RUN#|LAST$)/.test(String(rest['item'])) || data === undefined) return item;
  const run = unpackJson(data, 'a run record') as object;
  return toAttributes({ ...rest, data: packJson({ ...run, tenant }) });
}
