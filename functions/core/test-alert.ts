import * as z from 'zod';
import { placeOf, type Place } from './message.ts';
import { channelsOf } from './route.ts';
import { routeWords } from './route-words.ts';
import { shortText } from './shortened.ts';
import type { Route, Tenant } from './tenant.ts';

/** A message that is plainly a test: it holds no finding, and nothing of what findings are filtered by. */
export interface TestAlert extends Place {
  /** ISO 8601. */
  readonly at: string;
  /** Id of the channel that is tried. */
  readonly channel: string;
  /** What is told by the channel, in words, a text a route. */
  readonly routes: readonly string[];
}

const ChannelTest = z.strictObject({
  channel: z.string(),
  routes: z.array(z.string()).readonly(),
  accepted: z.boolean(),
  says: z
    .string()
    .nullable()
    .meta({ description: 'Why it was not accepted, and what to do; null when it was' }),
});

/** What `watch` answers when it was asked for a test alert. */
export const TestAlertReply = z.strictObject({
  tenant: z.string(),
  testAlert: z.array(ChannelTest).readonly(),
});

export type ChannelTest = z.infer<typeof ChannelTest>;
export type TestAlertReply = z.infer<typeof TestAlertReply>;

/** The sentence every test alert says. */
export const testWords =
  'This is a test alert: nothing was found, and there is nothing to do. What is told of the tenant by this channel arrives here.';

/** More than one channel has; the rest is counted. */
const mostRoutes = 10;
const longestRoute = 300;

/** The test alert of one channel; null when no route of the tenant leads there. */
export function testAlertOf(tenant: Tenant, channel: string, at: Date): TestAlert | null {
  const words = routesTo(tenant, channel).map((route) =>
    shortText(routeWords(route), longestRoute),
  );
  if (words.length === 0) return null;
  const left = words.length - mostRoutes;
  const more = left > 0 ? [`and ${left} more`] : [];
  const routes = [...words.slice(0, mostRoutes), ...more];
  return { ...placeOf(tenant), at: at.toISOString(), channel, routes };
}

/** Sends it again, from where it was sent. */
export function testCommand({ tenant, stack }: Place): string {
  const command = `npx strictwatch doctor --alert --tenant ${tenant}`;
  return stack === undefined ? command : `${command} --aws --stack ${stack}`;
}

function routesTo({ routes }: Tenant, channel: string): Route[] {
  return routes.filter((route) => channelsOf(route).includes(channel));
}
