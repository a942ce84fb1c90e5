import { isSecureOrLoopback } from '../core/address.ts';
import { DeliveryError, OperatorError } from '../core/errors.ts';
import { whyUnanswered, type Unanswered } from './unanswered.ts';

export interface HeartbeatOptions {
  /** Milliseconds the monitor has to answer. */
  readonly timeoutMs?: number;
}

/**
 * Pings an outside monitor by fetching its address, once: the next pulse pings again. The address is a secret, since
 * whoever has it can keep the monitor quiet: no error repeats any of it.
 * @param urlOf asked for with each ping, so that a replaced address is used at once
 * @returns throws {@link DeliveryError} unless the monitor answered with success
 */
export function heartbeat(
  urlOf: () => string | Promise<string>,
  { timeoutMs = 10_000 }: HeartbeatOptions = {},
): () => Promise<void> {
  return async () => {
    const answer = await ping(await addressOf(urlOf), timeoutMs);
    if (answer !== 'accepted')
      throw new DeliveryError(`The heartbeat was not accepted: ${why(answer)}`);
  };
}

type Answer = 'accepted' | { readonly kind: 'refused'; readonly status: number } | Unanswered;

async function ping(url: string, timeoutMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { redirect: 'error', signal });
    await response.body?.cancel();
    return response.ok ? 'accepted' : { kind: 'refused', status: response.status };
  } catch (error) {
    return whyUnanswered(error, signal, timeoutMs);
  }
}

function why(answer: Exclude<Answer, 'accepted'>): string {
  if (answer.kind === 'refused') {
    return `the outside watcher answered HTTP ${answer.status}. Check that it still exists, and store its current address.`;
  }
  if (answer.kind === 'timeout') {
    return `no answer in ${answer.seconds} s. Check the outside watcher's status and the way out of this network.`;
  }
  if (answer.kind === 'redirected') {
    return `the address sends the request elsewhere. Store the address it leads to, if it is the outside watcher's.`;
  }
  return `the outside watcher could not be reached (${answer.code}). Check the address and the way out of this network.`;
}

async function addressOf(urlOf: () => string | Promise<string>): Promise<string> {
  const url = await read(urlOf);
  if (isSecureOrLoopback(url)) return url;
  throw new DeliveryError(
    'The heartbeat was not sent: what is kept as its address is no https address. Store the whole address the outside watcher gave.',
  );
}

async function read(urlOf: () => string | Promise<string>): Promise<string> {
  try {
    return await urlOf();
  } catch (error) {
    // Only our own errors are known to hold no secret; any other may repeat what it could not read.
    const known = error instanceof OperatorError ? error : null;
    throw new DeliveryError(
      `The heartbeat was not sent: its address could not be read. ${known?.message ?? 'Check that the secret exists and may be read.'}`,
      known ? { cause: known } : {},
    );
  }
}
