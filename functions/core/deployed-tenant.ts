import { isLoopback } from './address.ts';
import { ConfigError } from './errors.ts';
import type { Route, Tenant } from './tenant.ts';

/** Where a deployed monitor tells of a tenant that has no routes: a monitor that tells nobody is none. */
const routesOfNone: readonly Route[] = [{ minSeverity: 'low', sns: true }];

/** The tenant as the monitor deployed under this stack's name sees it. */
export function deployedTenant(tenant: Tenant, stack: string): Tenant {
  const routes = tenant.routes.length > 0 ? tenant.routes : [...routesOfNone];
  return { ...tenant, routes, stack };
}

/**
 * Refuses what works on a laptop only.
 * @throws {ConfigError} with one line for each mistake
 */
export function requireDeployable(tenants: readonly Tenant[], file: string): void {
  refuse([...tenants.flatMap(problemsOf), ...sharedSources(tenants)], file);
}

/**
 * Refuses tenants on the machine that deploys: a function that asks its own loopback finds nobody.
 * @throws {ConfigError} with one line for each mistake
 */
export function requireReachable(tenants: readonly Tenant[], file: string): void {
  const problems = tenants.flatMap(({ id, domain, baseUrl = '' }) =>
    Object.entries({ domain: `https://${domain}`, baseUrl })
      .filter(([, url]) => isLoopback(url))
      .map(
        ([key]) =>
          `- ${id}.${key}: is this machine, which AWS does not reach. Name the tenant's address in Auth0, or watch it from here: npx strictwatch watch.`,
      ),
  );
  refuse(problems, file);
}

function refuse(problems: readonly string[], file: string): void {
  if (problems.length === 0) return;
  throw new ConfigError(`${file} cannot be deployed.\n${problems.join('\n')}`);
}

function problemsOf({ id, credentials, routes }: Tenant): string[] {
  const problems: string[] = [];
  if ('env' in credentials) {
    problems.push(
      `- ${id}.credentials: "env" is read on a laptop only. Put the credentials into AWS and name them: { "secretId": "…" } or { "ssmParameter": "…" }.`,
    );
  }
  for (const [index, { slack }] of routes.entries()) {
    if (!slack || !('webhookEnv' in slack)) continue;
    problems.push(
      `- ${id}.routes.${index}.slack: "webhookEnv" is read on a laptop only. Put the webhook into AWS Secrets Manager and name it: { "webhookSecretId": "…" }.`,
    );
  }
  return problems;
}

/** An event is told from others by its source alone: it can be of one tenant only. */
function sharedSources(tenants: readonly Tenant[]): string[] {
  const seen = new Set<string>();
  return tenants
    .filter(({ eventSource }) => eventSource && seen.size === seen.add(eventSource).size)
    .map(
      ({ id }) =>
        `- ${id}.eventSource: another tenant has the same. Name the event source of this tenant's own log stream.`,
    );
}
