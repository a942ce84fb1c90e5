import { isLoopback } from './address.ts';
import { ConfigError } from './errors.ts';
import { isSecond } from './route.ts';
import type { Fleet, Route, Tenant } from './tenant.ts';

/** Where a deployed monitor tells of a tenant that has no routes but second ones: a monitor that tells nobody is none. */
const routesOfNone: readonly Route[] = [{ minSeverity: 'low', sns: true }];

/** The tenant as the monitor deployed under this stack's name sees it. */
export function deployedTenant(tenant: Tenant, stack: string): Tenant {
  const isTold = tenant.routes.some((route) => !isSecond(route));
  const routes = isTold ? tenant.routes : [...tenant.routes, ...routesOfNone];
  return { ...tenant, routes, stack };
}

/**
 * Refuses what works on a laptop only.
 * @throws {ConfigError} with one line for each mistake
 */
export function requireDeployable(tenants: readonly Tenant[], file: string): void {
  const ofFile = sharedRoutes(tenants);
  const problems = [
    ...tenants.flatMap((tenant) => problemsOf(tenant, ofFile)),
    ...[...ofFile].flatMap(sharedProblems),
    ...sharedSources(tenants),
  ];
  refuse(problems, file);
}

/**
 * As {@link requireDeployable}, of the report of all tenants.
 * @throws {ConfigError} with one line for each mistake
 */
export function requireDeployableFleet({ routes }: Fleet, file: string): void {
  const problems = routes.flatMap(({ slack }, index) =>
    slack && 'webhookEnv' in slack
      ? [`- fleet.routes.${index}.slack: "webhookEnv" ${onLaptopOnly}`]
      : [],
  );
  refuse(problems, file);
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

function problemsOf({ id, credentials, routes }: Tenant, ofFile: ReadonlySet<Route>): string[] {
  const problems: string[] = [];
  if ('env' in credentials) {
    problems.push(
      `- ${id}.credentials: "env" is read on a laptop only. Put the credentials into AWS and name them: { "secretId": "…" } or { "ssmParameter": "…" }.`,
    );
  }
  for (const [index, route] of routes.entries()) {
    const { slack } = route;
    if (!slack || !('webhookEnv' in slack) || ofFile.has(route)) continue;
    problems.push(`- ${id}.routes.${index}.slack: "webhookEnv" ${onLaptopOnly}`);
  }
  return problems;
}

const onLaptopOnly =
  'is read on a laptop only. Put the webhook into AWS Secrets Manager and name it: { "webhookSecretId": "…" }.';

/** Routes of the file, which are one object in each of their tenants: they are wrong once, not in each. */
function sharedRoutes(tenants: readonly Tenant[]): ReadonlySet<Route> {
  const seen = new Set<Route>();
  const repeated = tenants
    .flatMap(({ routes }) => routes)
    .filter((route) => seen.size === seen.add(route).size);
  return new Set(repeated);
}

function sharedProblems({ slack }: Route): string[] {
  if (!slack || !('webhookEnv' in slack)) return [];
  return [`- routes.slack: "webhookEnv": "${slack.webhookEnv}" ${onLaptopOnly}`];
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
