import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { SimulatedTenant } from '../../demo/tenant.ts';
import type { Aws } from './aws.ts';

/** Names of what an operator keeps in AWS; `foreign` is another team's. */
export const kept = {
  acme: 'strictwatch/acme',
  beta: '/strictwatch/beta',
  timed: 'strictwatch/timed',
  large: 'strictwatch/large',
  slack: 'strictwatch/slack',
  heartbeat: 'strictwatch/heartbeat',
  foreign: 'payroll/database',
  foreignParameter: '/payroll/database',
} as const;

/** The credentials of a simulated tenant as they are kept; synthetic, and worth nothing elsewhere. */
export function credentialsOf({ clientId, state }: SimulatedTenant): string {
  return JSON.stringify({ clientId, clientSecret: state.credentials.clientSecret });
}

export async function createSecret({ secrets }: Aws, Name: string, text: string): Promise<void> {
  await secrets.send(new CreateSecretCommand({ Name, SecretString: text }));
}

export async function changeSecret({ secrets }: Aws, name: string, text: string): Promise<void> {
  await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
}

export async function deleteSecret({ secrets }: Aws, name: string): Promise<void> {
  await secrets.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
}

export async function putParameter({ ssm }: Aws, Name: string, Value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
}
