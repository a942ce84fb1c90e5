import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { tableKeys } from '../../core/table-keys.ts';

/** A table that the store can use; on AWS also let items expire by `tableKeys.expires`. */
export function tableDefinition(name: string): CreateTableCommandInput {
  const { partition, sort } = tableKeys;
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: partition, AttributeType: 'S' },
      { AttributeName: sort, AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ],
  };
}
