import { readFile } from 'node:fs/promises';
import { isSecureOrLoopback } from '../core/address.ts';
import { ConfigError } from '../core/errors.ts';
import type { Channel, Collect, Store } from '../core/ports.ts';
import { slackChannelId } from '../core/route.ts';
import type { Credentials, Route, Tenant } from '../core/tenant.ts';
import { createCollect, type Auth0Credentials } from './auth0/collect.ts';
import { dynaliteTable, openDynalite } from './dynalite.ts';
import { createStore } from './dynamo.ts';
import { slackChannel } from './slack.ts';

/** Environment variables by name; handed in, so that only the entry file reads the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The ports of a laptop: Auth0 over HTTP, DynamoDB's API on disk, Slack by webhook. */
export interface Local {
  readonly collect: Collect;
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * Opens the data folder.
 * @throws {BusyError} when another process has it open
 * @throws {StoreError} when it is damaged, full or from a newer version
 */
export async function openLocal(dataDir: string, env: Environment): Promise<Local> {
  const database = await openDynalite(dataDir);
  return {
    store: createStore({
      client: database.client,
      table: dynaliteTable,
      aloneSince: database.openedAt,
    }),
    collect: localCollect(env),
    close: () => database.close(),
  };
}

/** Reads tenants with credentials from the environment; needs no data folder. */
export function localCollect(env: Environment): Collect {
  return createCollect((tenant) => credentialsFrom(tenant, env));
}

/**
 * The Slack channels of a tenant's routes; `sns` routes are for the deployed monitor and have none here.
 * @throws {ConfigError} when a webhook's environment variable is not set or its address is not safe
 */
export function slackChannels(tenant: Tenant, env: Environment): Channel[] {
  const channels = new Map<string, Channel>();
  for (const { slack } of tenant.routes) {
    if (!slack) continue;
    const id = slackChannelId(slack);
    const url = webhookFrom(slack, env);
    channels.set(id, slackChannel({ id, webhookUrl: () => url }));
  }
  return [...channels.values()];
}

/** @throws {ConfigError} naming the variable that is missing; never its value */
async function credentialsFrom(
  { credentials }: Pick<Tenant, 'credentials'>,
  env: Environment,
): Promise<Auth0Credentials> {
  if (!('env' in credentials)) throw new ConfigError(onlyOnAws(credentials));
  const names = credentials.env;
  const clientId = valueOf(names.clientId, env);
  if ('clientSecret' in names) return { clientId, clientSecret: valueOf(names.clientSecret, env) };
  const file = valueOf(names.privateKeyFile, env);
  try {
    return { clientId, privateKey: await readFile(file, 'utf8') };
  } catch (error) {
    throw new ConfigError(
      `the private key file that ${names.privateKeyFile} names cannot be read. Check the path and its permissions.`,
      { cause: error },
    );
  }
}

function webhookFrom(slack: NonNullable<Route['slack']>, env: Environment): string {
  if (!('webhookEnv' in slack)) {
    throw new ConfigError(
      `webhookSecretId is read from AWS Secrets Manager by the deployed monitor. On this machine use { "webhookEnv": "NAME" }.`,
    );
  }
  const url = valueOf(slack.webhookEnv, env);
  if (!URL.canParse(url) || !isSecureOrLoopback(url)) {
    throw new ConfigError(
      `${slack.webhookEnv} does not hold a webhook address. It must start with https:// (plain http is accepted only on loopback).`,
    );
  }
  return url;
}

function valueOf(name: string, env: Environment): string {
  const value = env[name];
  if (value) return value;
  throw new ConfigError(
    `the environment variable ${name} is not set. tenants.json names it; set it and run again.`,
  );
}

function onlyOnAws(credentials: Credentials): string {
  const kind = 'secretId' in credentials ? 'secretId (Secrets Manager)' : 'ssmParameter (SSM)';
  return `its credentials are kept in AWS, ${kind}, where only the deployed monitor reads them. On this machine use "credentials": { "env": { "clientId": "NAME", "clientSecret": "NAME" } }.`;
}
