import { traitFields } from '../../functions/adapters/auth0/app-traits.ts';
import { appFields } from '../../functions/adapters/auth0/schema-app.ts';
import type { Reading } from './tenants/found.ts';
import { peakMiB } from './tenants/peak.ts';

/** The plain serial reader a run is held against: token, then fetch, parse, next page; nothing else. */
const { url, domain, clientId, clientSecret } = JSON.parse(process.argv[2] ?? '{}') as Record<
  string,
  string
>;

const fields = [...appFields, ...traitFields].join(',');

const cpuBefore = process.cpuUsage();
const started = performance.now();
const answer = await fetch(`${url}/oauth/token`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: `https://${domain}/api/v2/`,
  }),
});
const { access_token } = (await answer.json()) as { access_token: string };

let apps = 0;
let pages = 0;
let next: string | undefined;
do {
  const query = new URLSearchParams({
    take: '100',
    fields,
    include_fields: 'true',
    is_global: 'false',
  });
  if (next) query.set('from', next);
  const response = await fetch(`${url}/api/v2/clients?${query.toString()}`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const page = (await response.json()) as { clients: unknown[]; next?: string };
  apps += page.clients.length;
  pages += 1;
  next = page.next;
} while (next);
const wallMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpuBefore);
const took: Reading = {
  wallMs,
  cpuMs: (user + system) / 1000,
  peakMiB: peakMiB(),
  apps,
  pages,
};
console.log(JSON.stringify(took));
