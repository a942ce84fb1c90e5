import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Writes the code of a job to standard output, as JSON with what is in it: `node infra/write-bundle.ts watch`. With a package
 * behind it, as it would be without that. A program of its own, since esbuild takes plugins only where it may be waited for,
 * and CDK bundles without waiting.
 */

/**
 * What no job calls, though libraries bring it along. Whatever calls it after all gets an error.
 * - zod's writer of JSON schemas, with which documents are made;
 * - of the SDK, its memory of discovered endpoints, of which there are none here; the hash for where Node has none; moments in
 *   answers, as none of the operations asked for has any; the region of a machine that is no function; and how it slows down
 *   in the retry mode `adaptive`, since clients name theirs.
 */
const uncalled = new RegExp(
  `[\\\\/](${[
    'zod/v4/core/to-json-schema',
    'zod/v4/core/json-schema-processors',
    'endpoint-cache/dist-es/EndpointCache',
    'sha256/Sha256Js',
    'schema-serde-lib/schema-date-utils',
    'regionConfig/getInstanceMetadataRegion',
    'util-retry/AdaptiveRetryStrategy',
    'util-retry/DefaultRateLimiter',
  ]
    .join('|')
    .replaceAll('/', '[\\\\/]')})\\.js$`,
);

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

const [job = '', without] = process.argv.slice(2);
const { outputFiles, metafile } = await build({
  absWorkingDir: resolve(import.meta.dirname, '..'),
  entryPoints: [`functions/${job}.ts`],
  outfile: 'index.mjs',
  write: false,
  metafile: true,
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
    ...(without !== undefined && { [without]: './infra/left-out.cjs' }),
  },
  plugins: [withoutUncalled],
  logLevel: 'warning',
});
const [output] = outputFiles;
if (!output) throw new Error(`esbuild wrote nothing for functions/${job}.ts`);
const { inputs, imports } = metafile.outputs['index.mjs'] ?? { inputs: {}, imports: [] };
const contents = Object.fromEntries(
  Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
);
const builtins = [...new Set(imports.map(({ path }) => path))];
process.stdout.write(JSON.stringify({ code: output.text, contents, builtins }));
