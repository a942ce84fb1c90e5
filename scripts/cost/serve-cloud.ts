import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * What a function uses of AWS, in a process of its own: a store in front of which units are counted, a secret,
 * a topic, a bucket. Each line on standard input answers with what was used since the last.
 */
const { store, secret } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;

const writes = /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/;
const nothingUsed = {
  readUnits: 0,
  writeUnits: 0,
  secretReads: 0,
  published: 0,
  puts: 0,
  putBytes: 0,
};
let used = { ...nothingUsed };

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
print({ cloud: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

createInterface({ input: process.stdin }).on('line', () => {
  print(used);
  used = { ...nothingUsed };
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await textOf(request);
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target.startsWith('DynamoDB_')) {
    await storeAnswers(request, target, body, response);
  } else if (target === 'secretsmanager.GetSecretValue') {
    used.secretReads += 1;
    response.end(JSON.stringify({ Name: 'auth0', SecretString: secret }));
  } else if (request.method === 'PUT') {
    used.puts += 1;
    used.putBytes += Buffer.byteLength(body);
    response.end();
  } else {
    used.published += 1;
    response.setHeader('content-type', 'text/xml');
    response.end(
      '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
    );
  }
}

async function storeAnswers(
  request: IncomingMessage,
  target: string,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const onward = forward(`${store}/`, { method: 'POST', headers: request.headers });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const text = await textOf(answer);
  used[writes.test(target) ? 'writeUnits' : 'readUnits'] += unitsOf(text);
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  response.end(text);
}

/** One answer, or one for each table of a batch. */
function unitsOf(text: string): number {
  const { ConsumedCapacity = [] } = JSON.parse(text) as {
    ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
  };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
  return text;
}

function print(value: object): void {
  console.log(JSON.stringify(value));
}
