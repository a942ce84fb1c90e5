import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { ConfigError } from '../../functions/core/errors.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { memoryDynamo, memoryTable } from '../adapters/memory-dynamo.ts';
import { tenant } from './posture-world.ts';

test('a run whose credentials are wrong leaves the store alone before it gives the tenant back', async () => {
  const did: string[] = [];
  const memory = createStore({ client: memoryDynamo(), table: memoryTable });
  const store = {
    ...memory,
    async begin(id: string) {
      const session = await memory.begin(id);
      return {
        ...session,
        async load() {
          const known = await session.load();
          await setTimeout(50);
          did.push('loaded');
          return known;
        },
        async end() {
          did.push('gave back');
          await session.end();
        },
      };
    },
  };
  const collect = () => Promise.reject(new ConfigError('synthetic'));
  const running = watch(
    {
      collect,
      store,
      channels: [],
      progress: () => {},
      timeLeft: () => Infinity,
      elapsed: () => 0,
    },
    { tenant, rules: [], now: new Date('2026-11-01T09:00:00Z'), dryRun: false },
  );
  await expect(running).rejects.toThrow(ConfigError);
  expect(did).toEqual(['loaded', 'gave back']);
});
