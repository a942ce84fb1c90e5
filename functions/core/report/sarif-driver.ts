import { compareSeverity, compareText } from '../order.ts';
import type { Posture } from '../posture/schema.ts';
import type { Severity } from '../severity.ts';
import { describedBy, type Notification } from './sarif-notifications.ts';
import { levels, scores } from './sarif-terms.ts';
import { sarifText } from './sarif-text.ts';

interface RuleSeverity {
  readonly id: string;
  /** The worst of its findings here: a rule's own may differ by tenant and by stage. */
  readonly severity: Severity;
  readonly view: Posture['rules'][string];
}

export type Rules = readonly RuleSeverity[];

/** The rules that found something, by id. */
export function rulesOf({ findings, rules }: Posture): Rules {
  const worst = new Map<string, Severity>();
  for (const { rule, severity } of findings) {
    const known = worst.get(rule);
    if (known === undefined || compareSeverity(severity, known) < 0) worst.set(rule, severity);
  }
  return [...worst]
    .map(([id, severity]) => ({ id, severity, view: rules[id] ?? noView(id) }))
    .sort((a, b) => compareText(a.id, b.id));
}

export function driverOf(rules: Rules, notifications: readonly Notification[]) {
  return {
    name: 'Strictwatch',
    rules: rules.map(descriptorOf),
    notifications: describedBy(notifications),
  };
}

function descriptorOf({ id, severity, view }: RuleSeverity) {
  const { title, fix, see, controls } = view;
  const stands = controls.map((one) => `${one.framework} ${one.id}`);
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: sarifText(`${title}.`) },
    fullDescription: {
      text: sarifText(stands.length > 0 ? `${title}. See ${stands.join('; ')}.` : `${title}.`),
    },
    help: helpOf(fix, see),
    helpUri: see.find((address) => address.startsWith('https://')),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['security', ...stands], 'security-severity': scores[severity] },
  };
}

function helpOf(fix: readonly string[], see: readonly string[]) {
  if (fix.length === 0) return undefined;
  const steps = fix.map((step, index) => `${index + 1}. ${sarifText(step)}`);
  const links = see.map((address) => `- <${address}>`);
  return { text: steps.join('\n'), markdown: [...steps, '', ...links].join('\n').trim() };
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());
}

function noView(id: string): RuleSeverity['view'] {
  return { title: id, fix: [], see: [], controls: [] };
}
