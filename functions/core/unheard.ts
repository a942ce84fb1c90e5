import { isSecond, tellingOf } from './route.ts';
import type { AnyRule } from './rule.ts';
import type { Severity } from './severity.ts';
import { matches } from './suppression.ts';
import type { Route, Tenant } from './tenant.ts';

/** What of a rule decides who hears of it. */
export type RoutedRule = Pick<AnyRule, 'id' | 'severity' | 'grades' | 'everywhere'>;

const light = ['medium', 'low', 'info'] as const;

type Heard = Pick<Tenant, 'id' | 'routes' | 'rules'>;

/**
 * What is wrong with a tenant's routes together, at most one line: a ceiling or a list of rules that keeps from everybody
 * what can be critical, or what is high though the same rule is told of what is lighter. A floor is a choice.
 */
export function unheardProblems(tenant: Heard, rules: readonly RoutedRule[]): string[] {
  const { routesFor } = tellingOf(tenant, rules);
  const isHeard = (rule: RoutedRule, severity: Severity) =>
    routesFor({ rule: rule.id, subject: '', severity }).length > 0;
  const isGap = (rule: RoutedRule, severity: Severity) =>
    severity === 'critical' || light.some((one) => isHeard(rule, one));
  const unheard = (['critical', 'high'] as const).flatMap((severity) =>
    rules
      .filter((rule) => severitiesOf(tenant, rule).includes(severity))
      .filter((rule) => !isHeard(rule, severity) && isGap(rule, severity))
      .map(({ id }) => ({ id, severity })),
  );
  const [lightest] = unheard.slice(-1);
  if (!lightest || tenant.routes.every(isSecond)) return [];
  const named = unheard.map(({ id, severity }) => `${id} (${severity})`).join(', ');
  return [
    `- ${tenant.id}.routes: nobody would hear of ${named}: \`maxSeverity\` and \`rules\` leave that out of each. Add a route without them and with "minSeverity": "${lightest.severity}", or set what nobody is to hear of to "off" in ${tenant.id}.rules.`,
  ];
}

/** Whether there is nothing that a second route of some rules would ever tell, in any of its tenants. */
export function isNeverCritical(
  { rules: patterns, ...route }: Route,
  tenants: readonly Heard[],
  rules: readonly RoutedRule[],
): boolean {
  if (!patterns || !isSecond(route)) return false;
  const own = rules.filter(({ id }) => patterns.some((pattern) => matches(pattern, id)));
  const canBe = (rule: RoutedRule) =>
    tenants.some((tenant) => severitiesOf(tenant, rule).includes('critical'));
  return own.length > 0 && !own.some(canBe);
}

/** What findings of the rule can weigh in the tenant. */
function severitiesOf(tenant: Heard, { id, severity, grades = {} }: RoutedRule): Severity[] {
  const setting = tenant.rules[id];
  if (setting === 'off') return [];
  if (setting) return [setting.severity];
  return [severity, ...Object.values(grades).map((grade) => grade.severity)];
}
