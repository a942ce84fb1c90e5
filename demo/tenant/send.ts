import type { ServerResponse } from 'node:http';
import { sleep } from '../loopback.ts';
import type { Answer } from './answer.ts';
import type { Failure } from './faults.ts';

/** Puts an answer on the wire, or does to the connection what the failure says. */
export async function send(
  response: ServerResponse,
  failure: Failure | null,
  answer: Answer,
  date: string,
): Promise<void> {
  if (failure?.kind === 'hang') return;
  if (failure?.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (failure?.kind === 'slow') await sleep(failure.ms);
  const bytes = bytesOf(answer.body);
  response.writeHead(answer.status, {
    date,
    ...(answer.body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    // DELETE answers 204, which may not have a length.
    ...(answer.status !== 204 && { 'content-length': bytes.length }),
    ...answer.headers,
  });
  if (failure?.kind !== 'cut') {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length * failure.share)), () =>
    response.destroy(),
  );
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
