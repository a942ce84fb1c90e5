import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployedTenant, requireDeployable } from '../core/deployed-tenant.ts';
import { deployedTenantsFile } from '../core/deployment.ts';
import { ConfigError } from '../core/errors.ts';
import { parseTenants } from '../core/parse-tenants.ts';
import type { Tenant } from '../core/tenant.ts';
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
