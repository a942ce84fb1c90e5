import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { Body, type Template } from './deployed.ts';

const root = resolve(import.meta.dirname, '../../..');

const Settings = z.looseObject({ context: z.record(z.string(), z.unknown()) });

/** The templates that would be deployed for these tenants, as `cdk synth` makes them; the functions' code is left out. */
export async function synthesise(ids: readonly string[]): Promise<Template[]> {
  const folder = mkdtempSync(join(tmpdir(), 'strictwatch-fleet-'));
  try {
    const config = join(folder, 'tenants.json');
    writeFileSync(config, JSON.stringify({ tenants: ids.map(tenantOf) }));
    const outdir = join(folder, 'out');
    await runApp(config, outdir);
    return globSync(join(outdir, '*.template.json')).sort().map(read);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tenantOf(id: string) {
  return { id, domain: `${id}.eu.auth0.com`, credentials: { secretId: `auth0/${id}` } };
}

async function runApp(config: string, outdir: string): Promise<void> {
  const text = readFileSync(join(root, 'cdk.json'), 'utf8');
  const context = {
    ...Settings.parse(JSON.parse(text)).context,
    'aws:cdk:bundling-stacks': [],
    config,
  };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], {
    cwd: root,
    // Nothing of the operator's account, region or endpoint: templates are the same everywhere.
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_VALIDATION: 'false',
    },
  });
}

function read(file: string): Template {
  const text = readFileSync(file, 'utf8');
  return { bytes: Buffer.byteLength(text), body: Body.parse(JSON.parse(text)) };
}
