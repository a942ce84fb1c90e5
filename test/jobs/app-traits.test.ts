import { inflateSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syntheticSecret } from '../../demo/tenant.ts';
import { createFastWorld, partner, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld({ globalApp: false });
});

afterEach(() => world.close());

/** As an app was read before traits were: nothing of it says any. */
const silent = { refresh_token: undefined, oidc_conformant: undefined };
const telling = {
  oidc_conformant: false,
  jwt_configuration: { alg: 'HS256', secret_encoded: `${syntheticSecret}-JWT` },
  addons: { azure_sb: { namespace: 'bus', sasKey: `${syntheticSecret}-SAS` } },
};

async function appsOn(day: number) {
  const at = `2026-11-${String(day).padStart(2, '0')}T12:00:00.000Z`;
  const versions = await world.store.appsAt('acme', at);
  return new Map(versions.map((version) => [version.app.id, version]));
}

test('traits of apps already stored are a new version of them, and nothing else', async () => {
  world.tenant.createApp(partner('adopted', silent));
  world.tenant.createApp(partner('strict', { ...silent, third_party_security_mode: 'strict' }));
  await world.run(1);
  world.tenant.createApp(partner('opened', silent));
  await world.run(2);
  const told = world.slack.told();
  expect(told).toEqual(['opened app-permissive opened 1']);
  const before = await world.store.findings('acme');

  for (const id of ['adopted', 'opened', 'strict']) world.tenant.updateApp(id, telling);
  const { run } = await world.run('2026-11-02T10:00:00.000Z');
  expect(run.complete).toBe(true);
  expect(run.findings.map(({ announced }) => announced).filter(Boolean)).toEqual([]);
  expect(world.slack.told()).toEqual(told);
  const seen = ({ key, status, transition, evidence }: (typeof before)[number]) => ({
    key,
    status,
    transition,
    evidence,
  });
  expect((await world.store.findings('acme')).map(seen)).toEqual(before.map(seen));

  const [old, now] = [await appsOn(1), await appsOn(3)];
  const traits = ['addon=azure_sb', 'jwt-alg=HS256', 'not-oidc-conformant'];
  expect(old.get('adopted')?.app).not.toHaveProperty('traits');
  expect(now.get('adopted')?.app.traits).toEqual(traits);
  expect(now.get('opened')?.app.traits).toEqual(traits);
  expect({ ...now.get('adopted')?.app, traits: undefined }).toEqual(old.get('adopted')?.app);
  expect(now.get('strict')).toEqual(old.get('strict'));
});

test('an app whose traits stand is not written again, and a change of them raises nothing', async () => {
  world.tenant.createApp(partner('p', telling));
  await world.run(1);
  await world.run(2);
  expect((await appsOn(2)).get('p')?.validFrom).toBe('2026-11-01T09:00:00.000Z');
  world.tenant.updateApp('p', { addons: {}, allowed_logout_urls: ['https://p.example/bye'] });
  const { run } = await world.run(3);
  expect(run.findings.map(({ rule }) => rule)).toEqual(['app-permissive']);
  expect((await appsOn(3)).get('p')?.app.traits).toContain('logout-urls');
  expect(world.slack.told()).toEqual([]);
});

test('no setting of an addon and no key reaches the store or what is told', async () => {
  world.tenant.createApp(partner('p', telling));
  const written: string[] = [];
  const client = {
    send: (command: { readonly input: object }) => {
      written.push(readable(command.input));
      return world.client.send(command as never);
    },
    destroy() {},
  } as unknown as DynamoDBClient;
  const outcomes = [await world.run(1, { client })];
  world.tenant.createApp(partner('later', telling));
  outcomes.push(await world.run(2, { client }));
  const all = [...written, JSON.stringify(outcomes), JSON.stringify(world.slack.accepted)].join();
  expect(all).toContain('addon=azure_sb');
  expect(world.slack.accepted).toHaveLength(2);
  expect(all).not.toContain(syntheticSecret);
});

/** What a command carries, as text: what the store compressed too. */
function readable(input: object): string {
  return JSON.stringify(input, (_name, value: unknown) =>
    value instanceof Uint8Array ? inflateSync(value).toString() : value,
  );
}
