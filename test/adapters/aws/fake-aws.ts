import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an account holds, as far as the command line looks at it. */
export interface Account {
  stacks: Record<string, { status: string; outputs?: Record<string, string>; alarms?: string[] }>;
  functions: Record<string, FakeFunction>;
  alarms: { name: string; state: string; description?: string; actions?: boolean }[];
  /** Subscription ARNs, or the word AWS has in place of one, by topic ARN. */
  subscriptions: Record<string, string[]>;
  /** Messages waiting, being handled and delayed, by queue address. */
  queues: Record<string, [number, number, number]>;
  secrets: Record<string, { DeletedDate?: number; KmsKeyId?: string }>;
  parameters: Record<string, { Type: string; KeyId?: string }>;
  /** Answers in place of the right one, by action as AWS names it. */
  faults: Record<string, Fault>;
}

export interface FakeFunction {
  state?: string;
  lastUpdate?: string;
  variables?: Record<string, string>;
  /** The reply, or a failed run's error as Lambda answers it. */
  runs?: (payload: unknown) => { reply: unknown } | { error: unknown } | { text: string };
}

export type Fault = { name: string; message: string; status?: number } | 'reset';

export interface FakeAws {
  readonly url: string;
  readonly account: Account;
  /** Every action asked for, in order, with what it was about. */
  readonly asked: { action: string; about: string }[];
  close(): Promise<void>;
}

export function emptyAccount(): Account {
  return {
    stacks: {},
    functions: {},
    alarms: [],
    subscriptions: {},
    queues: {},
    secrets: {},
    parameters: {},
    faults: {},
  };
}

/** The parts of AWS's APIs that the command line uses, each in its own protocol, on loopback. */
export async function startFakeAws(): Promise<FakeAws> {
  const account = emptyAccount();
  const asked: FakeAws['asked'] = [];
  const server = createServer((request, response) => {
    void answer(request, response, account, asked);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account,
    asked,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  account: Account,
  asked: FakeAws['asked'],
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const call = callOf(request, body);
  asked.push({ action: call.action, about: call.about });
  const fault = account.faults[call.action];
  if (fault === 'reset') {
    request.socket.destroy();
    return;
  }
  const { status, headers, text } = fault ? failure(call, fault) : apis[call.api](call, account);
  response.writeHead(status, headers);
  response.end(text);
}

interface Call {
  readonly api: 'query' | 'json' | 'lambda';
  readonly action: string;
  readonly about: string;
  readonly input: Record<string, unknown>;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

function callOf(request: IncomingMessage, body: string): Call {
  const [, name, what] = /^\/2015-03-31\/functions\/([^/]+)\/(\w+)/.exec(request.url ?? '') ?? [];
  if (name && what) {
    const action = what === 'invocations' ? 'Invoke' : 'GetFunctionConfiguration';
    const payload = body === '' ? {} : (JSON.parse(body) as unknown);
    return { api: 'lambda', action, about: decodeURIComponent(name), input: { payload } };
  }
  const target = request.headers['x-amz-target'];
  if (target) {
    const input = JSON.parse(body) as Record<string, unknown> & {
      SecretId?: string;
      QueueUrl?: string;
    };
    const about = input.SecretId ?? input.QueueUrl ?? '';
    return { api: 'json', action: String(target).split('.')[1] ?? '', about, input };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  const about = form['StackName'] ?? form['TopicArn'] ?? '';
  return { api: 'query', action: form['Action'] ?? '', about, input: form };
}

const apis: Record<Call['api'], (call: Call, account: Account) => Answer> = {
  query(call, { stacks, subscriptions }) {
    if (call.action === 'ListSubscriptionsByTopic') {
      const arns = subscriptions[call.about] ?? [];
      const members = arns.map(
        (arn) => `<member><SubscriptionArn>${arn}</SubscriptionArn></member>`,
      );
      return xml(call.action, `<Subscriptions>${members.join('')}</Subscriptions>`);
    }
    const stack = stacks[call.about];
    if (!stack) {
      const message = `Stack with id ${call.about} does not exist`;
      return failure(call, { name: 'ValidationError', message });
    }
    if (call.action === 'ListStackResources') {
      const members = (stack.alarms ?? []).map(
        (name) =>
          `<member><ResourceType>AWS::CloudWatch::Alarm</ResourceType><PhysicalResourceId>${name}</PhysicalResourceId></member>`,
      );
      const other =
        '<member><ResourceType>AWS::SQS::Queue</ResourceType><PhysicalResourceId>q</PhysicalResourceId></member>';
      const all = `${other}${members.join('')}`;
      return xml(call.action, `<StackResourceSummaries>${all}</StackResourceSummaries>`);
    }
    const outputs = Object.entries(stack.outputs ?? {}).map(
      ([key, value]) =>
        `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    return xml(
      call.action,
      `<Stacks><member><StackName>${call.about}</StackName><StackStatus>${stack.status}</StackStatus><Outputs>${outputs.join('')}</Outputs></member></Stacks>`,
    );
  },
  json(call, account) {
    const { action, input } = call;
    if (action === 'DescribeAlarms') {
      const names = input['AlarmNames'] as string[];
      const found = account.alarms.filter(({ name }) => names.includes(name));
      return json({
        MetricAlarms: found.map(({ name, state, description, actions = true }) => ({
          AlarmName: name,
          StateValue: state,
          StateUpdatedTimestamp: Date.parse('2026-11-23T08:00:00Z') / 1000,
          AlarmDescription: description,
          ActionsEnabled: actions,
          AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:operations'],
        })),
      });
    }
    if (action === 'GetQueueAttributes') {
      const [waiting, handled, delayed] = account.queues[call.about] ?? [0, 0, 0];
      return json({
        Attributes: {
          ApproximateNumberOfMessages: String(waiting),
          ApproximateNumberOfMessagesNotVisible: String(handled),
          ApproximateNumberOfMessagesDelayed: String(delayed),
        },
      });
    }
    if (action === 'DescribeParameters') {
      const [filter] = input['ParameterFilters'] as { Values: string[] }[];
      const found = Object.entries(account.parameters).filter(([name]) =>
        filter?.Values.includes(name),
      );
      return json({ Parameters: found.map(([Name, rest]) => ({ Name, ...rest })) });
    }
    const secret = account.secrets[call.about];
    if (!secret) {
      const message = "Secrets Manager can't find the specified secret.";
      return failure(call, { name: 'ResourceNotFoundException', message });
    }
    return json(secret);
  },
  lambda(call, { functions }) {
    const found = functions[call.about];
    if (!found) {
      const message = `Function not found: arn:aws:lambda:eu-west-1:123456789012:function:${call.about}`;
      return failure(call, { name: 'ResourceNotFoundException', message, status: 404 });
    }
    if (call.action === 'GetFunctionConfiguration') {
      return json({
        State: found.state ?? 'Active',
        LastUpdateStatus: found.lastUpdate ?? 'Successful',
        Environment: { Variables: found.variables ?? {} },
      });
    }
    const ran = found.runs?.(call.input['payload']) ?? { reply: null };
    if ('text' in ran) return { status: 200, headers: {}, text: ran.text };
    if ('reply' in ran) return json(ran.reply);
    return { ...json(ran.error), headers: { 'x-amz-function-error': 'Unhandled' } };
  },
};

function json(value: unknown): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify(value),
  };
}

function xml(action: string, result: string): Answer {
  const text = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, text };
}

function failure(call: Call, fault: Exclude<Fault, 'reset'>): Answer {
  const { name, message, status = 400 } = fault;
  if (call.api !== 'query') {
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
      text: JSON.stringify({ __type: name, message }),
    };
  }
  const text = `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, text };
}
