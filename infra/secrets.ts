import { Aws } from 'aws-cdk-lib';
import type { JobName } from '../functions/core/deployment.ts';
import { ConfigError } from '../functions/core/errors.ts';
import { compareText } from '../functions/core/order.ts';
import type { Tenant } from '../functions/core/tenant.ts';

/** What a role may read, as resources of IAM; sorted, each once. */
export interface Readable {
  readonly secrets: readonly string[];
  readonly parameters: readonly string[];
}

const ours = (service: string) =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}` as const;

// Other characters have no place in a name, and `*` or `?` would let a role read more than was meant.
const secretName = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const secretArn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+$/;
const parameterName = /^[A-Za-z0-9/_.-]{1,1011}$/;
const parameterArn = /^arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/[A-Za-z0-9/_.-]+$/;

/**
 * The secrets a job of these tenants needs: only `watch` reads tenants, every job may post to Slack.
 * @throws {ConfigError} for what cannot be a name or ARN
 */
export function readableBy(
  job: JobName,
  tenants: readonly Tenant[],
  heartbeatSecretId?: string,
): Readable {
  const secrets: string[] = [];
  const parameters: string[] = [];
  for (const { id, credentials, routes } of tenants) {
    for (const { slack } of routes) {
      if (slack && 'webhookSecretId' in slack)
        secrets.push(secretResource(slack.webhookSecretId, `${id}.routes.slack.webhookSecretId`));
    }
    if (job !== 'watch') continue;
    if ('secretId' in credentials)
      secrets.push(secretResource(credentials.secretId, `${id}.credentials.secretId`));
    if ('ssmParameter' in credentials) {
      parameters.push(
        parameterResource(credentials.ssmParameter, `${id}.credentials.ssmParameter`),
      );
    }
  }
  if (job === 'pulse' && heartbeatSecretId !== undefined) {
    secrets.push(secretResource(heartbeatSecretId, 'The option heartbeatSecretId'));
  }
  return { secrets: sortedOnce(secrets), parameters: sortedOnce(parameters) };
}

/** A secret's ARN ends in "-" and six random characters, which neither a name nor a partial ARN has. */
export function secretResource(secretId: string, where: string): string {
  if (secretArn.test(secretId)) {
    // Secrets Manager itself tells a partial ARN by this, and asks not to end a name so.
    // Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
    return /-[A-Za-z0-9]{6}$/.test(secretId) ? secretId : `${secretId}-??????`;
  }
  if (secretName.test(secretId)) return `${ours('secretsmanager')}:secret:${secretId}-??????`;
  throw new ConfigError(
    `${where} is neither the name nor the ARN of a secret in Secrets Manager: a name has only letters, digits and /_+=.@-. Name where the secret is kept, never the secret itself.`,
  );
}

/** A parameter's ARN has one slash before its name, whether or not the name begins with one. */
export function parameterResource(name: string, where: string): string {
  if (parameterArn.test(name)) return name;
  if (parameterName.test(name)) return `${ours('ssm')}:parameter/${name.replace(/^\//, '')}`;
  throw new ConfigError(
    `${where} is neither the name nor the ARN of a parameter in SSM: a name has only letters, digits and /_.-. Name where the secret is kept, never the secret itself.`,
  );
}

function sortedOnce(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted(compareText);
}
