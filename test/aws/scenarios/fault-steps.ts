import type { Fault } from '../../../scripts/fault-matrix/measured.ts';
import type { Answer, Stand } from '../recorder.ts';
import type { TenantName } from '../steps.ts';
import { kept } from '../vault.ts';

type Asked = Parameters<Stand>[0];

/** A step of a deployed run that reaches for AWS. */
export interface AwsStep {
  readonly step: string;
  readonly tenant: TenantName;
  /** Only a process that has just begun takes it. */
  readonly isCold?: true;
  /** How many requests of its kind pass before. */
  readonly after?: number;
  readonly is: (asked: Asked) => boolean;
  readonly answers: Readonly<Partial<Record<Fault, Answer | 'lost'>>>;
}

const html = { status: 200, body: '<html>synthetic</html>' };

/** AWS refuses, in a way the SDK does not try again; something in between answers; the answer is lost once. */
function answersOf(denied: string): AwsStep['answers'] {
  const body = JSON.stringify({ __type: denied, message: 'synthetic' });
  return { fails: { status: 400, body }, 'answer lost': 'lost', garbage: html };
}

function secret(name: string) {
  return ({ target, body }: Asked) =>
    /GetSecretValue|GetParameter/.test(target) && body.includes(JSON.stringify(name));
}

function dynamo(operation: string, ...parts: readonly string[]) {
  return ({ target, body }: Asked) =>
    target === `DynamoDB_20120810.${operation}` && parts.every((part) => body.includes(part));
}

const inDynamo = {
  tenant: 'acme',
  answers: { ...answersOf('AccessDeniedException'), garbage: { status: 200, body: '{}' } },
} as const;

export const awsSteps: readonly AwsStep[] = [
  {
    step: 'read the Auth0 credentials in Secrets Manager',
    tenant: 'acme',
    isCold: true,
    is: secret(kept.acme),
    answers: answersOf('AccessDeniedException'),
  },
  {
    step: 'read the Auth0 credentials in SSM',
    tenant: 'beta',
    isCold: true,
    is: secret(kept.beta),
    answers: answersOf('AccessDeniedException'),
  },
  {
    step: 'read the Slack webhook in Secrets Manager',
    tenant: 'acme',
    is: secret(kept.slack),
    answers: answersOf('AccessDeniedException'),
  },
  {
    step: 'publish to SNS',
    tenant: 'acme',
    is: ({ body }) => /(^|&)Action=Publish(&|$)/.test(body),
    answers: {
      ...answersOf('AuthorizationErrorException'),
      fails: {
        status: 403,
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code></Error></ErrorResponse>',
      },
    },
  },
  { ...inDynamo, step: 'take the lease', is: dynamo('UpdateItem', '"LEASE"', ' ADD ') },
  { ...inDynamo, step: 'load what is known', is: dynamo('Query', '"HEAD"') },
  {
    ...inDynamo,
    step: 'write words of findings',
    is: dynamo('BatchWriteItem', '"WORDS#'),
  },
  {
    ...inDynamo,
    step: 'write rows of apps and findings, with what is owed',
    is: dynamo('PutItem', '"ROWS#'),
  },
  {
    ...inDynamo,
    step: 'strike off what was accepted',
    after: 1,
    is: dynamo('PutItem', '"ROWS#'),
  },
  { ...inDynamo, step: 'write the run record', is: dynamo('PutItem', '"RUN#') },
];

/** Stands in for AWS in one step: for as long as the run lasts, or once where only the answer is lost. */
export function standFor({ is, after = 0, answers }: AwsStep, fault: Fault): Stand {
  const answer = answers[fault];
  let met = 0;
  return (asked) => {
    if (!answer || !is(asked)) return null;
    met += 1;
    if (met <= after || (answer === 'lost' && met > after + 1)) return null;
    return answer;
  };
}
