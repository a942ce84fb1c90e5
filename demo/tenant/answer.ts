export interface Answer {
  readonly status: number;
  /** Sent as JSON; undefined sends no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a route to answer with an error. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}

const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** The shape of every Management API error; `errorCode` is sometimes missing, as recorded. */
export function apiError(status: number, message: string, errorCode?: string): Answer {
  const error = names[status] ?? 'Error';
  return { status, body: { statusCode: status, error, message, ...(errorCode && { errorCode }) } };
}

export function refuse(status: number, message: string, errorCode?: string): never {
  throw new Refusal(apiError(status, message, errorCode));
}

export const unauthorized: Answer = apiError(401, 'Invalid token', 'invalid_token');

// Source: auth0-deploy-cli src/tools/auth0/handlers/default.ts:78 and node-auth0 tests; no recording exists.
export const tooManyRequests: Answer = apiError(
  429,
  'Global limit has been reached',
  'too_many_requests',
);

/** Auth0 documents that cursors expire, not what it then answers: this body is synthetic. */
export const invalidCursor: Answer = apiError(
  400,
  'Invalid cursor: the value of "from" is malformed or has expired',
  'invalid_cursor',
);

/** What Auth0 answers to a log id it no longer has is not documented: this body is synthetic. */
export const invalidLogId: Answer = apiError(404, 'The log event does not exist', 'inexistent_log');
