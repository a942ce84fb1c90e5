import { Aws } from 'aws-cdk-lib';
import { ConfigError } from '../functions/core/errors.ts';
import type { Readable } from './secrets.ts';

/** One managed policy's worth of what a role may read. */
export interface SecretPolicy {
  readonly action: 'secretsmanager:GetSecretValue' | 'ssm:GetParameter';
  readonly resources: readonly string[];
}

/** Source of both: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, 2026-11 */
export const policyCharacters = 6144;
export const policiesOfRole = 10;

/**
 * The policies that let a role read all this. What a cell's tenants name is too much for a role's inline
 * policies, so it is spread over managed ones.
 * @throws {ConfigError} when a role cannot have that many
 */
export function secretPolicies(role: string, { secrets, parameters }: Readable): SecretPolicy[] {
  const policies: SecretPolicy[] = [
    ...spread('secretsmanager:GetSecretValue', secrets),
    ...spread('ssm:GetParameter', parameters),
  ];
  if (policies.length <= policiesOfRole) return policies;
  throw new ConfigError(
    `${role} must read ${secrets.length + parameters.length} secrets, whose names are so long that they fill ${policies.length} IAM policies; AWS lets a role have ${policiesOfRole}. Give the secrets shorter names, or let routes share a webhook secret.`,
  );
}

/** As IAM counts a policy: its characters without white space. */
export function policyLength({ action, resources }: SecretPolicy): number {
  const statement = { Action: action, Effect: 'Allow', Resource: resources.map(longestForm) };
  return JSON.stringify({ Statement: [statement], Version: '2012-10-17' }).length;
}

function spread(action: SecretPolicy['action'], resources: readonly string[]): SecretPolicy[] {
  const policies: SecretPolicy[] = [];
  let current: string[] = [];
  for (const resource of resources) {
    const grown = [...current, resource];
    if (current.length > 0 && policyLength({ action, resources: grown }) > policyCharacters) {
      policies.push({ action, resources: current });
      current = [resource];
    } else {
      current = grown;
    }
  }
  return current.length > 0 ? [...policies, { action, resources: current }] : policies;
}

/** What CloudFormation fills in at deployment, taken as long as it can be. */
function longestForm(resource: string): string {
  return resource
    .replace(Aws.PARTITION, 'aws-us-gov')
    .replace(Aws.REGION, 'ap-southeast-9')
    .replace(Aws.ACCOUNT_ID, '123456789012');
}
