import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CrashError, sendOf, withSend, type Command } from './crash.ts';

/** What becomes of a command to DynamoDB; see {@link faultyClient}. */
export const storeFates = [
  'fails',
  'lost',
  'hangs',
  'hangs-after',
  'late',
  'answers garbage',
  'killed',
  'killed-after',
] as const;
export type StoreFate = (typeof storeFates)[number];

/** Decides what becomes of commands, and is told of those that took effect. */
export interface Wire {
  /** A process that was killed sends nothing any more. */
  isDead: boolean;
  /** Null lets it pass. */
  readonly fateOf: (command: Command) => StoreFate | null;
  /** Called for each command that took effect, whether or not anybody hears of it. */
  readonly tookEffect?: (command: Command) => void;
  /** A command that hangs takes its time. */
  readonly hang: (command: Command) => unknown;
}

/** A client of whose commands some fail, as the SDK's does once it has given up. */
export function faultyClient(client: DynamoDBClient, wire: Wire): DynamoDBClient {
  const send = sendOf(client);
  const pass = async (command: Command) => {
    const answer = await send(command);
    wire.tookEffect?.(command);
    return answer;
  };
  return withSend(client, async (command) => {
    if (wire.isDead) throw new CrashError('The process is dead.');
    const fate = wire.fateOf(command);
    if (fate === null) return pass(command);
    if (fate === 'late' || fate.startsWith('hangs')) await wire.hang(command);
    if (fate === 'late') return pass(command);
    if (fate === 'lost' || fate.endsWith('-after')) await pass(command);
    if (fate.startsWith('killed')) {
      wire.isDead = true;
      throw new CrashError(`The process died ${fate === 'killed' ? 'before' : 'after'} a command.`);
    }
    // Something in between that answers in place of DynamoDB, with JSON that the SDK takes for an answer.
    if (fate === 'answers garbage') return { $metadata: { httpStatusCode: 200 } };
    throw named(fate === 'fails' ? 'InternalServerError' : 'TimeoutError');
  });
}

function named(name: string): Error {
  return Object.assign(new Error('synthetic'), { name });
}

const writes = [
  'PutItemCommand',
  'UpdateItemCommand',
  'DeleteItemCommand',
  'BatchWriteItemCommand',
];

export function isWrite(command: Command): boolean {
  return writes.includes(command.constructor.name);
}

/** The sort keys a command reads or writes; a range's beginning where it reads one. */
export function sortKeysOf({ input }: Command): string[] {
  const { Key, Item, RequestItems, ExpressionAttributeValues } = input as Shape;
  const [values, single] = [ExpressionAttributeValues, Key ?? Item];
  if (single) return [single['item']?.S ?? ''];
  const range = values?.[':prefix']?.S ?? values?.[':from']?.S;
  if (range !== undefined) return [range];
  const requests: readonly Write[] = Object.values(RequestItems ?? {}).flatMap((one) =>
    'Keys' in one ? (one.Keys ?? []).map((key) => ({ DeleteRequest: { Key: key } })) : one,
  );
  return requests.map(
    ({ PutRequest, DeleteRequest }) => (PutRequest?.Item ?? DeleteRequest?.Key)?.['item']?.S ?? '',
  );
}

type Attributes = Readonly<Record<string, { readonly S?: string }>>;

interface Write {
  readonly PutRequest?: { readonly Item?: Attributes };
  readonly DeleteRequest?: { readonly Key?: Attributes };
}

/** What the inputs of the store's commands have in common, as far as it is looked at here. */
interface Shape {
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly ExpressionAttributeValues?: Attributes;
  readonly RequestItems?: Readonly<
    Record<string, readonly Write[] | { readonly Keys: readonly Attributes[] | undefined }>
  >;
}
