import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../demo/tenant.ts';
import type { WatchOutcome } from '../../functions/jobs/watch.ts';
import { createWorld, partner, type World } from './world.ts';

/** Synthetic; the tenant logs what they do as Auth0 would. */
const pipeline: Actor = {
  clientId: 'SyntheticPipeline000000000000000',
  clientName: 'deploy-pipeline',
  ip: '203.0.113.7',
  userAgent: 'Terraform-Provider-Auth0/1.38.0 (Terraform-SDK/2.38.1; Terraform/1.14.2)',
};
const ana: Actor = {
  clientId: 'SyntheticDashboard00000000000000',
  clientName: '',
  ip: '198.51.100.23',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0',
  channel: 'https://manage.auth0.com/',
  user: { id: 'auth0|ana', name: 'Ana', email: 'ana@acme.example' },
};

let world: World;

beforeEach(async () => {
  world = await createWorld({ toggle: 'on', clock: () => new Date('2026-11-16T00:00:00Z') });
  await world.run(17);
  world.tenant.setClock(() => new Date('2026-11-18T02:14:00Z'));
});

afterEach(() => world.close());

function who({ run }: WatchOutcome, rule: string): unknown {
  return run.findings.find((finding) => finding.rule === rule)?.evidence['attribution'];
}

const byPipeline = {
  by: { kind: 'app', name: 'deploy-pipeline', ip: '203.0.113.7', tool: 'Terraform provider' },
  channel: 'api',
  at: '2026-11-18T02:14:00.000Z',
};

test('an app that asked for permissive mode', async () => {
  world.tenant.createApp(partner('abc'), pipeline);
  const found = who(await world.run(18), 'app-permissive');
  expect(found).toMatchObject({ ...byPipeline, did: 'app-created', how: 'api-explicit' });
  expect(who(await world.run(19), 'app-permissive')).toEqual(found);
});

test('an app that named no mode', async () => {
  const { third_party_security_mode: _, ...unstated } = partner('abc');
  world.tenant.createApp(unstated, pipeline);
  expect(who(await world.run(18), 'app-permissive')).toMatchObject({ how: 'api-default' });
});

test('an app that registered', async () => {
  world.tenant.setSettings({
    dynamic_client_registration_security_mode: 'permissive',
    flags: { enable_dynamic_client_registration: true },
  });
  world.tenant.registerApp({ client_name: 'stranger', redirect_uris: [] }, '192.0.2.66');
  expect(who(await world.run(18), 'app-permissive')).toMatchObject({
    by: { kind: 'anyone', ip: '192.0.2.66' },
    how: 'dcr',
    did: 'app-registered',
  });
});

test('a setting that a person changed, and a pipeline repeated', async () => {
  const settings = {
    dynamic_client_registration_security_mode: 'permissive',
    flags: { enable_dynamic_client_registration: true },
  };
  world.tenant.setSettings(settings, ana);
  world.tenant.setClock(() => new Date('2026-11-18T04:00:00Z'));
  world.tenant.setSettings(settings, pipeline);
  const outcome = await world.run(18);
  for (const rule of ['dcr-mode-changed', 'dcr-permissive']) {
    expect(who(outcome, rule), rule).toMatchObject({
      by: { kind: 'user', name: 'Ana', email: 'ana@acme.example' },
      channel: 'dashboard',
      did: 'settings-updated',
    });
  }
});

test('an app whose creation could be read only a run later', async () => {
  world.tenant.revokeScope('read:logs');
  world.tenant.expireTokens();
  world.tenant.createApp(partner('abc'), pipeline);
  expect(who(await world.run(18), 'app-permissive')).toMatchObject({
    unattributed: expect.stringMatching(/^the logs could not be read \(.*read:logs/),
  });
  world.tenant.grantScope('read:logs');
  world.tenant.expireTokens();
  const told = () => world.slack.told().filter((what) => what.includes('app-permissive'));
  expect(told()).toEqual(['opened app-permissive abc 1']);
  const later = await world.run('2026-11-18T10:00:00Z');
  expect(who(later, 'app-permissive')).toMatchObject(byPipeline);
  expect(told()).toHaveLength(1);
});
