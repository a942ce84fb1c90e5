import type {
  AttributeValue,
  DynamoDBClient,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Run } from './found.ts';

export type Written = Pick<Run, 'items' | 'bytes' | 'renewalUnits'>;

type Item = Record<string, AttributeValue>;

/** Counts what goes through a client into the store; what is asked for later is what was counted until then. */
export function countWrites(client: DynamoDBClient): () => Written {
  const counted = { items: 0, bytes: 0, renewalUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      const written = writtenBy(String(context['commandName']), args.input, answer.output);
      counted.items += written.items;
      counted.bytes += written.bytes;
      counted.renewalUnits += written.renewalUnits;
      return answer;
    },
    // Above retries: a request that is repeated counts once.
    { step: 'initialize' },
  );
  return () => ({ ...counted });
}

/** What one command wrote, by its input and its answer. */
export function writtenBy(command: string, input: object, output: object): Written {
  if (command === 'PutItemCommand') return puts([(input as { Item: Item }).Item]);
  if (command === 'DeleteItemCommand') return { items: 1, bytes: 0, renewalUnits: 0 };
  if (command === 'UpdateItemCommand') {
    return updated(input as UpdateItemCommandInput, output as UpdateItemCommandOutput);
  }
  if (command !== 'BatchWriteItemCommand') return { items: 0, bytes: 0, renewalUnits: 0 };
  const { RequestItems } = input as { RequestItems: Record<string, WriteRequest[]> };
  const requests = Object.values(RequestItems).flat();
  const written = puts(
    requests.flatMap(({ PutRequest }) => (PutRequest?.Item ? [PutRequest.Item] : [])),
  );
  return { ...written, items: requests.length };
}

function puts(items: readonly Item[]): Written {
  let bytes = 0;
  for (const item of items) bytes += itemBytes(item);
  return { items: items.length, bytes, renewalUnits: 0 };
}

/** An update is paid by the whole item as it is then. */
function updated(input: UpdateItemCommandInput, output: UpdateItemCommandOutput): Written {
  // What only moves the end of a lease is a renewal.
  if (input.UpdateExpression === 'SET #until = :until') {
    return { items: 0, bytes: 0, renewalUnits: output.ConsumedCapacity?.CapacityUnits ?? 0 };
  }
  return puts([output.Attributes ?? {}]);
}

// Source: DynamoDB's documentation, "DynamoDB item sizes and formats".
function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item))
    bytes += Buffer.byteLength(name) + sizeOf(value);
  return bytes;
}

/** @throws {RangeError} for a kind of value that the store does not write */
function sizeOf({ S, N, B }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (B !== undefined) return B.length;
  throw new RangeError('the size of this kind of attribute is not known');
}
