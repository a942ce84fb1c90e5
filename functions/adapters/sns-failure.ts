import { variableNames } from '../core/deployment.ts';
import { DeliveryError, HeldUpError } from '../core/errors.ts';

/** Which channel, and its topic. */
export interface Where {
  readonly id: string;
  readonly topicArn: string;
}

/**
 * What the SDK threw as an error that says what to do. The SDK's own message is left out, and it is no cause:
 * it may repeat the request, which holds text from the tenant.
 */
export function publishFailure(error: unknown, where: Where): DeliveryError {
  const name = wordOf(error instanceof Error ? error.name : '');
  const code = wordOf(error instanceof Error && 'code' in error ? error.code : '');
  const status = foreignStatus(error);
  if (status !== null) return notAccepted(where, status);
  const isHeldUp = unanswered.includes(name) || unreachable.test(code) || throttled.test(name);
  return failure(where, adviceOn(name, code), isHeldUp ? HeldUpError : DeliveryError);
}

/** For an answer that is not one of SNS's. */
export function notAccepted(where: Where, status = 200): DeliveryError {
  return failure(
    where,
    `the answer (HTTP ${status}) was not in the words of Amazon SNS. ` +
      (status >= 500
        ? 'It, or a proxy in between, is out of order: see health.aws.amazon.com.'
        : 'Look for a proxy in between, and check the endpoint.'),
  );
}

/**
 * The HTTP status of an answer that somebody else gave, such as a proxy's page; null for one of SNS's own, and where there
 * was none. SNS's have a code; without one the SDK makes up a name from the status, so that any 404 is a topic not found.
 */
function foreignStatus(error: unknown): number | null {
  const status = partOf(partOf(error, '$metadata'), 'httpStatusCode');
  const code = partOf(partOf(error, 'Error'), 'Code');
  return typeof status === 'number' && typeof code !== 'string' ? status : null;
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const part: unknown = Reflect.get(value, name);
  return part;
}

function failure(
  { id, topicArn }: Where,
  what: string,
  Failure: typeof DeliveryError = DeliveryError,
): DeliveryError {
  return new Failure(
    `Amazon SNS did not accept the message for ${id} (topic ${topicArn}): ${what}`,
  );
}

const throttled =
  /^(KMS)?(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown)$/;

interface Advice {
  readonly names: RegExp;
  readonly what: string;
}

/** By the name the SDK gives the error. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, "Errors" */
const advices: readonly Advice[] = [
  {
    names: /^(ResourceNotFound|NotFound)(Exception)?$/,
    what: `the topic does not exist. Deploy the stack again, or correct ${variableNames.alerts}.`,
  },
  {
    names: /^(AuthorizationError|AccessDenied)(Exception)?$/,
    what: "this role may not publish to the topic. Allow it sns:Publish, and check the topic's policy.",
  },
  {
    names: /^KMSAccessDenied(Exception)?$/,
    what:
      "this role may not use the topic's KMS key. Allow it kms:GenerateDataKey and kms:Decrypt, " +
      "in its own policy and in the key's.",
  },
  {
    names: /^KMS(Disabled|InvalidState|NotFound|OptInRequired)(Exception)?$/,
    what:
      "the topic's KMS key is disabled, being deleted or gone. Enable it or cancel its deletion; " +
      'if it is lost, encrypt the topic with another.',
  },
  {
    names: throttled,
    what: 'it limits the rate, and went on doing so. Ask AWS for a higher quota if this repeats.',
  },
  {
    names:
      /^(InvalidClientTokenId|UnrecognizedClient\w*|SignatureDoesNotMatch|InvalidSignature\w*|ExpiredToken\w*|InvalidSecurity\w*|MissingAuthenticationToken\w*|CredentialsProviderError|TokenProviderError)$/,
    what: 'AWS did not accept the credentials. Renew them, or check the profile in use.',
  },
  {
    names: /^InvalidParameter(Value)?(Exception)?$/,
    what:
      'it refuses the request. Check that the ARN is that of a topic in the region of this function; ' +
      'if it is, report this as a fault of Strictwatch.',
  },
  {
    names: /^(Internal(Error|Failure)\w*|ServiceUnavailable\w*)$/,
    what: 'it is out of order. See health.aws.amazon.com.',
  },
];

const unanswered = ['TimeoutError', 'AbortError'];
/** The SDK gives such errors of Node the name of a timeout. */
const cut = /^(ECONNRESET|EPIPE)$/;
const unreachable = /^(E[A-Z_]+|UND_\w+)$/;

function adviceOn(name: string, code: string): string {
  if (unanswered.includes(name)) {
    const what = cut.test(code) ? `the connection was cut (${code})` : 'it did not answer in time';
    return `${what}, so the message may or may not be sent. ${checkNetwork}`;
  }
  const known = advices.find(({ names }) => names.test(name));
  if (known) return `${known.what} (${name})`;
  if (unreachable.test(code)) return `it cannot be reached (${code}). ${checkNetwork}`;
  return `${name || 'unknown error'}. Look the name up in the documentation of the Amazon SNS API.`;
}

const checkNetwork =
  'Check the region and the way out of this network; in a VPC without one, add an endpoint for SNS.';

/** A name or code; anything else might repeat what was sent. */
function wordOf(text: unknown): string {
  return typeof text === 'string' && /^\w{1,60}$/.test(text) ? text : '';
}
