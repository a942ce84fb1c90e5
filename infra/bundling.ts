import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssetHashType, DockerImage, type BundlingOptions } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { deployedTenantsFile, type JobName } from '../functions/core/deployment.ts';
import type { Tenant } from '../functions/core/tenant.ts';

const root = resolve(import.meta.dirname, '..');
const functions = join(root, 'functions');

/** Code of a job for the tenants of one cell: the bundle, and the tenants beside it. */
export function jobCode(job: JobName, tenants: readonly Tenant[]): Code {
  return Code.fromAsset(functions, {
    // The hash of what is uploaded: the same on every machine, and a no-op deploys nothing.
    assetHashType: AssetHashType.OUTPUT,
    bundling: bundlingOf(job, `${JSON.stringify({ tenants }, null, 2)}\n`),
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

const bundles = new Map<JobName, string>();

/** The code of a job, which is the same in every cell, so it is built once. */
export function bundle(job: JobName): string {
  const built = bundles.get(job) ?? build(job);
  bundles.set(job, built);
  return built;
}

function build(job: JobName): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [`functions/${job}.ts`],
    outfile: 'index.mjs',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    charset: 'utf8',
    // Saves two fifths: packages for Node name their CommonJS first, which cannot be tree-shaken.
    mainFields: ['module', 'main'],
    // CommonJS packages inside ask for Node's own modules in their way.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    alias: {
      '@aws-sdk/credential-provider-node': './functions/adapters/role-credentials.ts',
    },
    logLevel: 'warning',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild wrote nothing for functions/${job}.ts`);
  return output.text;
}
