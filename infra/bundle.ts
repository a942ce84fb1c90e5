import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { JobName } from '../functions/core/deployment.ts';

/** Code of a job as it is deployed. */
export interface Bundle {
  readonly code: string;
  /** How many bytes of the code come from each file, by its path from the root of the repository. */
  readonly contents: Readonly<Record<string, number>>;
  /** The modules of Node it imports. */
  readonly builtins: readonly string[];
}

const bundles = new Map<string, Bundle>();

/** The code of a job, which is the same in every cell, so it is built once. */
export function bundle(job: JobName): string {
  return bundleOf(job).code;
}

/** With a package, the bundle as it would be without it: to know what the package costs, not to be run. */
export function bundleOf(job: JobName, without?: string): Bundle {
  const args = without === undefined ? [job] : [job, without];
  const key = args.join(' ');
  const built = bundles.get(key) ?? build(args);
  bundles.set(key, built);
  return built;
}

function build(args: readonly string[]): Bundle {
  const writer = join(import.meta.dirname, 'write-bundle.ts');
  const text = execFileSync(process.execPath, [writer, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  return JSON.parse(text) as Bundle;
}
