import { setTimeout as sleep } from 'node:timers/promises';
import type { Production } from './found.ts';

/** Whoever else calls the tenant's Management API: so often a second, whatever it is answered. */
export async function startProduction(
  { url, domain, clientId, clientSecret }: Readonly<Record<string, string>>,
  perSecond: number,
): Promise<{ stop(): Promise<Production> }> {
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
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const stopped = new AbortController();
  const statuses: Promise<number>[] = [];
  const calling = callOn();
  return {
    async stop() {
      stopped.abort();
      await calling;
      const answered = await Promise.all(statuses);
      const refused = answered.filter((status) => status === 429).length;
      return { perSecond, calls: answered.length - refused, refused };
    },
  };

  async function callOn(): Promise<void> {
    const began = performance.now();
    for (let made = 1; !stopped.signal.aborted; made += 1) {
      await sleep(Math.max(0, began + (made * 1000) / perSecond - performance.now()));
      if (!stopped.signal.aborted) statuses.push(callOnce());
    }
  }

  async function callOnce(): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    const { status, body } = await fetch(`${url}/api/v2/tenants/settings`, { headers });
    await body?.cancel();
    return status;
  }
}
