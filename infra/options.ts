import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { configProblems } from '../functions/core/config-problems.ts';
import { defaultStack } from '../functions/core/deployment.ts';
import { ConfigError } from '../functions/core/errors.ts';
import { compareText } from '../functions/core/order.ts';

const retentionDays = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const badRetention = `must be a number of days CloudWatch Logs keeps logs for: ${retentionDays.join(', ')}`;

const badKeys =
  'must be the ARNs of KMS keys, separated by commas or as an array: arn:aws:kms:REGION:ACCOUNT:key/ID';

const keyArn = z
  .string(badKeys)
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, badKeys);

/**
 * What a role's own policies may have, 10,240 characters, less all that is in them beside the keys.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const roomForKeys = 7000;

const tooManyKeys = (arns: readonly string[]) =>
  `are ${arns.join().length} characters together, and the policy of a role takes at most ${roomForKeys}. Encrypt more secrets with the same key.`;

const badDays = 'must be a whole number of days from 1 to 3650, for which reports are kept';

// A role's credentials, which such a link ends with, last no longer than twelve hours.
const badHours =
  'must be a whole number of hours from 1 to 12, for which whoever has its address may open a report without signing in';

/** A number as -c gives it, which is as text. */
function wholeNumber<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (given) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given),
    schema,
  );
}

const Options = z.strictObject({
  // A function is called <stack>-report-<cell>, and Lambda takes 64 characters.
  stack: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9-]{0,39}$/,
      'must be 1 to 40 of A-Z, a-z, 0-9 and "-", and begin with a letter',
    )
    .default(defaultStack),
  config: z.string().min(1, 'must be the path of a file').default('tenants.json'),
  table: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a DynamoDB table, not its ARN')
    .optional(),
  heartbeatSecretId: z.string().min(1, 'must be the name or ARN of a secret').optional(),
  secretKeyArns: z
    .preprocess(
      (given) => (typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given),
      z.array(keyArn, badKeys).refine((arns) => arns.join().length <= roomForKeys, {
        error: ({ input }) => tooManyKeys(input as string[]),
      }),
    )
    .default([]),
  reportRetentionDays: wholeNumber(
    z.number(badDays).int(badDays).min(1, badDays).max(3650, badDays),
  ).default(400),
  reportLinkHours: wholeNumber(
    z.number(badHours).int(badHours).min(1, badHours).max(12, badHours),
  ).optional(),
  alarmEmail: z.email('must be an e-mail address').optional(),
  logRetentionDays: wholeNumber(
    z.number(badRetention).refine((days) => retentionDays.includes(days), badRetention),
  ).default(90),
});

export type Options = z.infer<typeof Options>;

const optionNames = Object.keys(Options.shape);

/** Names without `:` or `/` that the CLI of CDK puts into the context, by `cdk cli-telemetry` and `cdk acknowledge`. */
const wordsOfCdk = ['cli-telemetry', 'acknowledged-issue-numbers'];

/** Flags of CDK, settings of its CLI, and what its lookups remember. */
function isOfCdk(key: string): boolean {
  return /[:/]/.test(key) || wordsOfCdk.includes(key);
}

/**
 * The options given in cdk.context.json, or with `-c key=value`.
 * @throws {ConfigError} with one line for each mistake; an unknown option is one
 */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const given = Object.entries(context).filter(([key]) => !isOfCdk(key));
  const unknown = given.map(([key]) => key).filter((key) => !optionNames.includes(key));
  if (unknown.length > 0) {
    throw new ConfigError(
      `There is no option ${unknown.toSorted(compareText).map(withNearest).join(', ')}. Options for -c are: ${optionNames.join(', ')}.`,
    );
  }
  const parsed = Options.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `The options given with -c key=value are not valid.\n${configProblems(parsed.error)}`,
  );
}

function withNearest(key: string): string {
  const near = optionNames.find((name) => distance(plain(key), plain(name)) <= 2);
  return near === undefined ? key : `${key} (did you mean ${near}?)`;
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z]/g, '');
}

/** How many letters to add, remove or replace: the Levenshtein distance. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of a.split('').entries()) {
    const current = [row + 1];
    for (const [column, other] of b.split('').entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
