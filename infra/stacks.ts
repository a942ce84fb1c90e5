import type { App, Environment, Stack } from 'aws-cdk-lib';
import { cellCount, cellOf } from '../functions/core/deployment.ts';
import { compareText } from '../functions/core/order.ts';
import type { Fleet, Tenant } from '../functions/core/tenant.ts';
import { MonitorStack } from './monitor-stack.ts';
import type { Options } from './options.ts';
import { TenantsStack } from './tenants-stack.ts';

export interface StacksInput {
  readonly options: Options;
  readonly tenants: readonly Tenant[];
  /** null where all tenants together are not reported on. */
  readonly fleet: Fleet | null;
  /** Where to deploy; without it the stacks fit any account and region. */
  readonly env: Environment;
}

/** The shared stack, and one stack for each cell of tenants. */
export function addStacks(app: App, { options, tenants, fleet, env }: StacksInput): Stack[] {
  const sorted = tenants.toSorted((a, b) => compareText(a.id, b.id));
  const ids = sorted.map(({ id }) => id);
  const cells = cellCount(ids);
  const monitor = new MonitorStack(app, { options, cells, example: ids[0] ?? 'TENANT' }, { env });
  const { shared } = monitor;
  const tenantStacks = Array.from({ length: cells }, (_, index) => {
    const number = index + 1;
    const own = sorted.filter(({ id }) => cellOf(id, cells) === number);
    const cell = { number, cells, tenants: own, fleet: number === 1 ? fleet : null };
    return new TenantsStack(app, { ...cell, shared, options }, { env });
  });
  return [monitor, ...tenantStacks];
}
