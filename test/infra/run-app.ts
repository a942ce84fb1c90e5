import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Runs infra/app.ts as `cdk synth` does. */
export function runApp(context: Readonly<Record<string, unknown>>, outdir: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    // Checking the templates takes seconds, and checks.test.ts does.
    env: {
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_VALIDATION: 'false',
    },
  });
  return { status, stdout, stderr };
}
