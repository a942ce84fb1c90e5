import { createRequire } from 'node:module';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Tables } from 'dynalite/db/index.js';
import { checkTypes, checkValidations, type Rules } from 'dynalite/validations/index.js';

/** What a client must sign as to be answered: other users of the machine can reach the port too. */
export interface Access {
  readonly accessKeyId: string;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

type Done = (error: unknown, result?: object) => void;

interface Operation {
  readonly rules: Rules;
  readonly run: (tables: Tables, input: object, done: Done) => void;
}

const load = createRequire(import.meta.url);
const operations = new Map(
  [
    'BatchGetItem',
    'BatchWriteItem',
    'CreateTable',
    'DeleteItem',
    'DescribeTable',
    'GetItem',
    'PutItem',
    'Query',
    'Scan',
    'UpdateItem',
  ].map((name) => [name, loadOperation(name)]),
);

/**
 * An HTTP server for dynalite's operations. Not dynalite's own, for three reasons: that one throws what
 * LevelDB reports (a full disk, a damaged file) where nothing can catch it, so the process dies; it
 * answers any local user; and it answers web pages from anywhere (CORS).
 */
export function serveTables(tables: Tables, access: Access): Server {
  const server = createServer((request, response) => {
    answer(tables, access, request).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, failure(error)),
    );
  });
  // Idle connections are closed by the client when it is destroyed; closing them here would race with its next request.
  server.keepAliveTimeout = 0;
  return server;
}

async function answer(tables: Tables, access: Access, request: IncomingMessage): Promise<Answer> {
  const body = await text(request);
  if (!request.headers.authorization?.includes(`Credential=${access.accessKeyId}/`))
    return { status: 403, body: { __type: 'AccessDeniedException', message: 'not this client' } };
  const name = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const operation = operations.get(name);
  if (!operation)
    return { status: 400, body: { __type: 'UnknownOperationException', message: name } };
  return { status: 200, body: await run(operation, tables, JSON.parse(body)) };
}

function run({ rules, run }: Operation, tables: Tables, body: unknown): Promise<object> {
  return new Promise((resolve, reject) => {
    const input = checkTypes(body, rules.types);
    checkValidations(input, rules.types, rules.custom, tables);
    run(tables, input, (error, result) => (error ? reject(error) : resolve(result ?? {})));
  });
}

/** dynalite's own refusals carry an answer; anything else comes from below and is an internal error. */
function failure(error: unknown): Answer {
  if (isRefusal(error)) return { status: error.statusCode, body: error.body };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { __type: 'InternalServerError', message } };
}

function isRefusal(error: unknown): error is { statusCode: number; body: object } {
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}

function loadOperation(name: string): Operation {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  return {
    rules: load(`dynalite/validations/${file}`) as Rules,
    run: load(`dynalite/actions/${file}`) as Operation['run'],
  };
}
