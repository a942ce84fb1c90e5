import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssetHashType, DockerImage, type BundlingOptions } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { deployedTenantsFile, type JobName } from '../functions/core/deployment.ts';
import type { Fleet, Tenant } from '../functions/core/tenant.ts';
import { bundle } from './bundle.ts';

const root = resolve(import.meta.dirname, '..');
const functions = join(root, 'functions');

/** Code of a job for the tenants of one cell: the bundle, and beside it the tenants, and what `report` does for all. */
export function jobCode(job: JobName, tenants: readonly Tenant[], fleet: Fleet | null): Code {
  const file = { ...(job === 'report' && fleet && { fleet }), tenants };
  return Code.fromAsset(functions, {
    // The hash of what is uploaded: the same on every machine, and a no-op deploys nothing.
    assetHashType: AssetHashType.OUTPUT,
    bundling: bundlingOf(job, `${JSON.stringify(file, null, 2)}\n`),
  });
}

/**
 * CDK keeps one asset for equal options, and sees data in them but no closures: the tenants must be data,
 * or a cell would get the tenants of another.
 */
function bundlingOf(job: JobName, tenants: string): BundlingOptions {
  const local = {
    job,
    tenants,
    tryBundle(folder: string): boolean {
      chmodSync(folder, 0o755);
      writeReadable(join(folder, 'index.mjs'), bundle(job));
      writeReadable(join(folder, deployedTenantsFile), tenants);
      return true;
    },
  };
  // Never pulled, since bundling here does not fail over.
  return { local, image: DockerImage.fromRegistry('none') };
}

/** Lambda keeps the modes it is given and runs as another user, and the asset's hash knows nothing of modes. */
function writeReadable(file: string, text: string): void {
  writeFileSync(file, text);
  // The mode that writeFileSync takes is narrowed by the operator's umask.
  chmodSync(file, 0o644);
}
