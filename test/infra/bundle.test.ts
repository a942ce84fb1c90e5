import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDynamo } from '../../functions/adapters/dynamo.ts';
import { openSns } from '../../functions/adapters/sns.ts';
import { deployedTenantsFile, jobNames, variableNames } from '../../functions/core/deployment.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import { bundle, bundleOf, type Bundle } from '../../infra/bundle.ts';
import { configFile, temporaryFolder } from './folder.ts';
import { runApp } from './run-app.ts';
import { sampleTenants } from './sample.ts';
import { manyTenants, synth } from './synth.ts';

const root = join(import.meta.dirname, '../..');
const largest = 700 * 1024;

test('what is uploaded is small, whole, of its cell alone, and the same on every machine', () => {
  const folder = temporaryFolder();
  const file = configFile({ tenants: sampleTenants.toReversed() });
  const { status, stderr } = runApp({ config: file }, folder);
  expect(status, stderr).toBe(0);

  const assets = assetsIn(folder);
  expect(assets.length).toBe(3);
  for (const asset of assets) {
    const path = join(folder, asset);
    expect(readdirSync(path)).toEqual(['index.mjs', deployedTenantsFile]);
    const code = readFileSync(join(path, 'index.mjs'), 'utf8');
    expect(statSync(join(path, 'index.mjs')).size).toBeLessThanOrEqual(largest);
    for (const here of [root, folder, 'node_modules', 'file://', 'sourceMappingURL']) {
      expect(code).not.toContain(here);
    }
    const tenants = readFileSync(join(path, deployedTenantsFile), 'utf8');
    expect(parseTenants(tenants, deployedTenantsFile, [])).toEqual(sampleTenants);
  }

  const again = temporaryFolder();
  synth({ tenants: sampleTenants, into: again });
  expect(assetsIn(again)).toEqual(assets);

  const [one, ...others] = sampleTenants;
  const fewer = temporaryFolder();
  synth({ tenants: others, into: fewer });
  expect(assetsIn(fewer).some((asset) => existsSync(join(folder, asset)))).toBe(false);
  const left = readFileSync(join(fewer, assetsIn(fewer)[0]!, deployedTenantsFile), 'utf8');
  expect(left).not.toContain(one?.id);
}, 120_000);

test('each cell has its own tenants', () => {
  const folder = temporaryFolder();
  const tenants = manyTenants(200);
  const { cells } = synth({ tenants, into: folder });
  const found = assetsIn(folder).map((asset) =>
    parseTenants(readFileSync(join(folder, asset, deployedTenantsFile), 'utf8'), '', []).map(
      ({ id }) => id,
    ),
  );
  expect(cells.length).toBe(2);
  expect(found.length).toBe(3 * cells.length);
  expect(new Set(found.flat()).size).toBe(tenants.length);
  expect(found.flat().length).toBe(3 * tenants.length);
}, 120_000);

test('Lambda can read what is uploaded, whatever the umask of whoever deploys', () => {
  const folder = temporaryFolder();
  const before = process.umask(0o077);
  try {
    synth({ tenants: sampleTenants, into: folder });
  } finally {
    process.umask(before);
  }
  const modes = assetsIn(folder).flatMap((asset) =>
    [asset, join(asset, 'index.mjs'), join(asset, deployedTenantsFile)].map((path) =>
      (statSync(join(folder, path)).mode & 0o777).toString(8),
    ),
  );
  expect(modes).toEqual(Array.from({ length: 3 }, () => ['755', '644', '644']).flat());
}, 120_000);

test.each(['watch', 'report'] as const)(
  'what is left out of %s is not missed',
  (job) => {
    // Its clients are made by then: what they miss would be another error.
    expect(startedWith(bundle(job))).toMatch(askedForNobody);
  },
  60_000,
);

test('clients try again in the way that is in the bundles, whatever the environment says', async () => {
  vi.stubEnv('AWS_RETRY_MODE', 'adaptive');
  try {
    for (const { config } of [openDynamo(), openSns()]) {
      expect(await config.retryStrategy()).toMatchObject({ mode: 'standard' });
    }
  } finally {
    vi.unstubAllEnvs();
  }
});

test.each(jobNames)(
  '%s is what its files make of it, and holds none that only documents need',
  (job) => {
    const { code, contents, builtins } = bundleOf(job);
    const bytes = Object.values(contents).reduce((sum, one) => sum + one, 0);
    expect(bytes).toBeGreaterThan(0.99 * Buffer.byteLength(code));
    expect(bytes).toBeLessThanOrEqual(Buffer.byteLength(code));
    expect(contents[`functions/${job}.ts`]).toBeGreaterThan(0);
    expect(builtins).toContain('node:https');
    const documented = Object.keys(contents).filter((path) =>
      /^functions\/core\/(posture|readiness)\/schema/.test(path),
    );
    expect(documented).toEqual([]);
  },
);

test('a package can be left out, to know what it costs', () => {
  const name = '@aws-sdk/client-sns';
  const holdsIt = ({ contents }: Bundle) =>
    Object.keys(contents).some((path) => path.includes(`/${name}/`));
  const [whole, without] = [bundleOf('watch'), bundleOf('watch', name)];
  expect([whole, without].map(holdsIt)).toEqual([true, false]);
  expect(Buffer.byteLength(without.code)).toBeLessThan(Buffer.byteLength(whole.code));
  expect(startedWith(without.code)).toMatch(askedForNobody);
});

/** What the code says when it is started for a tenant there is not. */
function startedWith(code: string): string {
  const folder = temporaryFolder();
  const file = join(folder, 'index.mjs');
  writeFileSync(file, code);
  writeFileSync(join(folder, deployedTenantsFile), JSON.stringify({ tenants: sampleTenants }));
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', start], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], BUNDLE: file, AWS_REGION: 'eu-west-1', ...variables },
  });
  return stderr;
}

const askedForNobody = /^ConfigError: There is no tenant "nobody" here\./m;

const variables = Object.fromEntries(Object.values(variableNames).map((name) => [name, '1']));

const start = `
const { handler } = await import(process.env.BUNDLE);
const context = { functionName: 'strictwatch', getRemainingTimeInMillis: () => 60_000 };
const ended = await handler({ tenant: 'nobody' }, context).catch(String);
process.stderr.write(String(ended));
process.exit();
`;

function assetsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('asset.'));
}
