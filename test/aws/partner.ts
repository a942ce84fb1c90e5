import type { SimulatedTenant } from '../../demo/tenant.ts';
import { region, rootCredentials } from './aws.ts';
import type { World } from './world.ts';

/** As Auth0 names the event sources of log streams. Synthetic. */
export const eventSources = {
  acme: 'aws.partner/auth0.com/acme-635d694a-8a5a-4f1a-b223-1e0424edd19a/auth0.logs',
  beta: 'aws.partner/auth0.com/beta-5b4b5f6f-32b8-4df4-9c1c-cf5f04c1bbb4/auth0.logs',
  foreign: 'aws.partner/auth0.com/foreign-0a1b2c3d-0000-4000-8000-000000000000/auth0.logs',
} as const;

export type Source = keyof typeof eventSources;

type LogEntry = SimulatedTenant['state']['logs'][number];

/** Makes the event bus of a partner's source, as an operator does before the stack is deployed. */
export async function associate(endpoint: string, source: Source): Promise<void> {
  const name = eventSources[source];
  await ask(endpoint, 'CreateEventBus', { Name: name, EventSourceName: name });
}

/** Sends log entries as Auth0's stream does, ten at a time as EventBridge takes them. */
export async function stream(
  { endpoint }: Pick<World, 'endpoint'>,
  source: Source,
  entries: readonly LogEntry[],
): Promise<void> {
  for (let at = 0; at < entries.length; at += 10) {
    const Entries = entries.slice(at, at + 10).map((data) => ({
      Source: eventSources[source],
      DetailType: 'Auth0 log',
      Detail: JSON.stringify({ log_id: data.log_id, data }),
    }));
    const { FailedEntryCount } = await ask(endpoint, 'PutPartnerEvents', { Entries });
    if (FailedEntryCount !== 0) throw new Error(`${String(FailedEntryCount)} events were refused`);
  }
}

/** Without a client of its own for so little; the emulator does not verify what its root signs. */
async function ask(
  endpoint: string,
  operation: string,
  body: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${rootCredentials.accessKeyId}/20260101/${region}/events/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
