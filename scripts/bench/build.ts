import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bundles a file as functions are deployed: one minified module, the AWS SDK in it. Returns its path. */
export async function bundled(file: string): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'strictwatch-bench-')), 'index.mjs');
  // On demand, so that pages can be made from what was measured without it.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Some of the AWS SDK is CommonJS and calls require.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}
