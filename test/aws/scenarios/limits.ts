import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { RunResult } from '../../../functions/core/run.ts';
import { jobSettings } from '../../../infra/job-settings.ts';
import { itemsOf } from '../aws.ts';
import { permissive, tryWatch, watch, type Get } from '../steps.ts';
import { nameOf, type World } from '../world.ts';

export function limits(world: Get): void {
  describe('limits', () => {
    test('of two runs at once one reads the tenant, and the other says so', async () => {
      const { tenants, alerts } = world();
      tenants.acme.createApp(permissive('at-once'));
      tenants.acme.setLatency(200);

      const both = await Promise.all([tryWatch(world(), 'acme'), tryWatch(world(), 'acme')]);

      tenants.acme.setLatency(0);
      const replies = both.map((invoked) => {
        if (!invoked.ok) throw new Error(invoked.error);
        return invoked.reply;
      });
      const busy = replies.filter((reply) => isBusy(reply));
      expect(busy).toEqual([
        { tenant: 'acme', busy: true, message: expect.stringMatching(/acme/) as string },
      ]);
      const told = replies.flatMap((reply) => (isBusy(reply) ? [] : announced(reply as RunResult)));
      expect(told).toEqual(['at-once']);
      const heard = (await alerts.acme.rest()).filter(({ attributes }) =>
        attributes['transition']?.includes('at-once'),
      );
      expect(heard).toHaveLength(1);
    });

    test('a listing that outlasts the time of a run goes on in the next: one snapshot', async () => {
      const { aws, tenants, outputs } = world();
      await setTimeoutOf(world(), 4);
      tenants.large.setLatency(600);
      tenants.large.reset();

      const cut = await tryWatch(world(), 'large');
      tenants.large.setLatency(0);
      await setTimeoutOf(world(), jobSettings.watch.timeout * 60);
      if (!cut.ok) throw new Error(cut.error);
      const first = RunResult.parse(cut.reply);
      // With the time there is on AWS: in 4 seconds nobody could be told of what is then known.
      const second = await watch(world(), 'large');

      expect(first).toMatchObject({
        complete: false,
        sections: { apps: { ok: false, reason: expect.stringMatching(/time/) as string } },
      });
      expect(second).toMatchObject({ sections: { apps: { ok: true, count: 450 } } });
      const listings = tenants.large.requests.filter(
        ({ pathname }) => pathname === '/api/v2/clients',
      );
      expect(listings.filter(({ path }) => !path.includes('from='))).toHaveLength(1);
      const items = await itemsOf(aws, outputs.table);
      const moments = items
        .filter(({ tenant, item }) => tenant?.S === 'large' && item?.S?.startsWith('APP#'))
        .map(({ item }) => item?.S?.split('#').at(2));
      expect(moments).toHaveLength(450);
      expect(new Set(moments).size).toBe(1);
      expect(moments[0]! <= first.finishedAt).toBe(true);
    });
  });
}

function isBusy(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && 'busy' in reply;
}

function announced({ findings }: RunResult): string[] {
  return findings.filter(({ announced }) => announced !== null).map(({ subject }) => subject);
}

async function setTimeoutOf({ aws }: World, seconds: number): Promise<void> {
  await aws.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: nameOf('watch'), Timeout: seconds }),
  );
}
