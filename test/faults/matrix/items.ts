import {
  BatchWriteItemCommand,
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../../functions/adapters/dynalite.ts';

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
    const requests = items
      .slice(at, at + 25)
      .map((item) => ({ PutRequest: { Item: { ...item, tenant: { S: tenant } } } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [dynaliteTable]: requests } }));
  }
}
