import { DeliveryError } from '../core/errors.ts';
import type { Channel } from '../core/ports.ts';
import type { Tenant } from '../core/tenant.ts';
import { testAlertOf, type ChannelTest, type TestAlert } from '../core/test-alert.ts';
import { leastMs } from './tell.ts';

export interface TestRequest {
  readonly tenant: Tenant;
  /** All there are of the tenant, in the order they are tried. */
  readonly channels: readonly Channel[];
  readonly now: Date;
  /** Milliseconds all of it may take. */
  readonly timeLeft: () => number;
}

/** Sends a marked test through every channel that a route leads to, and keeps what each says. Nothing is written. */
export async function sendTests({
  tenant,
  channels,
  now,
  timeLeft,
}: TestRequest): Promise<ChannelTest[]> {
  const tests: ChannelTest[] = [];
  for (const channel of channels) {
    const alert = testAlertOf(tenant, channel.id, now);
    if (!alert) continue;
    const says = await complaintOf(channel, alert, timeLeft);
    const { routes } = alert;
    tests.push({ channel: channel.id, routes, accepted: says === null, says });
  }
  return tests;
}

async function complaintOf(
  channel: Channel,
  alert: TestAlert,
  timeLeft: () => number,
): Promise<string | null> {
  if (timeLeft() < leastMs) {
    return `Nothing was sent to ${channel.id}: the time of this invocation is up. Ask again: channels before it held the test up.`;
  }
  try {
    await channel.test(alert, timeLeft);
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error.message;
    throw error;
  }
}
