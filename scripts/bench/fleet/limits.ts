/** What AWS lets one account, stack or role have, noted from its documentation. */
export interface Limit {
  readonly what: string;
  readonly unit: 'stacks' | 'resources' | 'bytes' | 'characters' | 'items';
  readonly most: number;
  readonly source: string;
}

const cloudFormation =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';
const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const scheduler = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html';
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';

export const limits = {
  stacks: { what: 'stacks', unit: 'stacks', most: 2000, source: cloudFormation },
  resources: {
    what: 'resources of the largest stack',
    unit: 'resources',
    most: 500,
    source: cloudFormation,
  },
  templateBytes: {
    what: 'bytes of the largest template',
    unit: 'bytes',
    // AWS says 1 MB: the smaller of what that may mean.
    most: 1_000_000,
    source: cloudFormation,
  },
  parameters: {
    what: 'parameters of the stack with most',
    unit: 'items',
    most: 200,
    source: cloudFormation,
  },
  outputs: {
    what: 'outputs of the stack with most',
    unit: 'items',
    most: 200,
    source: cloudFormation,
  },
  schedules: { what: 'schedules', unit: 'items', most: 1_000_000, source: scheduler },
  scheduleGroups: { what: 'schedule groups', unit: 'items', most: 500, source: scheduler },
  roles: { what: 'roles', unit: 'items', most: 1000, source: iam },
  inlineCharacters: {
    what: 'characters of the longest inline policies of a role',
    unit: 'characters',
    most: 10_240,
    source: iam,
  },
  policiesOfRole: {
    what: 'managed policies of the role with most',
    unit: 'items',
    most: 10,
    source: iam,
  },
  policyCharacters: {
    what: 'characters of the longest managed policy',
    unit: 'characters',
    most: 6144,
    source: iam,
  },
  environmentBytes: {
    what: 'bytes of the longest variables of a function',
    unit: 'bytes',
    most: 4096,
    source: lambda,
  },
} as const satisfies Record<string, Limit>;

export type LimitId = keyof typeof limits;
export type Sizes = Readonly<Record<LimitId, number>>;

export const limitIds = Object.keys(limits) as LimitId[];

/** What does not depend on a deployment's size but on how many runs begin at once. */
export const rates = {
  starts: {
    what: 'starts by EventBridge Scheduler',
    most: 1000,
    source: scheduler,
  },
  secrets: {
    what: 'reads from Secrets Manager',
    most: 10_000,
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html',
  },
  parameters: {
    what: 'reads of SSM parameters, unless the account pays for more',
    most: 40,
    source: 'https://docs.aws.amazon.com/general/latest/gr/ssm.html',
  },
} as const;
