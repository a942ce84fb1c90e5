import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { arn, type Aws } from './aws.ts';

/** A queue that hears all a topic says, message by message, as SQS hands them over. */
export interface Listener {
  /** The next message's parts, or null when none comes within `seconds`. */
  next(seconds?: number): Promise<Heard | null>;
  /** All there is now, oldest first. */
  rest(): Promise<Heard[]>;
}

export interface Heard {
  readonly subject: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** @param filter attributes a message must have to be heard; done twice, it subscribes the same queue again */
export async function listenTo(
  { sns, sqs }: Aws,
  topic: string,
  name: string,
  filter: Readonly<Record<string, readonly string[]>> = {},
): Promise<Listener> {
  const queue = arn('sqs', name);
  const Policy = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queue,
    },
  });
  const created = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: queue,
      Attributes: Object.keys(filter).length > 0 ? { FilterPolicy: JSON.stringify(filter) } : {},
    }),
  );
  async function next(seconds = 10): Promise<Heard | null> {
    const body = await receive(sqs, created.QueueUrl ?? '', seconds);
    return body === null ? null : heardIn(JSON.parse(body) as Envelope);
  }
  return {
    next,
    async rest() {
      const all: Heard[] = [];
      for (let heard = await next(0); heard !== null; heard = await next(0)) all.push(heard);
      return all;
    },
  };
}

function heardIn({ Subject = '', Message, MessageAttributes = {} }: Envelope): Heard {
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([key, { Value }]) => [key, Value]),
  );
  return { subject: Subject, message: Message, attributes };
}

interface Envelope {
  readonly Subject?: string;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

/** The body of a queue's next message, which it no longer has then; null when none comes in time. */
export async function receive(
  sqs: SQSClient,
  QueueUrl: string,
  seconds: number,
): Promise<string | null> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: seconds, MaxNumberOfMessages: 1 }),
  );
  const [message] = Messages;
  if (!message) return null;
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return message.Body ?? '';
}
