import { listen } from '../../demo/loopback.ts';
import { startTenant, type SimulatedTenant, type TenantOptions } from '../../demo/tenant.ts';
import { generateApps } from '../../demo/tenant/generate.ts';
import type { Aws } from './aws.ts';
import { eventSources } from './partner.ts';
import { createSecret, credentialsOf, kept, putParameter } from './vault.ts';

export type Tenants = Readonly<Record<'acme' | 'beta' | 'timed' | 'large', SimulatedTenant>>;

/** Takes what is to be ended when the suite is over, or when something fails. */
export type AtEnd = (end: () => Promise<unknown>) => void;

export async function startTenants(atEnd: AtEnd): Promise<Tenants> {
  const start = async (name: string, options: TenantOptions = {}) => {
    const domain = `${name}.eu.auth0.com`;
    const tenant = await startTenant({
      domain,
      eligible: true,
      rules: 404,
      hooks: 404,
      clientId: `${name}-monitor`,
      ...options,
    });
    atEnd(() => tenant.close());
    return tenant;
  };
  return {
    acme: await start('acme'),
    beta: await start('beta'),
    timed: await start('timed'),
    large: await start('large', { apps: generateApps({ count: 450, thirdParty: 0 }) }),
  };
}

/** An outside monitor that counts the pings it gets. */
export async function startHeart(atEnd: AtEnd): Promise<{ url: string; count: () => number }> {
  let count = 0;
  const server = await listen(async (_request, response) => {
    count += 1;
    response.end('OK');
  });
  atEnd(() => server.close());
  return { url: `${server.url}/ping/synthetic`, count: () => count };
}

export async function fillVaults(aws: Aws, tenants: Tenants, webhook: string, heartbeat: string) {
  await createSecret(aws, kept.acme, credentialsOf(tenants.acme));
  await createSecret(aws, kept.timed, credentialsOf(tenants.timed));
  await createSecret(aws, kept.large, credentialsOf(tenants.large));
  await createSecret(aws, kept.slack, webhook);
  await createSecret(aws, kept.heartbeat, heartbeat);
  await createSecret(aws, kept.foreign, 'synthetic');
  await putParameter(aws, kept.beta, credentialsOf(tenants.beta));
  await putParameter(aws, kept.foreignParameter, 'synthetic');
}

/** Only `timed` runs by itself while the suite is at work. */
export function configOf({ acme, beta, timed, large }: Tenants) {
  const entry = (id: string, { domain, url }: SimulatedTenant, more: object) => ({
    id,
    domain,
    baseUrl: url,
    rateShare: 1,
    ...more,
  });
  const slack = { webhookSecretId: kept.slack };
  return {
    fleet: { schedule: 'cron(0 8 ? * MON *)', timeZone: 'Europe/Vienna', routes: [{ sns: true }] },
    tenants: [
      entry('acme', acme, {
        credentials: { secretId: kept.acme },
        routes: [{ sns: true, slack }],
        eventSource: eventSources.acme,
      }),
      entry('beta', beta, {
        environment: 'development',
        eventSource: eventSources.beta,
        credentials: { ssmParameter: kept.beta },
        routes: [{ sns: true }],
      }),
      entry('timed', timed, {
        credentials: { secretId: kept.timed },
        schedule: { watch: 'rate(1 minute)' },
      }),
      entry('large', large, { credentials: { secretId: kept.large }, routes: [{ sns: true }] }),
    ],
  };
}
