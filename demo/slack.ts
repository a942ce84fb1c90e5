import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, readBody } from './loopback.ts';
import { blockError } from './slack/block-kit.ts';
import { isObject, textOf, type JsonObject } from './tenant/wire.ts';

/** What a webhook does instead of answering truly. Each is used once, in the order given. */
export type SlackFailure =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** Slack posts the message, but the answer never arrives: the sender cannot know. */
  | { readonly kind: 'accept-then-reset' };

export const slackFailures = {
  tooMany: (retryAfter: number): SlackFailure => ({
    kind: 'answer',
    status: 429,
    body: 'rate_limited',
    headers: { 'retry-after': String(retryAfter) },
  }),
  serverError: (): SlackFailure => ({ kind: 'answer', status: 500, body: 'rollup_error' }),
  refusedWith200: (): SlackFailure => ({ kind: 'answer', status: 200, body: 'rollup_error' }),
  hang: (): SlackFailure => ({ kind: 'hang' }),
  reset: (): SlackFailure => ({ kind: 'reset' }),
  acceptThenReset: (): SlackFailure => ({ kind: 'accept-then-reset' }),
} as const;

export interface SlackMessage {
  /** The webhook's path, to tell channels apart. */
  readonly path: string;
  readonly body: JsonObject;
}

/** A running incoming-webhook server that exists only on this machine. */
export interface SimulatedSlack {
  readonly url: string;
  /** An address to post to; any name is a channel of its own. The name is synthetic, not a secret. */
  webhook(name?: string): string;
  /** Messages people would see, oldest first. */
  readonly messages: readonly SlackMessage[];
  /** Posts received, refused ones included. */
  readonly posts: () => number;
  /** Puts these in front of the next posts. */
  fail(...failures: readonly SlackFailure[]): void;
  /** Makes a channel answer 410 as an archived one does. */
  archive(name: string): void;
  reset(): void;
  close(): Promise<void>;
}

interface Desk {
  readonly messages: SlackMessage[];
  readonly failures: SlackFailure[];
  readonly archived: Set<string>;
  posts: number;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const hook = /^\/services\/T000\/B000\/([^/]+)$/;

export async function startSlack(): Promise<SimulatedSlack> {
  const desk: Desk = { messages: [], failures: [], archived: new Set(), posts: 0 };
  const loopback = await listen((request, response) => exchange(desk, request, response));
  return {
    ...loopback,
    webhook: (name = 'SYNTHETIC') => `${loopback.url}/services/T000/B000/${name}`,
    messages: desk.messages,
    posts: () => desk.posts,
    fail: (...failures) => void desk.failures.push(...failures),
    archive: (name) => void desk.archived.add(name),
    reset: () => {
      desk.messages.length = 0;
      desk.failures.length = 0;
      desk.archived.clear();
      desk.posts = 0;
    },
  };
}

async function exchange(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  desk.posts += 1;
  const failure = desk.failures.shift();
  if (failure?.kind === 'hang') return;
  if (failure?.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const reply = failure?.kind === 'answer' ? failure : judge(desk, request, text);
  if (failure?.kind === 'accept-then-reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'text/html', ...reply.headers });
  response.end(reply.body);
}

/** Source: Slack docs, incoming webhooks, "Handling errors". */
function judge(desk: Desk, request: IncomingMessage, text: string): Reply {
  const path = request.url ?? '';
  const name = hook.exec(path)?.[1];
  if (name === undefined) return { status: 404, body: 'no_service' };
  if (desk.archived.has(name)) return { status: 410, body: 'channel_is_archived' };
  const body = parse(text);
  if (body === null) return { status: 400, body: 'invalid_payload' };
  const error = messageError(body);
  if (error !== null) return { status: 400, body: error };
  desk.messages.push({ path, body });
  return { status: 200, body: 'ok' };
}

function messageError(body: JsonObject): string | null {
  const { blocks } = body;
  if (textOf(body['text']).length > 40_000) return 'msg_too_long';
  if (blocks !== undefined) return blockError(blocks);
  return textOf(body['text']) === '' ? 'no_text' : null;
}

function parse(text: string): JsonObject | null {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : null;
  } catch {
    return null; // answered as invalid_payload
  }
}
