import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from 'vitest';
import { itemsOf } from '../aws.ts';
import type { Get } from '../steps.ts';

export function stacks(world: Get): void {
  describe('the stacks', () => {
    test('are not changed by deploying the same again', async () => {
      const { cdk } = world();

      const deployed = await cdk.fromCode('deploy', '--all', '--require-approval', 'never');
      const difference = await cdk.fromAssembly('diff', '--fail');

      expect(deployed.match(/\(no changes\)/g)).toHaveLength(2);
      expect(difference).toMatch(/Number of stacks with differences: 0/);
    });

    test('are taken away without the table and what is in it', async () => {
      const { aws, cdk, outputs } = world();
      // The schedule of `timed` goes on until its stack is gone.
      const lasting = async () =>
        (await itemsOf(aws, outputs.table)).filter(({ tenant }) => tenant?.S !== 'timed');
      const before = await lasting();

      await cdk.fromAssembly('destroy', '--all', '--force');

      const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({}));
      const left = Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
      expect(left.map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
      expect(before.length).toBeGreaterThan(100);
      expect(await lasting()).toEqual(before);
    });
  });
}
