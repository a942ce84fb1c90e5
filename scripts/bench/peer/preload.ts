import { writeFileSync } from 'node:fs';
import { peakMiB } from '../tenants/peak.ts';
import { redirecting } from './redirect.ts';

/** Loaded before a process that is measured: writes what it took at its end and, for the peer, leads it to the tenant. */
const { BENCH_USAGE = '', BENCH_TENANT, BENCH_LATENCY, AUTH0_DOMAIN } = process.env;

let answered = 0;
if (BENCH_TENANT) {
  globalThis.fetch = redirecting(globalThis.fetch, {
    domain: AUTH0_DOMAIN ?? '',
    to: BENCH_TENANT,
    latencyMs: Number(BENCH_LATENCY),
    answered: () => {
      answered += 1;
    },
  });
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: peakMiB(), answered };
  writeFileSync(BENCH_USAGE, JSON.stringify(usage));
});
