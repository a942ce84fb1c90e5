import { aboutMonitor, monitorWords } from './about-monitor.ts';
import { configProblems } from './config-problems.ts';
import { ConfigError } from './errors.ts';
import { routeProblems, withRoutes } from './merge-routes.ts';
import { fleetOf } from './fleet.ts';
import { TenantsFile, type Fleet, type Tenant } from './tenant.ts';
import type { RoutedRule } from './unheard.ts';

/**
 * Reads `tenants.json`. Each tenant has its own routes first, then those of the file.
 * @param rules those that exist, so that a setting for any other is refused
 * @throws {ConfigError} with one line for each mistake; values are never repeated, since one may be a secret
 */
export function parseTenants(text: string, file: string, rules: readonly RoutedRule[]): Tenant[] {
  return parseFile(text, file, rules).tenants;
}

/** What `tenants.json` says. */
export interface Configured {
  readonly tenants: Tenant[];
  /** null where all tenants together are not reported on. */
  readonly fleet: Fleet | null;
}

/** As {@link parseTenants}, with the report of all tenants. */
export function parseFile(text: string, file: string, rules: readonly RoutedRule[]): Configured {
  const parsed = TenantsFile.safeParse(parseJson(text, file));
  if (!parsed.success)
    throw new ConfigError(`${file} is not valid.\n${configProblems(parsed.error)}`);
  const { routes, tenants } = parsed.data;
  const problems = [
    ...repeatedIds(tenants),
    ...unknownRules(tenants, rules),
    ...hidingTheMonitor(tenants),
    ...routeProblems(routes, tenants, rules),
  ];
  if (problems.length > 0) throw new ConfigError(`${file} is not valid.\n${problems.join('\n')}`);
  return {
    tenants: tenants.map((tenant) => withRoutes(tenant, routes)),
    fleet: fleetOf(parsed.data),
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    // Editors on Windows may begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Only the place is kept, and not the error: its message quotes the file, which may hold a secret by mistake.
    const where = /line \d+ column \d+/.exec(String(error))?.[0];
    throw new ConfigError(
      `${file} is not JSON${where ? ` (${where})` : ''}. An editor that knows tenants.schema.json shows what is wrong.`,
    );
  }
}

function repeatedIds(tenants: readonly Tenant[]): string[] {
  const seen = new Set<string>();
  const repeated = tenants.filter(({ id }) => seen.size === seen.add(id).size);
  return repeated.map(
    ({ id }) =>
      `- tenants: two tenants are called "${id}". Give each its own id: findings are kept by it.`,
  );
}

function hidingTheMonitor(tenants: readonly Tenant[]): string[] {
  return tenants.flatMap(({ id, suppressions }) =>
    suppressions
      .filter(({ rule }) => aboutMonitor.has(rule))
      .map(({ rule }) => `- ${id}.suppressions: ${monitorWords(rule)}`),
  );
}

function unknownRules(tenants: readonly Tenant[], known: readonly RoutedRule[]): string[] {
  const ruleIds = known.map(({ id }) => id);
  return tenants.flatMap(({ id, rules, suppressions }) => {
    const named = [
      ...Object.keys(rules).map((rule) => ({ rule, where: 'rules' })),
      ...suppressions.map(({ rule }) => ({ rule, where: 'suppressions' })),
    ];
    return named
      .filter(({ rule }) => !ruleIds.includes(rule))
      .map(
        ({ rule, where }) =>
          `- ${id}.${where}: there is no rule "${rule}". The rules are: ${ruleIds.join(', ')}.`,
      );
  });
}
