import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Writes the code of a job to standard output: `node infra/write-bundle.ts watch`. A program of its own, since esbuild takes
 * plugins only where it may be waited for, and CDK bundles without waiting.
 */

/**
 * What no job calls, though libraries bring it along: zod's writer of JSON schemas, with which documents are made, and of the
 * SDK its memory of discovered endpoints, of which there are none here, and the hash for where Node has none. Whatever calls
 * them after all gets an error.
 */
const uncalled =
  /[\\/](zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)|endpoint-cache[\\/]dist-es[\\/]EndpointCache|sha256[\\/]Sha256Js)\.js$/;

/** Exports what the file does, as functions that may be called or constructed while a library loads, and give one that refuses. */
function stubOf(path: string): string {
  const exported = readFileSync(path, 'utf8').matchAll(
    /^export (?:function|class|const|let) (\w+)/gm,
  );
  const stubs = [...exported].map(([, name]) => `export function ${name}() { return refuse; }`);
  return `function refuse() { throw new Error('left out of the bundle, since nothing was to call it'); }
${stubs.join('\n')}`;
}

const withoutUncalled: Plugin = {
  name: 'without-uncalled',
  setup(bundling) {
    bundling.onLoad({ filter: uncalled }, ({ path }) => ({
      contents: stubOf(path),
      loader: 'js',
    }));
    // Of its own package a client names the version, and would bring all of the file.
    bundling.onLoad({ filter: /[\\/]client-[a-z]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const [job = ''] = process.argv.slice(2);
const { outputFiles } = await build({
  absWorkingDir: resolve(import.meta.dirname, '..'),
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
    '@smithy/core/event-streams': './functions/adapters/no-event-streams.ts',
  },
  plugins: [withoutUncalled],
  logLevel: 'warning',
});
const [output] = outputFiles;
if (!output) throw new Error(`esbuild wrote nothing for functions/${job}.ts`);
process.stdout.write(output.text);
