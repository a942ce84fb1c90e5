import type { ListStackResourcesCommandOutput, Stack } from '@aws-sdk/client-cloudformation';
import { ask, isNamed, notOfAws } from './failures.ts';
import { lazily } from './lazily.ts';

export interface DeployedStack {
  /** As CloudFormation names it, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Stacks {
  readonly region: () => Promise<string>;
  /** Null when there is no stack of this name in the region. */
  describe(name: string): Promise<DeployedStack | null>;
  /** Names of the alarms that are resources of the stack. */
  alarmNames(name: string): Promise<string[]>;
}

/** CloudFormation, with the credentials and the region of the environment. */
export function openStacks(): Stacks {
  const sdk = lazily(async () => {
    const api = await import('@aws-sdk/client-cloudformation');
    return { ...api, client: new api.CloudFormationClient({}) };
  });
  const region = async () => (await sdk()).client.config.region();
  return {
    region,
    async describe(name) {
      const { client, DescribeStacksCommand } = await sdk();
      return ask({ action: 'cloudformation:DescribeStacks', region }, async () => {
        try {
          const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
          // A page of a proxy is to the SDK an answer without stacks; CloudFormation has an error for that.
          if (!Stacks) throw notOfAws('cloudformation:DescribeStacks', await region());
          return asDeployed(Stacks[0]);
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      });
    },
    async alarmNames(name) {
      const { client, paginateListStackResources } = await sdk();
      return ask({ action: 'cloudformation:ListStackResources', region }, () =>
        alarmNamesIn(paginateListStackResources({ client }, { StackName: name })),
      );
    },
  };
}

async function alarmNamesIn(
  pages: AsyncIterable<ListStackResourcesCommandOutput>,
): Promise<string[]> {
  const names: string[] = [];
  for await (const { StackResourceSummaries: resources = [] } of pages) {
    for (const { ResourceType, PhysicalResourceId } of resources) {
      if (ResourceType === 'AWS::CloudWatch::Alarm' && PhysicalResourceId) {
        names.push(PhysicalResourceId);
      }
    }
  }
  return names.sort();
}

function asDeployed(stack: Stack | undefined): DeployedStack | null {
  if (!stack) return null;
  const outputs = (stack.Outputs ?? []).map(({ OutputKey, OutputValue }): [string, string] => [
    OutputKey ?? '',
    OutputValue ?? '',
  ]);
  return { status: stack.StackStatus ?? 'unknown', outputs: Object.fromEntries(outputs) };
}

/** CloudFormation has no error of its own for a stack that is not there: it is a ValidationError that says so. */
function isMissing(error: unknown): boolean {
  return isNamed(error, 'ValidationError') && /does not exist/.test((error as Error).message);
}
