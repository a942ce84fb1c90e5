import { dirname, join } from 'node:path';
import { account, region, rootCredentials } from './aws.ts';
import { root, run } from './process.ts';

/** The CDK command line on the emulated account; each call returns what it printed. */
export interface Cdk {
  bootstrap(): Promise<string>;
  /** Synthesises first, from the code as an operator has it. */
  fromCode(...args: readonly string[]): Promise<string>;
  /** On what was synthesised last. */
  fromAssembly(...args: readonly string[]): Promise<string>;
}

/**
 * @param options for `-c`, as an operator would give them
 * @param assembly folder for what is synthesised, so that nothing of another run is in the way
 */
export function cdkAt(
  endpoint: string,
  options: Readonly<Record<string, string>>,
  assembly: string,
): Cdk {
  const context = Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_REGION: region,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
  };
  async function cdk(args: readonly string[], cwd = root): Promise<string> {
    const program = join(root, 'node_modules/aws-cdk/bin/cdk');
    const { code, out, err } = await run(process.execPath, [program, ...args], { env, cwd });
    if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}.\n${out}${err}`);
    return `${out}${err}`;
  }
  return {
    // Elsewhere than in the project, where it would synthesise the stacks first.
    bootstrap: () => cdk(['bootstrap', `aws://${account}/${region}`], dirname(assembly)),
    fromCode: (...args) => cdk([...args, ...context, '--output', assembly]),
    fromAssembly: (...args) => cdk([...args, '--app', assembly]),
  };
}
