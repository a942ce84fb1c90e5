import type { SNSClient } from '@aws-sdk/client-sns';
import { variableNames } from '../core/deployment.ts';
import { ConfigError } from '../core/errors.ts';
import type { Place } from '../core/payload.ts';
import type { Channel, Collect, Store } from '../core/ports.ts';
import { slackChannelId, snsChannelId } from '../core/route.ts';
import type { AnyRule } from '../core/rule.ts';
import type { FleetRoute, Route, Tenant } from '../core/tenant.ts';
import { createCollect } from './auth0/collect.ts';
import { readDeployedTenants } from './deployed-tenants.ts';
import { createStore, openDynamo } from './dynamo.ts';
import type { Environment } from './local.ts';
import { openCredentials, openTexts, type TextOf } from './secrets.ts';
import { slackChannel } from './slack.ts';
import { openSns, snsChannel } from './sns.ts';

/** What a function is deployed with. */
export interface Surroundings {
  /** The variables of the process. */
  readonly env: Environment;
  /** Where the function's code lies, and its tenants beside it. */
  readonly folder: string;
}

/** The ports of a deployed function. Clients last as long as the process. */
export interface Live {
  readonly store: Store;
  /** Those of this cell. */
  readonly tenants: readonly Tenant[];
  readonly place: Place;
  readonly channelsOf: (of: { readonly routes: readonly FleetRoute[] }) => Channel[];
  /** The address pulse pings when it is done; null where none is configured. */
  readonly heartbeatUrl: (() => Promise<string>) | null;
}

/**
 * Opens nothing over the network: the first use of a port does.
 * @throws {ConfigError} naming the variable that is not set, or what is wrong with the tenants' file
 */
export function openLive({ env, folder }: Surroundings, rules: readonly AnyRule[]): Live {
  const place = placeOf(env);
  const alerts = valueOf(variableNames.alerts, env);
  const store = createStore({ client: openDynamo(), table: valueOf(variableNames.table, env) });
  const textOf = openTexts();
  const sns = openSns();
  const heartbeat = env[variableNames.heartbeat];
  return {
    store,
    tenants: readDeployedTenants(folder, place.stack, rules),
    place,
    channelsOf: ({ routes }) => channelsOf(routes, textOf, { topicArn: alerts, client: sns }),
    heartbeatUrl: heartbeat ? () => textOf(heartbeat) : null,
  };
}

/** Reads tenants with credentials from AWS. Tokens last as long as what this returns. */
export function openCollect(): Collect {
  return createCollect(openCredentials());
}

/** Milliseconds an invocation may read for, when it has `remaining` now: what is left is for saving and telling. */
export function timeToRead(remaining: () => number): () => number {
  const reserve = Math.min(mostReserved, remaining() / 4);
  return () => remaining() - reserve;
}

const mostReserved = 60_000;

/** Milliseconds an invocation may tell people for, when it has `remaining` now: what is left is for what it writes last. */
export function timeToTell(remaining: () => number): () => number {
  return () => remaining() - reservedForTheEnd;
}

/** A heartbeat may take 10 s. */
const reservedForTheEnd = 15_000;

function channelsOf(
  routes: readonly FleetRoute[],
  textOf: TextOf,
  topic: { readonly topicArn: string; readonly client: SNSClient },
): Channel[] {
  const channels = new Map<string, Channel>();
  for (const { slack, sns } of routes) {
    if (slack) {
      const id = slackChannelId(slack);
      channels.set(id, slackChannel({ id, webhookUrl: () => webhookOf(slack, textOf) }));
    }
    if (sns) channels.set(snsChannelId, snsChannel(topic));
  }
  // Slack may ask to wait; the topic is not to wait with it.
  const [others, first] = [[...channels.values()], channels.get(snsChannelId)];
  return first ? [first, ...others.filter((one) => one !== first)] : others;
}

async function webhookOf(slack: NonNullable<Route['slack']>, textOf: TextOf): Promise<string> {
  if ('webhookSecretId' in slack) return textOf(slack.webhookSecretId);
  throw new ConfigError('"webhookEnv" is read on a laptop only: use "webhookSecretId".');
}

function placeOf(env: Environment): Place {
  return {
    stack: valueOf(variableNames.stack, env),
    cell: numberOf(variableNames.cell, env),
    cells: numberOf(variableNames.cells, env),
  };
}

function numberOf(name: string, env: Environment): number {
  const value = Number(valueOf(name, env));
  if (Number.isInteger(value) && value > 0) return value;
  throw new ConfigError(
    `${name} must be a whole number from 1. It is set on deployment: deploy again.`,
  );
}

function valueOf(name: string, env: Environment): string {
  const value = env[name];
  if (value) return value;
  throw new ConfigError(
    `The environment variable ${name} is not set. It is set on deployment: deploy the stack again.`,
  );
}
