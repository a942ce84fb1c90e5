import { ask } from './failures.ts';
import { lazily } from './lazily.ts';

export interface Subscriptions {
  readonly confirmed: number;
  /** Waiting for somebody to follow the link in the e-mail. */
  readonly pending: number;
}

/** Who is subscribed to a topic, in SNS. */
export type ReadSubscriptions = (topicArn: string) => Promise<Subscriptions>;

/** SNS, with the credentials and the region of the environment. */
export function openTopics(): ReadSubscriptions {
  const sdk = lazily(async () => {
    const api = await import('@aws-sdk/client-sns');
    return { ...api, client: new api.SNSClient({}) };
  });
  const region = async () => (await sdk()).client.config.region();
  return async (topicArn) => {
    const { client, paginateListSubscriptionsByTopic } = await sdk();
    return ask({ action: 'sns:ListSubscriptionsByTopic', region }, async () => {
      const count = { confirmed: 0, pending: 0 };
      const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn });
      for await (const { Subscriptions: page } of pages) {
        // In place of an ARN one that is not confirmed has the word PendingConfirmation, an ended one Deleted.
        for (const { SubscriptionArn = '' } of page ?? []) {
          if (SubscriptionArn.startsWith('arn:')) count.confirmed += 1;
          else if (SubscriptionArn === 'PendingConfirmation') count.pending += 1;
        }
      }
      return count;
    });
  };
}
