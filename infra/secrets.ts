import { Aws } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { JobName } from '../functions/core/deployment.ts';
import { ConfigError } from '../functions/core/errors.ts';
import { compareText } from '../functions/core/order.ts';
import type { Fleet, FleetRoute, Tenant } from '../functions/core/tenant.ts';

/** What a role may read, as resources of IAM; sorted, each once. */
export interface Readable {
  readonly secrets: readonly string[];
  readonly parameters: readonly string[];
}

const ours = (service: string) =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}` as const;

// Other characters have no place in a name, and `*` or `?` would let a role read more than was meant.
const secretName = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const secretArn =
  /^arn:(aws[a-z-]*):secretsmanager:([a-z0-9-]+):\d{12}:secret:([A-Za-z0-9/_+=.@-]{1,519})$/;
/** Secrets Manager itself tells a partial ARN by this, and asks not to end a name so. Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html */
const random = /-[A-Za-z0-9]{6}$/;
const longestSecretName = 512;
const parameterName = /^[A-Za-z0-9/_.-]{1,1011}$/;
const parameterArn =
  /^arn:(aws[a-z-]*):ssm:([a-z0-9-]+):\d{12}:parameter\/[A-Za-z0-9/_.-]{1,1011}$/;

/**
 * The secrets a job of these tenants needs: only `watch` reads tenants, every job may post to Slack, and `report` to whom it
 * reports on all.
 * @param region of the deployment, where it is known before CloudFormation fills it in
 * @throws {ConfigError} for what cannot be a name or ARN, and for an ARN of elsewhere
 */
export function readableBy(
  job: JobName,
  { tenants, fleet = null }: { readonly tenants: readonly Tenant[]; readonly fleet?: Fleet | null },
  heartbeatSecretId?: string,
  region?: string,
): Readable {
  const secretOf = (secretId: string, where: string) => secretResource(secretId, where, region);
  const webhooks = (routes: readonly FleetRoute[], of: string) =>
    routes.flatMap(({ slack }) =>
      slack && 'webhookSecretId' in slack
        ? [secretOf(slack.webhookSecretId, `${of}.routes.slack.webhookSecretId`)]
        : [],
    );
  const secrets = job === 'report' && fleet ? webhooks(fleet.routes, 'fleet') : [];
  const parameters: string[] = [];
  for (const { id, credentials, routes } of tenants) {
    secrets.push(...webhooks(routes, id));
    if (job !== 'watch') continue;
    if ('secretId' in credentials)
      secrets.push(secretOf(credentials.secretId, `${id}.credentials.secretId`));
    if ('ssmParameter' in credentials) {
      parameters.push(
        parameterResource(credentials.ssmParameter, `${id}.credentials.ssmParameter`, region),
      );
    }
  }
  if (job === 'pulse' && heartbeatSecretId !== undefined) {
    secrets.push(secretOf(heartbeatSecretId, 'The option heartbeatSecretId'));
  }
  return { secrets: sortedOnce(secrets), parameters: sortedOnce(parameters) };
}

/** A secret's ARN ends in "-" and six random characters, which neither a name nor a partial ARN has. */
export function secretResource(secretId: string, where: string, region?: string): string {
  const [, partition, place, name = ''] = secretArn.exec(secretId) ?? [];
  if (name.replace(random, '').length > longestSecretName) throw notASecret(where);
  if (partition !== undefined && place !== undefined) {
    requireHere({ partition, region: place }, where, region);
    return random.test(name) ? secretId : `${secretId}-??????`;
  }
  if (secretName.test(secretId)) return `${ours('secretsmanager')}:secret:${secretId}-??????`;
  throw notASecret(where);
}

function notASecret(where: string): ConfigError {
  return new ConfigError(
    `${where} is neither the name nor the ARN of a secret in Secrets Manager: a name has at most ${longestSecretName} characters, and only letters, digits and /_+=.@-. Name where the secret is kept, never the secret itself.`,
  );
}

/** A parameter's ARN has one slash before its name, whether or not the name begins with one. */
export function parameterResource(name: string, where: string, region?: string): string {
  const [, partition, place] = parameterArn.exec(name) ?? [];
  if (partition !== undefined && place !== undefined) {
    requireHere({ partition, region: place }, where, region);
    return name;
  }
  if (parameterName.test(name)) return `${ours('ssm')}:parameter/${name.replace(/^\//, '')}`;
  throw new ConfigError(
    `${where} is neither the name nor the ARN of a parameter in SSM: a name has only letters, digits and /_.-. Name where the secret is kept, never the secret itself.`,
  );
}

/** @throws {ConfigError} for what functions in `region` would look for in vain; another account may let them read */
function requireHere(
  of: { readonly partition: string; readonly region: string },
  where: string,
  region?: string,
): void {
  if (region === undefined) return;
  const { partition = of.partition } = RegionInfo.get(region);
  if (of.region === region && of.partition === partition) return;
  throw new ConfigError(
    `${where} is of another region than the deployment, which is in ${region} (partition ${partition}). Put it there, or replicate it, and name that one.`,
  );
}

function sortedOnce(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted(compareText);
}
