import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployedTenantsFile, variableNames } from '../../functions/core/deployment.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import { bundle } from '../../infra/bundling.ts';
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
    const folder = temporaryFolder();
    const file = join(folder, 'index.mjs');
    writeFileSync(file, bundle(job));
    writeFileSync(join(folder, deployedTenantsFile), JSON.stringify({ tenants: sampleTenants }));
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', start], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], BUNDLE: file, AWS_REGION: 'eu-west-1', ...variables },
    });
    // Its clients are made by then: what they miss would be another error.
    expect(ended.stderr).toMatch(/^ConfigError: There is no tenant "nobody" here\./m);
  },
  60_000,
);

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
