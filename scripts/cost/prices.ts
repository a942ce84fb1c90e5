/** What AWS asks for one unit of something. */
export interface Price {
  readonly usd: number;
  /** What one unit is. */
  readonly unit: string;
  readonly source: string;
}

/** Prices in us-east-1, noted from knowledge on this day; check them at their sources before you rely on them. */
export const noted = '2026-11-23';

const million = 1e6;

/** Without the free tier. */
export const prices = {
  lambdaCompute: {
    usd: 0.0000133334,
    unit: 'GB-second, arm64',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  lambdaRequest: {
    usd: 0.2 / million,
    unit: 'request',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  tableRead: {
    usd: 0.125 / million,
    unit: 'read unit, on demand',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  tableWrite: {
    usd: 0.625 / million,
    unit: 'write unit, on demand',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  tableStorage: {
    usd: 0.25,
    unit: 'GB-month stored',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  tableRecovery: {
    usd: 0.2,
    unit: 'GB-month of point-in-time recovery',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  schedule: {
    usd: 1 / million,
    unit: 'start by Scheduler',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  publish: {
    usd: 0.5 / million,
    unit: 'message published to SNS',
    source: 'https://aws.amazon.com/sns/pricing/',
  },
  email: {
    usd: 2 / 100_000,
    unit: 'e-mail by SNS',
    source: 'https://aws.amazon.com/sns/pricing/',
  },
  queue: {
    usd: 0.4 / million,
    unit: 'request to SQS',
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
  put: {
    usd: 0.005 / 1000,
    unit: 'file written to S3',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  fileStorage: {
    usd: 0.023,
    unit: 'GB-month kept in S3',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  logWrite: {
    usd: 0.5,
    unit: 'GB of logs taken in',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  logStorage: {
    usd: 0.03,
    unit: 'GB-month of logs kept',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  metric: {
    usd: 0.3,
    unit: 'custom metric a month, by the hours it is sent in',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  alarm: {
    usd: 0.1,
    unit: 'alarm a month',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  key: {
    usd: 1,
    unit: 'KMS key a month; each of its first two yearly rotations adds as much',
    source: 'https://aws.amazon.com/kms/pricing/',
  },
  keyRequest: {
    usd: 0.03 / 10_000,
    unit: 'request to KMS',
    source: 'https://aws.amazon.com/kms/pricing/',
  },
  secret: {
    usd: 0.4,
    unit: 'secret a month; a standard parameter of SSM costs nothing',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
  secretRequest: {
    usd: 0.05 / 10_000,
    unit: 'secret read',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
