import { App } from 'aws-cdk-lib';
import { OperatorError } from '../functions/core/errors.ts';
import { rules } from '../functions/rules/index.ts';
import { deployable } from './config.ts';
import { readOptions } from './options.ts';
import { addStacks } from './stacks.ts';

try {
  synthesise();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function synthesise(): void {
  // By itself an app would synthesise at exit, and so deploy half a monitor after an error.
  const app = new App({ autoSynth: false });
  const options = readOptions(app.node.getAllContext() as Record<string, unknown>);
  const { tenants, fleet } = deployable({
    file: options.config,
    rules,
    now: new Date(),
    endpoint: process.env['AWS_ENDPOINT_URL'],
  });
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  addStacks(app, { options, tenants, fleet, env: account && region ? { account, region } : {} });
  app.synth();
}
