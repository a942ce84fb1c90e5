import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  deployedTenant,
  requireDeployable,
  requireDeployableFleet,
} from '../core/deployed-tenant.ts';
import { deployedTenantsFile } from '../core/deployment.ts';
import { ConfigError } from '../core/errors.ts';
import { parseFile, parseTenants } from '../core/parse-tenants.ts';
import type { Fleet, Tenant } from '../core/tenant.ts';
import type { RoutedRule } from '../core/unheard.ts';

/**
 * The tenants of this cell, from the file beside the function's code.
 * @throws {ConfigError} when it is not there or not valid
 */
export function readDeployedTenants(
  folder: string,
  stack: string,
  rules: readonly RoutedRule[],
): Tenant[] {
  const tenants = parseTenants(read(folder), deployedTenantsFile, rules);
  requireDeployable(tenants, deployedTenantsFile);
  return tenants.map((tenant) => deployedTenant(tenant, stack));
}

/**
 * The report of all tenants, from the same file; null where there is none.
 * @throws {ConfigError} when the file is not there or not valid
 */
export function readDeployedFleet(folder: string, rules: readonly RoutedRule[]): Fleet | null {
  const { fleet } = parseFile(read(folder), deployedTenantsFile, rules);
  if (fleet) requireDeployableFleet(fleet, deployedTenantsFile);
  return fleet;
}

function read(folder: string): string {
  try {
    return readFileSync(join(folder, deployedTenantsFile), 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${deployedTenantsFile} cannot be read beside the function's code. It is put there on deployment: deploy the stack again.`,
      { cause: error },
    );
  }
}
