import { ask, isNamed } from './failures.ts';
import { lazily } from './lazily.ts';

/** What can be known of a secret without reading it. */
export type SecretState =
  | {
      readonly is: 'there';
      /** The customer's key that encrypts it; null for AWS's own. */
      readonly key: string | null;
    }
  | { readonly is: 'missing' | 'deleted' | 'plain' };

export interface Secrets {
  /** A secret in Secrets Manager, by name or ARN. Its value is not read. */
  secret(id: string): Promise<SecretState>;
  /** A parameter in SSM, by name or ARN. Its value is not read. */
  parameter(name: string): Promise<SecretState>;
}

/** Secrets Manager and SSM, with the credentials and the region of the environment. */
export function openSecrets(): Secrets {
  const manager = lazily(async () => {
    const api = await import('@aws-sdk/client-secrets-manager');
    return { ...api, client: new api.SecretsManagerClient({}) };
  });
  const ssm = lazily(async () => {
    const api = await import('@aws-sdk/client-ssm');
    return { ...api, client: new api.SSMClient({}) };
  });
  return {
    async secret(id) {
      const { client, DescribeSecretCommand } = await manager();
      const region = () => client.config.region();
      return ask({ action: 'secretsmanager:DescribeSecret', region }, async () => {
        try {
          const it = await client.send(new DescribeSecretCommand({ SecretId: id }));
          if (it.DeletedDate) return { is: 'deleted' };
          return { is: 'there', key: customerKey(it.KmsKeyId, 'alias/aws/secretsmanager') };
        } catch (error) {
          if (isNamed(error, 'ResourceNotFoundException')) return { is: 'missing' };
          throw error;
        }
      });
    },
    async parameter(name) {
      const { client, DescribeParametersCommand } = await ssm();
      const region = () => client.config.region();
      const command = new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: parameterNames(name) }],
      });
      const { Parameters } = await ask({ action: 'ssm:DescribeParameters', region }, () =>
        client.send(command),
      );
      const [it] = Parameters ?? [];
      if (!it) return { is: 'missing' };
      if (it.Type !== 'SecureString') return { is: 'plain' };
      return { is: 'there', key: customerKey(it.KeyId, 'alias/aws/ssm') };
    },
  };
}

function customerKey(key: string | undefined, ofAws: string): string | null {
  return key === undefined || key.endsWith(ofAws) ? null : key;
}

/** An ARN has one slash after `parameter`, whether or not the name begins with one. */
function parameterNames(name: string): string[] {
  const inArn = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter\/(.+)$/.exec(name)?.[1];
  return inArn === undefined ? [name] : [inArn, `/${inArn}`];
}
