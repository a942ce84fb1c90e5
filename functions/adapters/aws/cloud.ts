import { openAlarms, type ReadAlarms } from './alarms.ts';
import { openFunctions, type Functions } from './lambda.ts';
import { openQueues, type CountMessages } from './queues.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { openStacks, type Stacks } from './stacks.ts';
import { openTopics, type ReadSubscriptions } from './topics.ts';

/**
 * What is deployed, seen from outside with an operator's credentials. Every part throws an OperatorError for
 * what AWS does not answer, and loads its part of the SDK when it is first asked.
 */
export interface Cloud {
  readonly stacks: Stacks;
  readonly functions: Functions;
  readonly secrets: Secrets;
  readonly alarms: ReadAlarms;
  readonly subscriptions: ReadSubscriptions;
  readonly messages: CountMessages;
}

/** AWS as the environment names it: credentials, region, endpoint. */
export function openCloud(): Cloud {
  return {
    stacks: openStacks(),
    functions: openFunctions(),
    secrets: openSecrets(),
    alarms: openAlarms(),
    subscriptions: openTopics(),
    messages: openQueues(),
  };
}
