import { Agent, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, type Loopback } from '../../demo/loopback.ts';

/** One request to AWS and how it was answered. */
export interface Exchange {
  /** Access key id of who signed it. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** `X-Amz-Target`, empty for services that do not use it. */
  readonly target: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
  /** A test answered, not AWS. */
  readonly isStandIn: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Answers in place of AWS, or null to let a request pass; `lost` lets it pass, and its answer does not arrive. */
export type Stand = (
  request: Pick<Exchange, 'key' | 'path' | 'target' | 'body'>,
) => Answer | 'lost' | null;

/** What stands before the emulated AWS and writes down what is asked of it. */
export interface Recorder extends Loopback {
  readonly exchanges: readonly Exchange[];
  /** Who answers first from now on; null for nobody. */
  standIn(stand: Stand | null): void;
}

/** A proxy on loopback: it passes requests on as they were signed and remembers them. */
export async function startRecorder(port: number): Promise<Recorder> {
  const agent = new Agent({ keepAlive: true });
  const exchanges: Exchange[] = [];
  let stand: Stand | null = null;
  const loopback = await listen(async (request, response) => {
    const body = await bytes(request);
    const asked = {
      key: signerOf(request),
      method: request.method ?? '',
      path: request.url ?? '',
      target: String(request.headers['x-amz-target'] ?? ''),
      body: body.toString('utf8'),
    };
    const own = stand?.(asked) ?? null;
    const isPassed = own === null || own === 'lost';
    const given = isPassed ? await forward(port, agent, request, body) : own;
    const { status } = given;
    exchanges.push({ ...asked, status, answer: given.body.toString(), isStandIn: !isPassed });
    if (own === 'lost') response.socket?.resetAndDestroy();
    else reply(response, given);
  });
  return {
    ...loopback,
    exchanges,
    standIn: (next) => {
      stand = next;
    },
    close: async () => {
      await loopback.close();
      agent.destroy();
    },
  };
}

/** A request is signed in its header, or in its address. */
function signerOf({ headers, url = '' }: IncomingMessage): string {
  const signed = headers.authorization ?? decodeURIComponent(url);
  return /Credential=([^/]+)/.exec(signed)?.[1] ?? '';
}

interface Given {
  readonly status: number;
  readonly body: Buffer | string;
  readonly headers?: readonly string[];
}

function forward(
  port: number,
  agent: Agent,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Given> {
  // Policies of topics, queues and buckets refuse plain HTTP; on loopback this says what TLS would.
  const sent = { ...headers, 'x-forwarded-proto': 'https' };
  return new Promise((resolve, reject) => {
    const passed = send({ host: '127.0.0.1', port, method, path: url, headers: sent, agent });
    passed.once('error', reject);
    passed.once('response', (response) => {
      bytes(response).then(
        (all) =>
          resolve({ status: response.statusCode ?? 500, body: all, headers: response.rawHeaders }),
        reject,
      );
    });
    passed.end(body);
  });
}

function reply(response: ServerResponse, { status, body, headers }: Given): void {
  const json = ['content-type', 'application/x-amz-json-1.0'];
  response.writeHead(status, [...(headers ?? json)]);
  response.end(body);
}

async function bytes(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array)); // no encoding is set
  return Buffer.concat(chunks);
}
