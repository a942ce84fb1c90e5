import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { tableDefinition } from '../../functions/adapters/dynamo/table-definition.ts';

/** How a service answers instead of truly; with status 200 the answer is cut short behind the type. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message?: string;
}

export interface Published {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
}

/** DynamoDB, Secrets Manager, SSM, SNS and S3 as far as the functions use them, on this machine only. */
export interface SimulatedAws {
  readonly url: string;
  readonly table: string;
  /** For looking into the table beside the functions. */
  readonly client: DynamoDBClient;
  /** Secrets and parameters by name. Bytes are a binary secret. */
  readonly kept: Map<string, string | Uint8Array | Refusal>;
  /** The type SSM gives its parameters. */
  parameterType: string;
  readonly published: Published[];
  /** Objects by bucket and key, as text. */
  readonly objects: Map<string, string>;
  /** Operations such as `DynamoDB.GetItem` and `SNS.Publish`, in order. */
  readonly calls: string[];
  /** Answered to the next calls of DynamoDB, or of SNS. */
  readonly refusals: { readonly DynamoDB: Refusal[]; readonly SNS: Refusal[] };
  close(): Promise<void>;
}

const account = 'synthetic';

export async function startAws(): Promise<SimulatedAws> {
  const database = dynalite({ createTableMs: 0 });
  database.listen(0, '127.0.0.1');
  await once(database, 'listening');
  const tables = `http://127.0.0.1:${(database.address() as AddressInfo).port}`;
  const server = createServer((request, response) => {
    answer(aws, database, request, response).catch((error: unknown) => {
      response.writeHead(599).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: account, secretAccessKey: account };
  const client = new DynamoDBClient({ endpoint: tables, region: 'us-east-1', credentials });
  const table = 'strictwatch-test';
  await client.send(new CreateTableCommand(tableDefinition(table)));
  const aws: SimulatedAws = {
    url,
    table,
    client,
    kept: new Map(),
    parameterType: 'SecureString',
    published: [],
    objects: new Map(),
    calls: [],
    refusals: { DynamoDB: [], SNS: [] },
    async close() {
      client.destroy();
      for (const one of [server, database]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
    },
  };
  return aws;
}

async function answer(
  aws: SimulatedAws,
  tables: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  if (request.method === 'PUT') return keep(aws, String(request.url), body, response);
  const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? 'SNS.Publish')
    .replace(/^DynamoDB_\d+/, 'DynamoDB')
    .split('.');
  aws.calls.push(`${service}.${operation}`);
  if (service === 'DynamoDB') {
    const refusal = aws.refusals.DynamoDB.shift();
    return refusal ? refuse(response, refusal) : forward(tables, request, body, response);
  }
  if (service === 'SNS') return publish(aws, new URLSearchParams(body), response);
  const input = JSON.parse(body) as { SecretId?: string; Name?: string };
  const name = input.SecretId ?? input.Name ?? '';
  const kept = aws.kept.get(name);
  const missing = service === 'AmazonSSM' ? 'ParameterNotFound' : 'ResourceNotFoundException';
  if (kept === undefined) return refuse(response, { status: 400, type: missing });
  if (typeof kept === 'object' && 'status' in kept) return refuse(response, kept);
  const value =
    typeof kept === 'string'
      ? { SecretString: kept }
      : { SecretBinary: Buffer.from(kept).toString('base64') };
  const parameter = { Name: name, Type: aws.parameterType, Value: kept };
  send(
    response,
    200,
    service === 'AmazonSSM' ? { Parameter: parameter } : { Name: name, ...value },
  );
}

function keep(aws: SimulatedAws, path: string, body: string, response: ServerResponse): void {
  aws.calls.push('S3.PutObject');
  aws.objects.set(path.slice(1), body);
  response.writeHead(200).end();
}

function publish(aws: SimulatedAws, form: URLSearchParams, response: ServerResponse): void {
  const refusal = aws.refusals.SNS.shift();
  if (refusal) {
    response.writeHead(refusal.status, { 'content-type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${refusal.type}</Code><Message>no</Message></Error></ErrorResponse>`,
    );
    return;
  }
  const of = (name: string) => form.get(name) ?? '';
  aws.published.push({
    TopicArn: of('TopicArn'),
    Subject: of('Subject'),
    Message: of('Message'),
  });
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>id-${aws.published.length}</MessageId></PublishResult></PublishResponse>`,
  );
}

/** To the database in this process, and not by another request. */
function forward(
  tables: Server,
  { method, url, headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  tables.emit(
    'request',
    Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers }),
    response,
  );
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, type, message = 'no' } = refusal;
  if (status !== 200) return send(response, status, { __type: type, message });
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(`{"SecretString":"${type}`);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
