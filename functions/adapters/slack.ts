import { setTimeout as delay } from 'node:timers/promises';
import { DeliveryError, HeldUpError, OperatorError } from '../core/errors.ts';
import type { Channel } from '../core/ports.ts';
import { renderSlackPosture } from '../core/render-slack-posture.ts';
import { renderSlack, type SlackBody } from '../core/render-slack.ts';
import { renderSlackTest } from '../core/render-slack-test.ts';
import { isSecureOrLoopback } from '../core/address.ts';
import { post, type Answer } from './slack-post.ts';

export interface SlackOptions {
  readonly id: string;
  /** Asked for with each message, so that a replaced webhook is used at once. */
  readonly webhookUrl: () => string | Promise<string>;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** Milliseconds Slack has to answer one request. */
  readonly timeoutMs?: number;
}

/** All waiting for one message together; the run has other things to do. */
const maxWaitMs = 30_000;
const retries = 2;
const firstBackoffMs = 500;
const leastWaitMs = 1000;
const leastTimeoutMs = 1000;

/** Tells a Slack channel through an incoming webhook. */
export function slackChannel({
  id,
  webhookUrl,
  sleep = delay,
  timeoutMs = 10_000,
}: SlackOptions): Channel {
  return {
    id,
    send: (message, timeLeft) => deliver(renderSlack(message), timeLeft),
    report: (posture) => deliver(renderSlackPosture(posture)),
    test: (alert, timeLeft) => deliver(renderSlackTest(alert), timeLeft),
  };

  async function deliver(payload: SlackBody, timeLeft = () => Infinity): Promise<void> {
    const url = await addressOf(id, webhookUrl);
    const patience = { id, sleep, leftMs: maxWaitMs, timeLeft };
    const within = () => Math.min(timeoutMs, Math.max(leastTimeoutMs, timeLeft()));
    const attempt = (body: object) => postPatiently(patience, () => post(url, body, within()));
    const answer = await attempt(payload);
    if (isAccepted(answer)) return;
    const plain = plainer(payload, answer);
    if (!plain) throw refusal(id, answer);
    const second = await attempt(plain);
    if (!isAccepted(second)) throw refusal(id, second);
  }
}

/** The address is a secret: whoever has it can post. No error here repeats any of it. */
async function addressOf(id: string, webhookUrl: SlackOptions['webhookUrl']): Promise<string> {
  const url = await readAddress(id, webhookUrl);
  if (!URL.canParse(url)) {
    throw new DeliveryError(`${about(id)} is not an address. Put the webhook's whole URL there.`);
  }
  if (!isSecureOrLoopback(url)) {
    throw new DeliveryError(`${about(id)} is not https. Use the https address Slack gave.`);
  }
  return url;
}

async function readAddress(id: string, webhookUrl: SlackOptions['webhookUrl']): Promise<string> {
  try {
    return await webhookUrl();
  } catch (error) {
    // Only our own errors are known to hold no secret; any other may repeat what it could not read.
    const known = error instanceof OperatorError ? error : null;
    throw new DeliveryError(
      `${about(id)} could not be read. ${known?.message ?? 'Check that it exists and may be read.'}`,
      known ? { cause: known } : {},
    );
  }
}

function about(id: string): string {
  return `Nothing was sent to ${id}: the Slack webhook kept there`;
}

/** How long one message may still wait, however many requests it takes. */
interface Patience {
  readonly id: string;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly timeLeft: () => number;
  leftMs: number;
}

/** Repeats while Slack asks to wait, is out of order or out of reach; gives back the first other answer. */
async function postPatiently(patience: Patience, attempt: () => Promise<Answer>): Promise<Answer> {
  let failures = 0;
  for (;;) {
    const answer = await attempt();
    const wait = waitAfter(answer, failures);
    if (wait === null) return answer;
    if (wait > Math.min(patience.leftMs, patience.timeLeft()))
      throw held(patience.id, answer, wait);
    if (answer.kind !== 'answered' || answer.status !== 429) failures += 1;
    patience.leftMs -= wait;
    await patience.sleep(wait);
  }
}

/** Milliseconds to wait before the next attempt, or null when another would not help. */
function waitAfter(answer: Answer, failures: number): number | null {
  if (answer.kind === 'answered' && answer.status === 429) {
    return Math.max(leastWaitMs, answer.retryAfterMs);
  }
  // After a timeout Slack may have posted it: the next run repeats it, this one does not.
  const mayPass =
    answer.kind === 'unreachable' || (answer.kind === 'answered' && answer.status >= 500);
  return mayPass && failures < retries ? firstBackoffMs * 2 ** failures : null;
}

/** Slack answers 200 to what it took, and says `ok`; a proxy's page is 200 as well. */
function isAccepted(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status === 200 && answer.word === 'ok';
}

const aboutBlocks = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

/** The message without what Slack did not take of it: an alert without formatting is better than none. */
function plainer(payload: SlackBody, answer: Answer): object | null {
  const word = answer.kind === 'answered' ? (answer.word ?? '') : '';
  const { blocks: _refused, ...withoutBlocks } = payload;
  if (aboutBlocks.has(word)) return withoutBlocks;
  const { text, unfurl_links, unfurl_media } = payload;
  return word === 'invalid_payload' ? { text, unfurl_links, unfurl_media } : null;
}

/** For an answer after which it would be tried again, had it the time. */
function held(id: string, answer: Answer, wait: number): DeliveryError {
  if (answer.kind !== 'answered' || answer.status !== 429) return refusal(id, answer);
  const seconds = Math.ceil(wait / 1000);
  return new HeldUpError(
    `Slack did not accept the message for ${id}: it limits the rate and asks to wait ${seconds} s more. ` +
      `Give tenants webhooks of their own if this repeats.`,
  );
}

function refusal(id: string, answer: Answer): DeliveryError {
  const what = `Slack did not accept the message for ${id}`;
  if (answer.kind === 'timeout') {
    return new HeldUpError(
      `${what}: no answer in ${answer.seconds} s, so it may or may not be shown. ` +
        `Check status.slack.com and the way out of this network.`,
    );
  }
  if (answer.kind === 'redirected') {
    return new DeliveryError(
      `${what}: the webhook sends the request elsewhere, and the message was not sent on. ` +
        `Store the webhook's own address.`,
    );
  }
  if (answer.kind === 'unreachable') {
    return new HeldUpError(
      `${what}: it could not be reached (${answer.code}). ` +
        `Check the way out of this network, and that the webhook is an address at hooks.slack.com.`,
    );
  }
  const word = answer.word === null ? '' : `, ${answer.word}`;
  return new DeliveryError(`${what} (HTTP ${answer.status}${word}). ${adviceOn(answer)}`);
}

/** Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling errors" */
const adviceByWord: Readonly<Record<string, string>> = {
  no_service: 'The webhook was removed or switched off: make a new one and store it in its place.',
  no_service_id: 'The webhook address is cut short: store the whole of it.',
  no_team: 'The workspace no longer exists: make a webhook in another and store it in its place.',
  team_disabled:
    'The workspace is switched off: make a webhook in another and store it in its place.',
  invalid_token: 'The webhook address is wrong or was replaced: store the one Slack shows now.',
  channel_not_found:
    'The channel was deleted: make a webhook for another and store it in its place.',
  channel_is_archived: 'The channel is archived: bring it back, or make a webhook for another.',
  user_not_found: 'The person it posts for is gone: make a new webhook and store it in its place.',
  invalid_payload: 'It does not take the text alone either: report this as a fault of Strictwatch.',
  action_prohibited: 'The workspace restricts posting: ask its owner to allow this app.',
  posting_to_general_channel_denied: 'Only some may post to this channel: use another.',
};

function adviceOn({ status, word }: { status: number; word: string | null }): string {
  const known = word === null ? undefined : adviceByWord[word];
  if (known) return known;
  if (status === 404 || status === 410) {
    return 'The webhook is gone: make a new one in Slack and store it in its place.';
  }
  if (status === 403) return 'Slack forbids it: check the webhook and the rights of its app.';
  if (status >= 500) return 'Slack is out of order: see status.slack.com.';
  if (status === 200) return 'The answer was not from Slack: look for a proxy in between.';
  return 'Check that the webhook is one of Slack and still works.';
}
