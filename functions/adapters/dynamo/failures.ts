import { OperatorError, StoreError } from '../../core/errors.ts';
import type { Cost } from '../../core/ports.ts';

/** True when DynamoDB refused a write because its condition did not hold. */
export function isConditionFailure(error: unknown): boolean {
  return nameOf(error) === 'ConditionalCheckFailedException';
}

/** An error of the SDK as one that says what to do. Failed conditions stay: their meaning is the caller's. */
export function storeFailure(error: unknown, table: string, unit: keyof Cost): unknown {
  if (error instanceof OperatorError || isConditionFailure(error)) return error;
  const message =
    nameOf(error) === 'AccessDeniedException'
      ? denied(table, unit)
      : explain(nameOf(error), codeOf(error), table);
  return new StoreError(message, { cause: error });
}

/** Who only looks is not told to ask for the right to write. */
function denied(table: string, unit: keyof Cost): string {
  const reading = 'GetItem, Query and BatchGetItem';
  const all = 'GetItem, PutItem, UpdateItem, DeleteItem, Query, BatchGetItem and BatchWriteItem';
  const [verb, actions] = unit === 'readUnits' ? ['read', reading] : ['write to', all];
  return `These AWS credentials may not ${verb} the table "${table}". Give their role ${actions} on it.`;
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
