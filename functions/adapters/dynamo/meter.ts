import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../core/errors.ts';
import type { Cost } from '../../core/ports.ts';
import { storeFailure } from './failures.ts';

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[] | undefined;
}

/** Runs commands on one table: adds up what they cost and explains their failures. */
export interface Meter {
  read<T extends Answer>(command: () => Promise<T>): Promise<T>;
  write<T extends Answer>(command: () => Promise<T>): Promise<T>;
  cost(): Cost;
}

export function openMeter(table: string): Meter {
  const cost = { readUnits: 0, writeUnits: 0 };

  async function run<T extends Answer>(unit: keyof Cost, command: () => Promise<T>): Promise<T> {
    try {
      const answer = await command();
      if (isEmpty(answer)) throw notDynamo(table);
      cost[unit] += unitsOf(answer);
      return answer;
    } catch (error) {
      throw storeFailure(error, table, unit);
    }
  }

  return {
    read: (command) => run('readUnits', command),
    write: (command) => run('writeUnits', command),
    cost: () => ({ ...cost }),
  };
}

/**
 * Every command asks what it cost, so that no answer of DynamoDB holds nothing. One of whatever answers in its place may,
 * and would pass for "written", or for "nothing there".
 */
function isEmpty(answer: Answer): boolean {
  return Object.entries(answer).every(
    ([name, field]) => name === '$metadata' || field === undefined,
  );
}

function notDynamo(table: string): StoreError {
  return new StoreError(
    `Something answered in place of DynamoDB for the table "${table}". What is written so far is safe. Look for a proxy in between, and check the endpoint; then run again.`,
  );
}

function unitsOf({ ConsumedCapacity = [] }: Answer): number {
  const capacities = [ConsumedCapacity].flat();
  return capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
