import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFastWorld, partner, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld();
  await world.run(1);
});

afterEach(() => world.close());

test('a hint that appears on a known finding is told to nobody, and said from then on', async () => {
  world.tenant.createApp(partner('p', { name: 'Port\u0430l' }));
  await world.run(2);
  const before = world.slack.told();
  expect(before).toEqual(['opened app-permissive p 1']);
  world.tenant.createApp({ client_id: 'own', name: 'Portal', is_first_party: true });
  const { run } = await world.run('2026-11-02T10:00:00.000Z');
  expect(world.slack.told()).toEqual(before);
  expect(run.findings).toMatchObject([
    {
      subject: 'p',
      announced: null,
      transition: 1,
      evidence: { looksLike: 'your app "Portal" (own), but is written differently' },
    },
  ]);
});
