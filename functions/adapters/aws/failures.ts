import { OperatorError } from '../../core/errors.ts';
import { forTerminal } from '../../core/escape.ts';

/** What AWS was asked, for the sentence that says why it did not answer. */
export interface Asked {
  /** As IAM names it, such as `lambda:InvokeFunction`. */
  readonly action: string;
  readonly region: () => Promise<string>;
}

/**
 * Asks AWS.
 * @throws {OperatorError} that says what to do; anything that is no answer of AWS or its SDK is thrown as it is
 */
export async function ask<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw (await failureOf(asked, error)) ?? error;
  }
}

/** True when AWS answered with this error. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

async function failureOf({ action, region }: Asked, error: unknown): Promise<OperatorError | null> {
  if (!(error instanceof Error)) return null;
  if (error.message === 'Region is missing') {
    return new OperatorError(
      'No AWS region is set. Set AWS_REGION to the region the stack was deployed to, such as AWS_REGION=eu-central-1.',
    );
  }
  if (error.message.startsWith('Region not accepted')) {
    return new OperatorError(
      'The AWS region that is set is none. Set AWS_REGION to the region the stack was deployed to, such as AWS_REGION=eu-central-1.',
    );
  }
  if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_URL') {
    return new OperatorError(
      'AWS_ENDPOINT_URL, or endpoint_url of the AWS profile, holds no address. Unset it to ask AWS itself, or write the whole address, such as http://127.0.0.1:4566.',
    );
  }
  if (isNamed(error, 'CredentialsProviderError', 'TokenProviderError')) {
    return new OperatorError(
      `There are no AWS credentials to work with: ${said(error)}. Sign in (\`aws sso login\`), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  }
  const where = await region().catch(() => 'an unknown region');
  return answered(error, action, where);
}

/** Null for what is no answer of AWS. */
function answered(error: Error, action: string, where: string): OperatorError | null {
  if (refusedCredentials.has(error.name)) {
    return new OperatorError(
      `AWS refused the credentials in ${where}: ${said(error)}. Sign in again, and check that this machine's clock is right.`,
    );
  }
  if (denials.has(error.name)) {
    return new OperatorError(
      `AWS does not permit ${action} in ${where}: ${said(error)}. Use credentials that may, or have the permission granted.`,
    );
  }
  if (throttles.has(error.name)) {
    return new OperatorError(
      `AWS is limiting requests (${action} in ${where}): ${said(error)}. Wait a minute and run it again.`,
    );
  }
  if (isUnreachable(error)) {
    return new OperatorError(
      `AWS cannot be reached for ${action} in ${where}: ${said(error)}. Check the network, AWS_REGION and AWS_ENDPOINT_URL.`,
    );
  }
  if (isNotUnderstood(error)) return notOfAws(action, where);
  if (!('$metadata' in error)) return null;
  return new OperatorError(
    `AWS answered ${action} in ${where} with ${forTerminal(error.name, 60)}: ${said(error)}. If it does not pass, look it up in the documentation of AWS.`,
  );
}

/** The SDK's own words quote the beginning of such an answer, and speak of fields only a program sees. */
function isNotUnderstood({ name, message }: Error): boolean {
  return name === 'SyntaxError' || name === 'Unknown' || message.includes('$response');
}

/** For what came in place of an answer of AWS. */
export function notOfAws(action: string, where: string): OperatorError {
  return new OperatorError(
    `What answered ${action} in ${where} was not AWS, or it was out of order: the answer could not be understood. Check AWS_ENDPOINT_URL, and look for a proxy in between that wants somebody to sign in.`,
  );
}

const refusedCredentials = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const denials = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
]);

const throttles = new Set([
  'RequestThrottled',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

export function isUnreachable(error: Error): boolean {
  if (error.name === 'TimeoutError') return true;
  const code = (error as NodeJS.ErrnoException).code;
  return code !== undefined && unreachableCodes.has(code);
}

/** Without its full stop: sentences go on after it. */
function said({ message, name }: Error): string {
  return forTerminal(message || name, 400).replace(/[.\s]+$/, '');
}
