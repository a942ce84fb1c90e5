import { createHash } from 'node:crypto';

/**
 * The access key id under which the emulator runs a function, worked out as it does
 * (`execution_credentials` in its core/lambda_runtime.py). Were it wrong, recordings would be empty,
 * which a test refuses.
 */
export function accessKeyOf(functionArn: string, roleArn: string): string {
  const digest = createHash('sha256').update(`${functionArn}:${roleArn}`).digest('hex');
  return `ASIA${digest.slice(0, 16).toUpperCase()}`;
}
