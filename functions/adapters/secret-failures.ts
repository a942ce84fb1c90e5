import { ConfigError, OperatorError } from '../core/errors.ts';

const unknownNames = [
  'ResourceNotFoundException',
  'ParameterNotFound',
  'ParameterVersionNotFound',
  'ParameterVersionLabelLimitExceeded',
];
const keyNames = ['DecryptionFailure', 'InvalidKeyId', 'KMSAccessDeniedException'];
const nameNames = ['InvalidParameterException', 'ValidationException'];

/**
 * Why a secret could not be read, for the person who can change that. What may pass is no ConfigError.
 * The error is not kept as cause: one of the SDK about an answer it could not parse carries the answer.
 * @param what such as `The secret "acme/auth0"`
 */
export function secretFailure(what: string, error: unknown): OperatorError {
  const name = error instanceof Error ? error.name : 'unknown error';
  const message = error instanceof Error ? error.message : '';
  if (unknownNames.includes(name)) {
    return new ConfigError(
      `${what} does not exist in this account and region, or has no value. Create it, or correct its name in tenants.json and deploy.`,
    );
  }
  if (keyNames.includes(name) || (isDenied(name) && isAboutKey(message))) {
    return new ConfigError(
      `${what} is encrypted with a KMS key this function may not use. Add the key's ARN to secretKeyArns in cdk.context.json and deploy, and see that the policy of the key allows it.`,
    );
  }
  if (isDenied(name)) {
    return new ConfigError(
      `${what} does not exist, or may not be read by this function: AWS says the same of both. Create it, or correct its name in tenants.json and deploy again, so that the role of the function names it; a secret of another account needs its full ARN and a policy that lets this role read it.`,
    );
  }
  if (name === 'InvalidRequestException') {
    return new ConfigError(
      `${what} cannot be read as it is now: it may be marked for deletion. Restore it, or name another in tenants.json and deploy.`,
    );
  }
  if (nameNames.includes(name)) {
    return new ConfigError(
      `${what} has no name AWS accepts. Correct it in tenants.json and deploy.`,
    );
  }
  return new OperatorError(
    `${what} could not be read (${nameOrCode(error, name)}), again and again. If the next run says so too, look for limits, the network and the state of AWS.`,
  );
}

function isDenied(name: string): boolean {
  return name === 'AccessDeniedException';
}

/** Both services answer so when it is the key that is refused, each in words of its own. */
function isAboutKey(message: string): boolean {
  return /\bkms\b|ciphertext|customer master key/i.test(message);
}

function nameOrCode(error: unknown, name: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : name;
  return /^[A-Za-z0-9_]{1,60}$/.test(code) ? code : 'unknown error';
}
