import type { Head } from '../core/ports.ts';
import type { Tenant } from '../core/tenant.ts';

/** The schedule of a tenant of which only the store tells: it keeps no time zone, and without it only a rate says anything. */
export function storedSchedule(head: Head | null): Tenant['schedule'] | null {
  const watch = head?.schedule;
  return watch?.startsWith('rate(') ? { watch, report: watch, timeZone: 'UTC' } : null;
}
