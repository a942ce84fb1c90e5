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

const keyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    'must be the ARNs of KMS keys, separated by commas: arn:aws:kms:REGION:ACCOUNT:key/ID',
  );

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
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(keyArn))
    .default([]),
  alarmEmail: z.email('must be an e-mail address').optional(),
  logRetentionDays: z.coerce
    .number(badRetention)
    .refine((days) => retentionDays.includes(days), badRetention)
    .default(90),
});

export type Options = z.infer<typeof Options>;

/** What CDK and its CLI put into the context has `:`, `/` or `-` in its name; a plain word is an option. */
const plainWord = /^[A-Za-z]+$/;

/**
 * The options given in cdk.context.json, or with `-c key=value`.
 * @throws {ConfigError} with one line for each mistake; an unknown option is one
 */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const given = Object.entries(context).filter(([key]) => plainWord.test(key));
  const unknown = given.map(([key]) => key).filter((key) => !(key in Options.shape));
  if (unknown.length > 0) {
    throw new ConfigError(
      `There is no option ${unknown.toSorted(compareText).join(', ')}. Options for -c are: ${Object.keys(Options.shape).join(', ')}.`,
    );
  }
  const parsed = Options.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `The options given with -c key=value are not valid.\n${configProblems(parsed.error)}`,
  );
}
