/**
 * What an unforeseen error may say in a log: a failed parse quotes its input, which may be a secret or anything
 * a tenant sent.
 */
export function loggable(error: Error): string {
  return error instanceof SyntaxError
    ? 'something could not be parsed; it is not shown'
    : error.message;
}

/** A failure a person can act on. `message` says what happened and what to do; it holds no secret. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}

/** The configuration is wrong; nothing was read or written. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
}

/** Another run holds the tenant, or another process the data folder. */
export class BusyError extends OperatorError {
  override readonly name = 'BusyError';
}

/** What a person decided does not fit what is stored; nothing was written. */
export class RefusedError extends OperatorError {
  override readonly name = 'RefusedError';
}

/** The store cannot be used: damaged, written by a newer version, full, or unreachable. */
export class StoreError extends OperatorError {
  override readonly name = 'StoreError';
}

/** A channel did not accept a message. It stays owed. */
export class DeliveryError extends OperatorError {
  override readonly name = 'DeliveryError';
}

/** The channel asks to wait, or does not answer: another message to it would only wait as well. */
export class HeldUpError extends DeliveryError {}

/** Nothing was sent, for a reason that says nothing of this channel. */
export class NotTriedError extends DeliveryError {}
