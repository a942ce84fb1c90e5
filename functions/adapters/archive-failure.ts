import { DeliveryError } from '../core/errors.ts';

/** What kept a file from being kept, as an error that says what to do; it holds nothing of the file or the request. */
export function archiveFailure(error: unknown, bucket: string): DeliveryError {
  const name = error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'Unknown';
  const known = advices.find(({ names }) => names.test(name));
  const what = known ? `${known.what} (${name})` : `${name}. ${lookUp}`;
  return new DeliveryError(
    `The report could not be kept in the bucket ${bucket}: ${what} Its channels are told without it.`,
  );
}

const lookUp = 'Look the name up among the errors of the Amazon S3 API.';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const advices: readonly { readonly names: RegExp; readonly what: string }[] = [
  {
    names: /^ForeignAnswer$/,
    what: 'the answer was not in the words of Amazon S3. Look for a proxy in between, and check the endpoint.',
  },
  { names: /^NoSuchBucket$/, what: 'it does not exist. Deploy the stack again.' },
  {
    names: /^(AccessDenied|AllAccessDisabled)$/,
    what: "this role may not write there. Allow it s3:PutObject, and check the bucket's policy.",
  },
  {
    names: /^(SlowDown|ServiceUnavailable|InternalError|RequestTimeout|HTTP_5\d\d)$/,
    what: 'it was too busy, and went on being so. See health.aws.amazon.com if this repeats.',
  },
  {
    names: /^(TimeoutError|E[A-Z_]+|UND_\w+|RegionMissing)$/,
    what: 'it does not answer. Check the region and the way out of this network; in a VPC without one, add an endpoint for S3.',
  },
  {
    names: /^(Redirected|PermanentRedirect|AuthorizationHeaderMalformed)$/,
    what: 'it is in another region. Deploy the stack again.',
  },
  {
    names:
      /^(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|RequestTimeTooSkewed|CredentialsProviderError)$/,
    what: 'AWS did not accept the credentials of the function.',
  },
];
