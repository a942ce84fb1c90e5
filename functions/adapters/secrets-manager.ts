import * as z from 'zod';
import { defaultProvider } from './role-credentials.ts';
import { ask, serviceOf, type AskOptions } from './signed-request.ts';

/** The current value of a secret; one that is binary has no text. */
export interface SecretValue {
  readonly text: string | undefined;
  readonly isBinary: boolean;
}

/** Reads a secret of Secrets Manager by name or ARN. Throws as {@link ask} does. */
export type SecretOf = (id: string) => Promise<SecretValue>;

/** Secrets Manager of the region of the environment, with the credentials of the role. */
export function openSecrets(): SecretOf {
  return createSecrets({
    credentials: defaultProvider(),
    service: () => serviceOf('secretsmanager', process.env),
    timeoutMs: 5_000,
  });
}

const getSecretValue = {
  target: 'secretsmanager.GetSecretValue',
  answer: z
    .object({ Name: z.string(), SecretString: z.string(), SecretBinary: z.unknown() })
    .partial({ SecretString: true, SecretBinary: true }),
};

export function createSecrets(options: AskOptions): SecretOf {
  return async (id) => {
    const { SecretString, SecretBinary } = await ask(options, getSecretValue, { SecretId: id });
    return { text: SecretString, isBinary: SecretBinary !== undefined && SecretBinary !== null };
  };
}
