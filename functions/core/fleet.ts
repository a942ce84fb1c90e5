import { isSecond } from './route.ts';
import { defaultFleet, type Fleet, type Route, type Tenant, type TenantsFile } from './tenant.ts';

type Given = Pick<TenantsFile, 'fleet' | 'routes'> & { readonly tenants: readonly unknown[] };

/** Where nobody is named: a report that tells nobody is none. */
const routesOfNone: Fleet['routes'] = [{ sns: true }];

/** The report of all tenants; null where there is only one tenant, and nobody asked for it. */
export function fleetOf({ fleet, routes, tenants }: Given): Fleet | null {
  if (!fleet && tenants.length < 2) return null;
  const { schedule, timeZone, routes: own } = fleet ?? defaultFleet;
  const shared = routes.filter(isOfAll).map(({ slack, sns }) => ({
    ...(slack && { slack }),
    ...(sns && { sns }),
  }));
  const fallback = shared.length > 0 ? shared : routesOfNone;
  return { schedule, timeZone, routes: own ?? fallback };
}

/** Whoever is told of some environments only is not to read of the others. */
function isOfAll(route: Route): boolean {
  return !isSecond(route) && route.environments === undefined;
}

/** As schedules of a tenant are checked: it is the schedule of a report. */
export function fleetSchedule({ schedule, timeZone }: Fleet): Tenant['schedule'] {
  return { watch: 'rate(1 hour)', report: schedule, timeZone };
}
