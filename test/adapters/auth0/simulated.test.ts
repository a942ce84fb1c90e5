import { afterEach, describe, expect, it } from 'vitest';
import { createCollect } from '../../../functions/adapters/auth0/collect.ts';
import { realTime, type Timing } from '../../../functions/adapters/auth0/timing.ts';
import type { ReadRequest, Reading } from '../../../functions/core/ports.ts';
import { sectionNames } from '../../../functions/core/snapshot.ts';
import { generateApps } from '../../../demo/tenant/generate.ts';
import { startTenant, syntheticSecret, type SimulatedTenant } from '../../../demo/tenant.ts';
import { failureOf, fakeTime, collectGiven, idsOf, requestFor, valueOf } from './reading.ts';

let tenant: SimulatedTenant;
afterEach(() => tenant.close());

describe('the simulated tenant', () => {
  it('is read whole, without a secret, in P + 9 requests', async () => {
    tenant = await startTenant({
      domain: 'acme.eu.auth0.com',
      apps: generateApps({ count: 950, thirdParty: 0.2, permissive: 0.5 }),
      showSecrets: true,
    });
    const reading = await readIt();
    expect(sectionNames.filter((name) => !reading.snapshot.sections[name].ok)).toEqual([]);
    const apps = valueOf(reading, 'apps');
    expect(apps).toHaveLength(950);
    expect(apps.filter(({ firstParty }) => firstParty === false)).toHaveLength(190);
    expect(apps.filter(({ securityMode }) => securityMode === 'permissive')).toHaveLength(95);
    expect(reading.calls).toBe(10 + 9);
    expect(tenant.requestCount()).toBe(reading.calls);
    expect(JSON.stringify(reading)).not.toContain(syntheticSecret);
  });

  it('within a rate limit is read without being refused once', async () => {
    tenant = await startTenant({
      domain: 'acme.eu.auth0.com',
      apps: generateApps({ count: 300 }),
      rateLimit: { burst: 6, perSecond: 10 },
    });
    const reading = await readIt({}, realTime);
    expect(idsOf(reading)).toHaveLength(300);
    expect(reading.calls).toBe(3 + 9);
  });

  it('that repeats a cursor for good is not believed', async () => {
    tenant = await startTenant({
      domain: 'acme.eu.auth0.com',
      apps: generateApps({ count: 300 }),
      faults: [
        {
          match: { path: /clients\?.*from=/, times: Infinity },
          failure: { kind: 'same-cursor' },
        },
      ],
    });
    expect(failureOf(await readIt(), 'apps').cause).toBe('inconsistent');
  });
});

function readIt(parts: Partial<ReadRequest> = {}, time: Timing = fakeTime()): Promise<Reading> {
  const { clientId, clientSecret } = tenant.state.credentials;
  const collect = createCollect(async () => ({ clientId, clientSecret }), time);
  return collectGiven(collect)(requestFor(tenant.url, parts));
}
