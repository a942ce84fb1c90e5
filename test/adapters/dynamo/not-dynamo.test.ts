import { expect, test } from 'vitest';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import { withSend } from '../crash.ts';
import { memoryDynamo } from '../memory-dynamo.ts';

test('what answers in place of DynamoDB is believed neither to hold nothing nor to have written', async () => {
  // A page of a proxy that is JSON, and that the SDK takes for an answer.
  const client = withSend(memoryDynamo(), async () => ({ $metadata: { httpStatusCode: 200 } }));
  const store = createStore({ client, table: 'tbl' });
  await expect(store.head('acme')).rejects.toThrow(/in place of DynamoDB for the table "tbl"/);
  await expect(store.begin('acme')).rejects.toThrow(/in place of DynamoDB/);
});
