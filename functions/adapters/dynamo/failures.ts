import { OperatorError, StoreError } from '../../core/errors.ts';

/** True when DynamoDB refused a write because its condition did not hold. */
export function isConditionFailure(error: unknown): boolean {
  return nameOf(error) === 'ConditionalCheckFailedException';
}

/** An error of the SDK as one that says what to do. Failed conditions stay: their meaning is the caller's. */
export function storeFailure(error: unknown, table: string): unknown {
  if (error instanceof OperatorError || isConditionFailure(error)) return error;
  return new StoreError(explain(nameOf(error), codeOf(error), table), { cause: error });
}

const credentialNames = [
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'MissingAuthenticationTokenException',
  'CredentialsProviderError',
];
const throttleNames = [
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
];
const networkNames = ['TimeoutError', 'NetworkingError', 'AbortError'];

function explain(name: string, code: string, table: string): string {
  if (name === 'ResourceNotFoundException')
    return `The table "${table}" does not exist. Check the table's name and the region, or deploy the stack that makes it.`;
  if (name === 'AccessDeniedException')
    return `These AWS credentials may not use the table "${table}". Give their role GetItem, PutItem, UpdateItem, DeleteItem, Query, BatchGetItem and BatchWriteItem on it.`;
  if (credentialNames.includes(name))
    return `AWS did not accept the credentials for the table "${table}" (${name}). Renew them, or check the profile in use.`;
  if (throttleNames.includes(name))
    return `DynamoDB kept throttling the table "${table}". What is written so far is safe; the next run goes on from there.`;
  if (networkNames.includes(name) || /^(E[A-Z_]+|UND_)/.test(code))
    return `The table "${table}" cannot be reached (${code || name}). Check the network and the endpoint; the next run goes on from what is written.`;
  return `The table "${table}" could not be used (${name}). What is written so far is safe: run again, and if it fails again look the name up in the DynamoDB documentation.`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
