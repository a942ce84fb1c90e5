import { matches } from './suppression.ts';
import type { Route, Tenant } from './tenant.ts';
import { isNeverCritical, unheardProblems, type RoutedRule } from './unheard.ts';

type Routed = Pick<Tenant, 'id' | 'environment' | 'routes' | 'rules'>;

/** The tenant with the routes of the file besides its own, those of other environments left out. */
export function withRoutes<T extends Pick<Routed, 'environment' | 'routes'>>(
  tenant: T,
  ofFile: readonly Route[],
): T {
  const there = ofFile.filter((route) => isOf(route, tenant.environment));
  return there.length > 0 ? { ...tenant, routes: [...tenant.routes, ...there] } : tenant;
}

/** What is wrong with routes that are each well formed, a line each: they could never tell anyone. */
export function routeProblems(
  ofFile: readonly Route[],
  tenants: readonly Routed[],
  rules: readonly RoutedRule[],
): string[] {
  const places = [
    ...ofFile.map((route, index) => ({ route, where: `routes[${index}]`, of: tenants })),
    ...tenants.flatMap((tenant) =>
      tenant.routes.map((route, index) => ({
        route,
        where: `${tenant.id}.routes[${index}]`,
        of: [tenant],
      })),
    ),
  ];
  const ruleIds = rules.map(({ id }) => id);
  return [
    ...places.flatMap(({ route, where }) => ruleProblems(route, where, ruleIds)),
    ...places
      .filter(({ route, of }) => isNeverCritical(route, of, rules))
      .map(
        ({ where }) =>
          `- ${where}.rules: none of them is ever critical, and a second route tells of nothing else. Name others, or take the route out.`,
      ),
    ...environmentsOfFile(ofFile, tenants),
    ...tenants.flatMap(ownEnvironments),
    ...tenants.flatMap((tenant) => unheardProblems(withRoutes(tenant, ofFile), rules)),
  ];
}

function ruleProblems({ rules = [] }: Route, where: string, ruleIds: readonly string[]): string[] {
  return rules.flatMap((pattern, index) =>
    ruleIds.some((id) => matches(pattern, id))
      ? []
      : [
          `- ${where}.rules[${index}]: there is no such rule. The rules are: ${ruleIds.join(', ')}; "app-*" means all that begin with "app-".`,
        ],
  );
}

/** A name that no tenant has is taken for a typo, which would be a silence. */
function environmentsOfFile(ofFile: readonly Route[], tenants: readonly Routed[]): string[] {
  const known = [...new Set(tenants.map(({ environment }) => environment))];
  return ofFile.flatMap(({ environments = [] }, index) =>
    environments.flatMap((name, nth) =>
      known.includes(name)
        ? []
        : [
            `- routes[${index}].environments[${nth}]: no tenant is of this environment. Those of the file are: ${known.join(', ')}.`,
          ],
    ),
  );
}

function ownEnvironments({ id, environment, routes }: Routed): string[] {
  return routes.flatMap((route, index) =>
    isOf(route, environment)
      ? []
      : [
          `- ${id}.routes[${index}].environments: leaves out "${environment}", the environment of ${id} itself, so that it tells nobody. Take it out, or move the route to the \`routes\` at the top of the file, which are for all tenants.`,
        ],
  );
}

function isOf({ environments }: Route, environment: string): boolean {
  return environments === undefined || environments.includes(environment);
}
