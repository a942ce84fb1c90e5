import { ask } from './failures.ts';
import { lazily } from './lazily.ts';

/** How many messages a queue holds, those just being handled included, in SQS. */
export type CountMessages = (queueUrl: string) => Promise<number>;

/** SQS, with the credentials and the region of the environment. */
export function openQueues(): CountMessages {
  const sdk = lazily(async () => {
    const api = await import('@aws-sdk/client-sqs');
    return { ...api, client: new api.SQSClient({ useQueueUrlAsEndpoint: false }) };
  });
  const region = async () => (await sdk()).client.config.region();
  return async (queueUrl) => {
    const { client, GetQueueAttributesCommand } = await sdk();
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    const { Attributes } = await ask({ action: 'sqs:GetQueueAttributes', region }, () =>
      client.send(command),
    );
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
  };
}
