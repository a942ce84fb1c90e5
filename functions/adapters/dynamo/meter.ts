import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
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

function unitsOf({ ConsumedCapacity = [] }: Answer): number {
  const capacities = [ConsumedCapacity].flat();
  return capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
