import * as z from 'zod';
import { ConfigError } from '../core/errors.ts';
import { plural } from '../core/message.ts';
import type { Auth0Credentials } from './auth0/collect.ts';
import type { CredentialsOf } from './auth0/token.ts';
import { secretFailure } from './secret-failures.ts';
import { openSecrets, type SecretOf } from './secrets-manager.ts';
import { openParameters, type ParameterOf } from './ssm.ts';

/**
 * Gives the text of a secret in Secrets Manager, trimmed. Like credentials it is read from AWS each time it is asked
 * for, so that a replaced one is used; no error holds anything of a secret but which of its keys are known.
 * @throws {ConfigError} when it cannot be read or used; {@link OperatorError} when that may pass
 */
export type TextOf = (secretId: string) => Promise<string>;

/** Where credentials are kept. */
export interface Vaults {
  readonly secretOf: SecretOf;
  readonly parameterOf: ParameterOf;
}

export function openTexts(): TextOf {
  return createTexts(openSecrets());
}

export function createTexts(secretOf: SecretOf): TextOf {
  return async (secretId) => (await readSecret(secretOf, secretId)).text.trim();
}

export function openCredentials(): CredentialsOf {
  return createCredentials({ secretOf: openSecrets(), parameterOf: openParameters() });
}

/** Throws as {@link TextOf} does. */
export function createCredentials({ secretOf, parameterOf }: Vaults): CredentialsOf {
  return async ({ credentials }) => {
    if ('env' in credentials) {
      throw new ConfigError(
        'credentials in environment variables are read on a laptop only: use "secretId" or "ssmParameter".',
      );
    }
    return 'secretId' in credentials
      ? parseCredentials(await readSecret(secretOf, credentials.secretId))
      : parseCredentials(await readParameter(parameterOf, credentials.ssmParameter));
  };
}

/** What was kept, and what to call it in an error. */
interface Kept {
  readonly what: string;
  readonly text: string;
}

async function readSecret(secretOf: SecretOf, secretId: string): Promise<Kept> {
  const what = `The secret "${secretId}"`;
  const { text, isBinary } = await ask(what, () => secretOf(secretId));
  if (isBinary) throw new ConfigError(`${what} is binary. Store it as text.`);
  return filled(what, text);
}

async function readParameter(parameterOf: ParameterOf, name: string): Promise<Kept> {
  const what = `The SSM parameter "${name}"`;
  const { type, value } = await ask(what, () => parameterOf(name));
  if (type !== 'SecureString') {
    throw new ConfigError(
      `${what} is not a SecureString, so what is in it is kept in the clear. Store it again with --type SecureString, and replace the credentials in it.`,
    );
  }
  return filled(what, value);
}

async function ask<T>(what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw secretFailure(what, error);
  }
}

function filled(what: string, text: string | undefined): Kept {
  if (text !== undefined && text.trim() !== '') return { what, text };
  throw new ConfigError(`${what} is empty. Put what it is for into it.`);
}

const text = z.string().trim().min(1);

const StoredCredentials = z.union([
  z.strictObject({ clientId: text, clientSecret: text }),
  z.strictObject({
    clientId: text,
    privateKey: text,
    // Source: https://auth0.com/docs/get-started/applications/configure-private-key-jwt
    alg: z.enum(['RS256', 'RS384', 'PS256']).exactOptional(),
  }),
]);

const forms =
  'Store {"clientId":"…","clientSecret":"…"} or {"clientId":"…","privateKey":"…"}, with "alg" beside a key unless it is RS256 (RS384 and PS256 are the others).';

function parseCredentials({ what, text }: Kept): Auth0Credentials {
  const value = parseJson(what, text);
  const parsed = StoredCredentials.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`${what} ${complaint(value)} ${forms}`);
}

/** JSON.parse quotes what it could not read, so its error goes no further. */
function parseJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ConfigError(`${what} is not JSON. ${forms}`);
  }
}

/** The keys there are, and as Auth0 spells them; any other may be a secret that was put in the wrong field. */
const keyNames = 'clientId clientSecret privateKey alg client_id client_secret private_key'.split(
  ' ',
);

function complaint(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'is JSON, but no object.';
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return 'is an object without keys.';
  const known = keyNames.filter((name) => keys.includes(name)).map((name) => `"${name}"`);
  if (known.length === 0)
    return `has ${plural(keys.length, 'key')}, none with a name that is known.`;
  const left = keys.length - known.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return `has the keys ${known.join(', ')}${more}, which do not fit or do not hold text.`;
}
