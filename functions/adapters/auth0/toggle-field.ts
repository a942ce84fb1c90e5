import type { Section, Settings } from '../../core/snapshot.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { ToggleReading } from '../../core/toggle-evidence.ts';
import { isObject } from './answer.ts';
import type { Raw } from './fields.ts';
import type { Reader } from './reader.ts';
import type { Result } from './reasons.ts';

/**
 * Reads the flag the operator says shows the toggle; null when none is named. Auth0 documents no such flag, so anything
 * but a boolean under exactly that name says nothing, and never "off".
 */
export async function readToggleField(
  reader: Reader,
  tenant: Tenant,
  settings: Section<Settings>,
  now: Date,
): Promise<ToggleReading['apiField']> {
  const field = tenant.toggle.apiField;
  if (field === undefined) return null;
  const [place, , name = ''] = field.split('.');
  const flags = place === 'migrations' ? await migrationFlags(reader) : flagsIn(settings);
  if (!flags.ok) return fieldUnread(field, flags.reason);
  const value = Object.hasOwn(flags.value, name) ? flags.value[name] : undefined;
  if (value === undefined) return { ok: false, reason: `Auth0 answered no ${field}` };
  if (typeof value !== 'boolean') {
    return { ok: false, reason: `${field} is neither true nor false` };
  }
  return { ok: true, proof: { state: value ? 'on' : 'off', asOf: now.toISOString(), field } };
}

export function fieldUnread(field: string, reason: string): { ok: false; reason: string } {
  return { ok: false, reason: `${field} could not be read: ${reason}` };
}

type Flags =
  | { readonly ok: true; readonly value: Raw }
  | { readonly ok: false; readonly reason: string };

function flagsIn(settings: Section<Settings>): Flags {
  return settings.ok ? { ok: true, value: settings.value.flags } : settings;
}

/** Undocumented since 2024; which scope it wants is not known. Source: recorded by auth0-deploy-cli, 2024. */
async function migrationFlags(reader: Reader): Promise<Flags> {
  const answer: Result<unknown> = await reader.get('migrations');
  if (!answer.ok) return answer;
  const flags = isObject(answer.value) ? answer.value['flags'] : undefined;
  return isObject(flags)
    ? { ok: true, value: flags }
    : { ok: false, reason: 'the answer held no flags' };
}
