import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Exchange = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A server on this machine only. */
export interface Loopback {
  readonly url: string;
  /** Also ends connections that a fault left hanging. */
  close(): Promise<void>;
}

const maxBodyBytes = 4_000_000;

export async function listen(exchange: Exchange, port = 0): Promise<Loopback> {
  const server = createServer((request, response) => {
    exchange(request, response).catch((error: unknown) => fail(response, error));
  });
  // Longer than any client keeps a socket, so that no request meets a connection just being closed.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo; // listening on TCP: never a pipe name
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A mistake in the simulator answers as one, and never as something Auth0 or Slack would say. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const text = error instanceof Error ? error.stack : String(error);
  response.writeHead(599, { 'content-type': 'text/plain' }).end(`simulator failed: ${text}`);
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array); // no encoding is set, so chunks are bytes
    size += bytes.length;
    if (size > maxBodyBytes) throw new RangeError(`a request body above ${maxBodyBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
