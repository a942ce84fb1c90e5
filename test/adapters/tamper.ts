import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../functions/adapters/dynalite.ts';
import { keyOf, type Item } from '../../functions/adapters/dynamo/item.ts';
import { packJson, unpackJson } from '../../functions/adapters/dynamo/pack.ts';
import { openTable } from '../../functions/adapters/dynamo/table.ts';

/** What somebody with access to the table could do behind the store's back. */
export interface Tamper {
  /** Items of the tenant whose keys begin so, in the order of their keys. */
  items(prefix: string): Promise<Item[]>;
  item(prefix: string, index?: number): Promise<Item>;
  put(item: Item): Promise<void>;
  remove(item: Item): Promise<void>;
  /** Rewrites what the item holds. */
  edit(item: Item, change: (value: Record<string, unknown>) => object): Promise<void>;
}

export function tamperWith(client: DynamoDBClient, tenant: string): Tamper {
  const table = openTable({ client, name: dynaliteTable, now: Date.now });

  async function items(prefix: string): Promise<Item[]> {
    const found: Item[] = [];
    for await (const page of table.pages({ tenant, prefix })) found.push(...page);
    return found;
  }

  return {
    items,
    async item(prefix, index = 0) {
      const item = (await items(prefix))[index];
      if (!item) throw new Error(`no item ${index} of ${prefix}`);
      return item;
    },
    put: (item) => table.put(item),
    remove: (item) => table.removeMany([keyOf(item)]),
    edit(item, change) {
      const value = unpackJson(item['data'], 'an item') as Record<string, unknown>;
      return table.put({ ...item, data: packJson(change(value)) });
    },
  };
}
