import * as z from 'zod';
import { forTerminal } from './escape.ts';
import { plural } from './message.ts';
import type { Tenant } from './tenant.ts';

const QueueMessage = z.object({
  messageId: z.string().min(1),
  body: z.string(),
  eventSource: z.literal('aws:sqs'),
});

const QueueBatch = z.object({ Records: z.array(QueueMessage).min(1) });

/** A message of the event queue, as Lambda hands it over. */
export type QueueMessage = z.infer<typeof QueueMessage>;

/**
 * A log entry as Auth0's stream brings it through EventBridge; its id is in both places, and either may be empty.
 * Source: https://auth0.com/docs/customize/log-streams/amazon-eventbridge
 */
const LogEvent = z.object({
  source: z.string(),
  'detail-type': z.literal('Auth0 log'),
  detail: z.object({
    log_id: z.string().optional(),
    data: z.looseObject({ log_id: z.string().optional() }),
  }),
});

/** In the log lines of an invocation that events started: an alarm counts its failures by it. */
export const startedByEvents = { startedBy: 'events' } as const;

/** What became of a tenant's events, where no run says so. */
export type EventNote =
  | {
      readonly kind: 'skipped' | 'busy' | 'late';
      readonly events: number;
      readonly because: string;
    }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What came for one tenant. */
export interface TenantEvents {
  readonly tenant: Tenant;
  /** Ids of the messages, to give back those that are to come again. */
  readonly messages: readonly string[];
  /** Log entries as Auth0 wrote them, each log_id once. */
  readonly raw: readonly unknown[];
}

export interface SortedEvents {
  readonly groups: readonly TenantEvents[];
  /** One sentence for the log about messages that no attempt could do anything with; null when there are none. */
  readonly refused: string | null;
}

/** The messages of a batch; null when the payload is not one. */
export function messagesOf(payload: unknown): readonly QueueMessage[] | null {
  const parsed = QueueBatch.safeParse(payload);
  return parsed.success ? parsed.data.Records : null;
}

/** Puts events in the order of tenants, by the event source each tenant's stream has. */
export function sortEvents(
  messages: readonly QueueMessage[],
  tenants: readonly Tenant[],
): SortedEvents {
  const homes = new Map(tenants.map((tenant) => [tenant.eventSource, tenant]));
  const found = new Map<Tenant, { messages: string[]; raw: Map<string, unknown> }>();
  const refusals: Refusals = { notJson: 0, notEvents: 0, sources: [] };
  for (const { messageId, body } of messages) {
    const event = eventOf(body, refusals);
    if (!event) continue;
    const tenant = homes.get(event.source);
    if (!tenant) {
      refusals.sources.push(event.source);
      continue;
    }
    const group = found.get(tenant) ?? { messages: [], raw: new Map<string, unknown>() };
    group.messages.push(messageId);
    group.raw.set(event.logId, event.entry);
    found.set(tenant, group);
  }
  return {
    groups: [...found].map(([tenant, group]) => ({
      tenant,
      messages: group.messages,
      raw: [...group.raw.values()],
    })),
    refused: refusalWords(refusals),
  };
}

/** As Lambda takes it from a function of a queue: every message that is not named is deleted. */
export function batchReply(again: readonly string[]) {
  return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
}

interface Refusals {
  notJson: number;
  notEvents: number;
  /** Of events that are no tenant's. */
  readonly sources: string[];
}

interface ReadEvent {
  readonly source: string;
  readonly logId: string;
  readonly entry: unknown;
}

function eventOf(body: string, refusals: Refusals): ReadEvent | null {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    refusals.notJson += 1;
    return null;
  }
  const parsed = LogEvent.safeParse(event);
  const { source = '', detail } = parsed.data ?? {};
  // `||`: Auth0 sends an empty id in one place or the other.
  const logId = detail?.data.log_id || detail?.log_id;
  if (!logId) {
    refusals.notEvents += 1;
    return null;
  }
  return { source, logId, entry: { ...detail?.data, log_id: logId } };
}

/** Sources an error names; the rest are counted. */
const shownSources = 3;

function refusalWords({ notJson, notEvents, sources }: Refusals): string | null {
  const count = notJson + notEvents + sources.length;
  if (count === 0) return null;
  const names = [...new Set(sources)].slice(0, shownSources).map((one) => forTerminal(one, 120));
  const reasons = [
    ...(notJson > 0 ? [`${notJson} with no JSON`] : []),
    ...(notEvents > 0 ? [`${notEvents} with no log entry of Auth0`] : []),
    ...(sources.length > 0
      ? [`${sources.length} of an event source that no tenant here has (${names.join(', ')})`]
      : []),
  ];
  return `${plural(count, 'message')} of the event queue cannot be used and will not be tried again: ${reasons.join('; ')}. The schedule reads what they were to tell of. Unless a tenant was just removed or moved, compare "eventSource" in tenants.json with the log stream in Auth0.`;
}
