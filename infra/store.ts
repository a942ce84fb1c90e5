import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  TableEncryptionV2,
  TableV2,
  type ITableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { tableKeys } from '../functions/core/table-keys.ts';

/** What others need to know of the table. */
export type Store = Pick<ITableV2, 'tableArn' | 'tableName'>;

/**
 * The table, or the one of that name to go on with. Its name is left to CloudFormation, so that a stack
 * deployed again after its removal does not meet the table that was kept.
 */
export function addStore(scope: Construct, existing: string | undefined): Store {
  if (existing !== undefined) return TableV2.fromTableName(scope, 'Table', existing);
  return new TableV2(scope, 'Table', {
    partitionKey: { name: tableKeys.partition, type: AttributeType.STRING },
    sortKey: { name: tableKeys.sort, type: AttributeType.STRING },
    timeToLiveAttribute: tableKeys.expires,
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // What was true on a date, and who knew, must outlive the monitor.
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
