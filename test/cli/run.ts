import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { startSlack } from '../../demo/slack.ts';
import { startTenant, type SimulatedTenant, type TenantOptions } from '../../demo/tenant.ts';
import { runCommandLine } from '../../functions/cli/program.ts';
import { WatchOutput, type RunResult } from '../../functions/core/run.ts';
import { rules } from '../../functions/rules/index.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface SurroundingOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly live?: boolean;
  readonly color?: boolean;
}

/** The command line in this process, with what it printed and its exit code. */
export async function strictwatch(
  args: readonly string[],
  { env = {}, live = false, color = false }: SurroundingOptions = {},
): Promise<Ended> {
  let out = '';
  let err = '';
  const code = await runCommandLine(args, {
    output: {
      out: (text) => void (out += text),
      show: async (text) => void (out += text),
      err: (text) => void (err += text),
      columns: 80,
      color,
      live,
    },
    env,
    rules,
    clock: () => new Date('2026-11-23T09:00:00Z'),
    version: '0.0.0-test',
  });
  return { code, out, err };
}

const opened: (() => unknown)[] = [];

afterAll(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A folder that is gone when the tests of the file are over. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'strictwatch-cli-'));
  opened.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A webhook that refuses for good, so that nothing is tried again. */
export async function archivedHook(): Promise<string> {
  const slack = await startSlack();
  opened.push(() => slack.close());
  slack.archive('none');
  return slack.webhook('none');
}

/** An eligible tenant without Rules and Hooks, that ends when the tests of the file are over. */
export async function simulated(options: TenantOptions = {}): Promise<SimulatedTenant> {
  const tenant = await startTenant({ eligible: true, rules: 404, hooks: 404, ...options });
  opened.push(() => tenant.close());
  return tenant;
}

/** A configuration file and data folder for simulated tenants, and the environment that holds their secrets. */
export interface Desk {
  readonly dir: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], options?: SurroundingOptions): Promise<Ended>;
  /** `watch --json` at `now`; its document is parsed by the schema it promises. */
  watch(now: string, ...args: string[]): Promise<Ended & { readonly run: RunResult }>;
}

export function deskFor(
  tenants: Readonly<Record<string, SimulatedTenant>>,
  parts: object = {},
): Desk {
  const dir = temporaryFolder();
  const env: Record<string, string> = {};
  const list = Object.entries(tenants).map(([id, tenant]) => {
    const name = id.toUpperCase().replaceAll('-', '_');
    env[`${name}_ID`] = tenant.clientId;
    env[`${name}_SECRET`] = tenant.state.credentials.clientSecret;
    const credentials = { env: { clientId: `${name}_ID`, clientSecret: `${name}_SECRET` } };
    return { id, domain: tenant.domain, baseUrl: tenant.url, credentials, rateShare: 1, ...parts };
  });
  const config = join(dir, 'tenants.json');
  writeFileSync(config, JSON.stringify({ tenants: list }));
  const args = ['--config', config, '--data', join(dir, 'data')];
  const run: Desk['run'] = (given, options = {}) =>
    strictwatch([...given, ...args], { ...options, env: { ...env, ...options.env } });
  return {
    dir,
    args,
    env,
    run,
    async watch(now, ...more) {
      const ended = await run(['watch', '--json', '--now', now, ...more]);
      const [first] = WatchOutput.parse(JSON.parse(ended.out)).runs;
      if (!first) throw new Error(`no run in ${ended.out}; ${ended.err}`);
      return {
        ...ended,
        run: first,
      };
    },
  };
}
