import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { tableKeys } from '../../functions/core/table-keys.ts';

/** DynamoDB's API in memory, in a process of its own, as on AWS it is on another machine. */
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const store = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const table = 'strictwatch-bench';
const client = new DynamoDBClient({
  endpoint: store,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});
await client.send(
  new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [tableKeys.partition, tableKeys.sort].map((name) => ({
      AttributeName: name,
      AttributeType: 'S' as const,
    })),
    KeySchema: [
      { AttributeName: tableKeys.partition, KeyType: 'HASH' },
      { AttributeName: tableKeys.sort, KeyType: 'RANGE' },
    ],
  }),
);
client.destroy();
console.log(JSON.stringify({ store, table }));
