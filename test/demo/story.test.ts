import { expect, it } from 'vitest';
import { createIntern } from '../../functions/adapters/auth0/intern.ts';
import { toApp } from '../../functions/adapters/auth0/schema-app.ts';
import { startStoryTenant, story } from '../../demo/story.ts';

it('the story has permissive apps whose settings strict mode minds', async () => {
  const tenant = await startStoryTenant();
  const seen = new Map<string, readonly string[]>();
  for (const chapter of story) {
    if ('happens' in chapter) chapter.happens(tenant);
    for (const body of tenant.apps()) {
      const { name, traits } = toApp(body, body.client_id, createIntern());
      if (traits) seen.set(name, traits);
    }
  }
  await tenant.close();
  expect(seen.get('Courier tracking (2019)')).toEqual([
    'jwt-alg=HS256',
    'logout-urls',
    'not-oidc-conformant',
  ]);
  const lasting = [
    'refresh-token-never-expires',
    'refresh-token-never-idle',
    'refresh-token-not-rotated',
  ];
  expect(seen.get('partner-sync')).toEqual(lasting);
  expect(seen.get('Invoice bot')).toEqual(lasting);
  expect([...seen.keys()].filter((name) => name.includes('strict'))).toEqual([]);
});
