import { CreateTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { memoryDynamo, memoryTable } from './memory-dynamo.ts';
import { storeContract } from './store.contract.ts';

const client = memoryDynamo();

describe('the store on memory', () => {
  storeContract(() => ({
    open: (now, aloneSince) =>
      createStore({
        client,
        table: memoryTable,
        ...(now && { now }),
        ...(aloneSince !== undefined && { aloneSince }),
      }),
  }));
});

describe('memory in place of DynamoDB', () => {
  const Item = { tenant: { S: 'acme' }, item: { S: 'HEAD' }, rev: { N: '1' } };

  it.each([
    'contains(#rev, :one)',
    '#rev > :one',
    'attribute_exists(#rev',
    '#rev = :one garbage',
    'NOT #rev = :one',
  ])('refuses the condition %s, which it does not know', async (ConditionExpression) => {
    const put = new PutItemCommand({
      TableName: memoryTable,
      Item,
      ConditionExpression,
      ExpressionAttributeNames: { '#rev': 'rev' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await expect(client.send(put)).rejects.toThrow(/does not know/);
  });

  it('refuses commands the store does not send', async () => {
    const scan = new ScanCommand({ TableName: memoryTable });
    await expect(client.send(scan)).rejects.toThrow(/does not know.*ScanCommand/);
    const create = new CreateTableCommand({
      TableName: 'other',
      KeySchema: [],
      AttributeDefinitions: [],
    });
    await expect(client.send(create)).rejects.toThrow(/CreateTableCommand/);
  });
});
