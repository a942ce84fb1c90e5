import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThorough } from '../thorough.ts';

/** Thrown in place of an answer: to the program it is the end, as if the process had been killed. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/** `before`: the write that crashes is not done. `after`: it is done, and nobody hears of it. */
export type CrashPoint = 'before' | 'after';

/** A client's `send`, without its many overloads. */
export type Send = (command: Command) => Promise<unknown>;
export interface Command {
  readonly input: object;
}

/**
 * The writes at which a test stops a run: every one in `npm run test:faults`, and in `npm test`, which is to end within a
 * minute, every sixth, other ones for each point.
 */
export function stopsIn(writes: number, point: CrashPoint): number[] {
  const all = Array.from({ length: writes }, (_, index) => index + 1);
  if (isThorough) return all;
  return all.filter((n) => n % 6 === (point === 'before' ? 1 : 4));
}

/** A client that dies at its Nth single write (each item of a batch counts) and answers nothing from then on. */
export function crashingClient(
  client: DynamoDBClient,
  atWrite: number,
  point: CrashPoint = 'before',
): DynamoDBClient {
  const send = sendOf(client);
  const allowed = point === 'before' ? atWrite - 1 : atWrite;
  let begun = 0;
  let dead = false;
  return withSend(client, async (command) => {
    if (dead) throw new CrashError('The process is dead.');
    const writes = writesIn(command);
    const left = allowed - begun;
    begun += writes;
    if (begun < atWrite || writes === 0) return send(command);
    dead = true;
    if (left > 0) await send(firstWrites(command, left));
    throw new CrashError(`The process died at write ${atWrite}.`);
  });
}

/** A client that counts single writes. */
export function countWrites(client: DynamoDBClient): { client: DynamoDBClient; count(): number } {
  const send = sendOf(client);
  let count = 0;
  const counting = withSend(client, (command) => {
    count += writesIn(command);
    return send(command);
  });
  return { client: counting, count: () => count };
}

export function sendOf(client: DynamoDBClient): Send {
  return client.send.bind(client) as unknown as Send;
}

/** The client with another `send`. */
export function withSend(client: DynamoDBClient, send: Send): DynamoDBClient {
  return Object.create(client, { send: { value: send } }) as DynamoDBClient;
}

const single = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand'];

function writesIn(command: Command): number {
  if (command instanceof BatchWriteItemCommand) return requestsIn(command).length;
  return single.includes(command.constructor.name) ? 1 : 0;
}

function firstWrites(command: Command, count: number): Command {
  if (!(command instanceof BatchWriteItemCommand)) return command;
  const [table = ''] = Object.keys(command.input.RequestItems ?? {});
  return new BatchWriteItemCommand({
    ...command.input,
    RequestItems: { [table]: requestsIn(command).slice(0, count) },
  });
}

/** The single writes of a batch. */
export function requestsIn(command: BatchWriteItemCommand) {
  return Object.values(command.input.RequestItems ?? {}).flat();
}
