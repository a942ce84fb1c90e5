import { existsSync, readFileSync } from 'node:fs';
import type { Environment } from '../adapters/local.ts';
import { ConfigError } from '../core/errors.ts';
import { parseTenants } from '../core/parse-tenants.ts';
import { parseTenant, type Tenant } from '../core/tenant.ts';
import type { RoutedRule } from '../core/unheard.ts';
import { asJson } from './json.ts';

const defaultConfig = 'tenants.json';

/**
 * The tenants to work on: from the file named, else from `tenants.json` here, else from the environment.
 * Null when none of them is there.
 * @throws {ConfigError} when what is there is wrong
 */
export function findTenants(
  file: string | undefined,
  env: Environment,
  rules: readonly RoutedRule[],
): Tenant[] | null {
  if (file !== undefined) return parseTenants(readConfig(file), file, rules);
  if (existsSync(defaultConfig)) {
    return parseTenants(readConfig(defaultConfig), defaultConfig, rules);
  }
  const tenant = tenantFromEnvironment(env);
  return tenant && [tenant];
}

/** Those of the tenants that were asked for by id; all when none was. */
export function chooseTenants(tenants: readonly Tenant[], ids: readonly string[]): Tenant[] {
  const known = tenants.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new ConfigError(
      `There is no tenant ${unknown.map((id) => asJson(id)).join(', ')}. The tenants are: ${known.join(', ')}.`,
    );
  }
  return tenants.filter(({ id }) => ids.length === 0 || ids.includes(id));
}

/** A tenant from AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET or AUTH0_PRIVATE_KEY_FILE. */
function tenantFromEnvironment(env: Environment): Tenant | null {
  const domain = env['AUTH0_DOMAIN']?.replace(/^https:\/\//i, '').replace(/\/+$/, '');
  const hasSecret = Boolean(env['AUTH0_CLIENT_SECRET']);
  const hasKey = Boolean(env['AUTH0_PRIVATE_KEY_FILE']);
  const given = [domain, env['AUTH0_CLIENT_ID'], hasSecret || hasKey];
  if (given.every((value) => !value)) return null;
  if (!domain || given.some((value) => !value)) {
    throw new ConfigError(
      'To read a tenant set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET (or AUTH0_PRIVATE_KEY_FILE): some of them are not set. Unset them all to see the demo.',
    );
  }
  const clientId = 'AUTH0_CLIENT_ID';
  return fromEnvironment({
    id: idOf(domain),
    domain,
    ...(env['AUTH0_BASE_URL'] ? { baseUrl: env['AUTH0_BASE_URL'] } : {}),
    ...(env['AUTH0_AUDIENCE'] ? { audience: env['AUTH0_AUDIENCE'] } : {}),
    credentials: {
      env: hasKey
        ? { clientId, privateKeyFile: 'AUTH0_PRIVATE_KEY_FILE' }
        : { clientId, clientSecret: 'AUTH0_CLIENT_SECRET' },
    },
  });
}

function fromEnvironment(parts: Parameters<typeof parseTenant>[0]): Tenant {
  try {
    return parseTenant(parts);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      `AUTH0_DOMAIN, AUTH0_BASE_URL or AUTH0_AUDIENCE is not valid.\n${error.message}`,
      { cause: error },
    );
  }
}

/** `acme.eu.auth0.com` is kept as `acme`; any other host by its whole name. */
function idOf(domain: string): string {
  const name = /^([^.]+)(\.[a-z0-9-]+)?\.auth0\.com$/i.exec(domain)?.[1] ?? domain;
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be read. Check the path given with --config, or copy tenants.example.json to tenants.json.`,
      { cause: error },
    );
  }
}
