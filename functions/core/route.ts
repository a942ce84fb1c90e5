import type { About, Hearing, SecondRoute } from './hearing.ts';
import { compareText } from './order.ts';
import type { AnyRule } from './rule.ts';
import { atLeast } from './severity.ts';
import { matches } from './suppression.ts';
import type { Route, Tenant } from './tenant.ts';

/** What is told besides the tenant's routes. */
export interface RouteOptions {
  /** A person is watching at a terminal, who is told everything. */
  readonly terminal: boolean;
  readonly rules: readonly Pick<AnyRule, 'id' | 'everywhere'>[];
}

export const terminalChannelId = 'terminal';
export const snsChannelId = 'sns';

const hourMs = 3_600_000;

/** Stable while the webhook is kept in the same place, whatever its address. */
export function slackChannelId(slack: NonNullable<Route['slack']>): string {
  return `slack:${'webhookEnv' in slack ? slack.webhookEnv : slack.webhookSecretId}`;
}

/** Ids of the channels of a route. */
export function channelsOf({ slack, sns }: Route): string[] {
  return [...(slack ? [slackChannelId(slack)] : []), ...(sns ? [snsChannelId] : [])];
}

/** Ids of all channels the tenant may have; a terminal is one where somebody watches. */
export function configuredChannels({ routes }: Pick<Tenant, 'routes'>): ReadonlySet<string> {
  return new Set([terminalChannelId, ...routes.flatMap(channelsOf)]);
}

/** A second route is told only of what nobody acknowledged in time. */
export function isSecond({ escalateAfterHours }: Route): boolean {
  return escalateAfterHours !== undefined;
}

/** Whether all the tenant has this channel for is second routes: it is sent no summaries. */
export function isOnlySecond({ routes }: Pick<Tenant, 'routes'>, channel: string): boolean {
  const own = routes.filter((route) => channelsOf(route).includes(channel));
  return own.length > 0 && own.every(isSecond);
}

/** Whether an ordinary route tells of it, by severity and rule. */
function hears(route: Route, { rule, severity }: About): boolean {
  const { minSeverity, maxSeverity } = route;
  if (!atLeast(severity, minSeverity)) return false;
  if (maxSeverity !== undefined && !atLeast(maxSeverity, severity)) return false;
  return isAbout(route, rule);
}

/** Which of a tenant's routes tell of what. */
export interface Telling {
  /** Ordinary routes by which people hear of it. */
  readonly routesFor: (about: About) => readonly Route[];
  /** Routes by which people are told that a suppression of this owner is about to end. */
  readonly ownerRoutes: (about: About, owner: string) => readonly Route[];
  /** False of the channel that it is about: that one would not take it. */
  readonly mayTell: (channel: string, about: About) => boolean;
}

/** Who hears is decided here alone: of what comes up, and of what a channel is owed. */
export function tellingOf(
  { routes }: Pick<Tenant, 'routes'>,
  rules: RouteOptions['rules'],
): Telling {
  const everywhere = new Set(rules.filter((rule) => rule.everywhere).map(({ id }) => id));
  const ordinary = routes.filter((route) => !isSecond(route));
  const routesFor: Telling['routesFor'] = (about) =>
    everywhere.has(about.rule) ? ordinary : ordinary.filter((route) => hears(route, about));
  const mayTell: Telling['mayTell'] = (channel, { rule, subject }) =>
    channel !== subject || !everywhere.has(rule);
  return {
    routesFor,
    mayTell,
    ownerRoutes(about, owner) {
      const own = routes.filter(
        (route) =>
          route.owners?.includes(owner) && channelsOf(route).some((id) => mayTell(id, about)),
      );
      return own.length > 0 ? own : routesFor(about);
    },
  };
}

/** What a tenant's routes say, for the channels there are. */
export function hearingOf(
  tenant: Pick<Tenant, 'routes'>,
  { terminal, rules }: RouteOptions,
): Hearing {
  const { routesFor, ownerRoutes, mayTell } = tellingOf(tenant, rules);
  const idsOf = (some: readonly Route[], about: About) => {
    const ids = [...(terminal ? [terminalChannelId] : []), ...some.flatMap(channelsOf)];
    return [...new Set(ids)].filter((id) => mayTell(id, about)).sort(compareText);
  };
  return {
    channelsFor: (about) => idsOf(routesFor(about), about),
    ownerChannels: (about, owner) => idsOf(ownerRoutes(about, owner), about),
    secondRoutes: (about) =>
      secondRoutesOf(tenant.routes, about).filter(({ channel }) => mayTell(channel, about)),
  };
}

/** A channel that several second routes have is told when the first of them is due. */
function secondRoutesOf(routes: readonly Route[], { rule, severity }: About): SecondRoute[] {
  if (severity !== 'critical') return [];
  const byChannel = new Map<string, number>();
  for (const route of routes) {
    const { escalateAfterHours } = route;
    if (escalateAfterHours === undefined || !isAbout(route, rule)) continue;
    const afterMs = escalateAfterHours * hourMs;
    for (const channel of channelsOf(route)) {
      byChannel.set(channel, Math.min(afterMs, byChannel.get(channel) ?? Infinity));
    }
  }
  return [...byChannel]
    .map(([channel, afterMs]) => ({ channel, afterMs }))
    .sort((a, b) => compareText(a.channel, b.channel));
}

function isAbout({ rules }: Route, rule: string): boolean {
  return rules === undefined || rules.some((pattern) => matches(pattern, rule));
}
