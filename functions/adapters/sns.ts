import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { Channel } from '../core/ports.ts';
import { renderSns, renderSnsPosture, renderSnsTest, type SnsPublish } from '../core/render-sns.ts';
import { snsChannelId } from '../core/route.ts';
import { notAccepted, publishFailure } from './sns-failure.ts';

export interface SnsOptions {
  readonly id?: string;
  readonly topicArn: string;
  readonly client: SNSClient;
  /** Milliseconds one message may take, retries included. */
  readonly timeoutMs?: number;
}

export interface SnsClientOptions extends SNSClientConfig {
  /** Milliseconds SNS has to answer one request. */
  readonly requestTimeoutMs?: number;
}

const leastTimeoutMs = 1000;

/** A client whose requests and retries end. */
export function openSns({ requestTimeoutMs = 6000, ...config }: SnsClientOptions = {}): SNSClient {
  return new SNSClient({
    maxAttempts: 4,
    // Not by AWS_RETRY_MODE: no other is in what is deployed (infra/write-bundle.ts).
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: requestTimeoutMs,
      // Without it the SDK only warns. Source: @smithy/node-http-handler, set-request-timeout.js
      throwOnRequestTimeout: true,
    },
    ...config,
  });
}

/** Tells the subscribers of a topic. */
export function snsChannel(options: SnsOptions): Channel {
  const { id = snsChannelId, topicArn, client, timeoutMs = 30_000 } = options;
  return {
    id,
    send: (message, timeLeft) => publish(renderSns(message), timeLeft),
    report: (posture) => publish(renderSnsPosture(posture)),
    test: (alert, timeLeft) => publish(renderSnsTest(alert), timeLeft),
  };

  async function publish(
    { subject, message, attributes }: SnsPublish,
    timeLeft = () => Infinity,
  ): Promise<void> {
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      MessageStructure: 'json',
      Message: message,
      MessageAttributes: attributes,
    });
    const abortSignal = AbortSignal.timeout(
      Math.min(timeoutMs, Math.max(leastTimeoutMs, timeLeft())),
    );
    const answer = await client.send(command, { abortSignal }).catch((error: unknown) => {
      throw publishFailure(error, { id, topicArn });
    });
    // A proxy's page is no error to the client, but holds no id.
    if (!answer.MessageId) throw notAccepted({ id, topicArn });
  }
}
