import { plural } from './message.ts';
import { severities } from './severity.ts';
import type { Route } from './tenant.ts';

/** What a route tells, such as "findings from low up of the rules app-*; what is low or info gathered until 08:00". */
export function routeWords(route: Route): string {
  const { rules, quietHours, digest } = route;
  return [
    `${findingWords(route)}${rules ? ` of the rules ${rules.join(', ')}` : ''}`,
    ...(quietHours
      ? [`reminders and what is low or info held from ${quietHours.from} to ${quietHours.to}`]
      : []),
    ...(digest ? [`what is low or info gathered until ${digest.at}`] : []),
  ].join('; ');
}

function findingWords({ minSeverity, maxSeverity, escalateAfterHours }: Route): string {
  if (escalateAfterHours !== undefined) {
    return `critical findings that nobody acknowledged for ${plural(escalateAfterHours, 'hour')}`;
  }
  if (maxSeverity === minSeverity) return `findings of severity ${minSeverity}`;
  if (maxSeverity) return `findings from ${minSeverity} to ${maxSeverity}`;
  if (minSeverity === severities.at(-1)) return 'all findings';
  return `findings from ${minSeverity} up`;
}
