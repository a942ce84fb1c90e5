import { deadlines, isPast } from '../../core/deadlines.ts';
import type {
  Api,
  Connection,
  Extension,
  Grant,
  Login,
  Pipeline,
  Settings,
} from '../../core/snapshot.ts';
import { listByCursor } from './checkpoint.ts';
import { asJson, text, type Raw } from './fields.ts';
import { sortedValues, type Kind } from './list.ts';
import { listByPage } from './offset.ts';
import type { Reader } from './reader.ts';
import { inconsistent, type Failure, type Result } from './reasons.ts';
import { toApi, toConnection, toExtension, toGrant, toLogin } from './schema.ts';
import { settingsFields, toSettings } from './schema-settings.ts';

export async function readSettings(reader: Reader): Promise<Result<Settings>> {
  const query = { fields: settingsFields.join(','), include_fields: 'true' };
  const answer = await reader.get('tenants/settings', query);
  if (!answer.ok) return answer;
  reader.page(1);
  const value = toSettings(answer.value);
  return value ? { ok: true, value } : inconsistent('the answer held no tenant settings');
}

export async function readLogin(reader: Reader): Promise<Result<Login>> {
  const answer = await reader.get('prompts');
  if (!answer.ok) return answer;
  reader.page(1);
  const value = toLogin(answer.value);
  return value ? { ok: true, value } : inconsistent('the answer held no prompt settings');
}

export async function readGrants(reader: Reader): Promise<Result<readonly Grant[]>> {
  return allByCursor(reader, {
    path: 'client-grants',
    query: {},
    key: 'client_grants',
    what: 'client grants',
    identify: idOr('id'),
    read: toGrant,
  });
}

export async function readConnections(reader: Reader): Promise<Result<readonly Connection[]>> {
  return allByCursor(reader, {
    path: 'connections',
    query: { fields: 'id,name,strategy,is_domain_connection', include_fields: 'true' },
    key: 'connections',
    what: 'connections',
    identify: idOr('id'),
    read: toConnection,
  });
}

export async function readApis(reader: Reader): Promise<Result<readonly Api[]>> {
  const listed = await listByPage(reader, {
    path: 'resource-servers',
    query: {},
    key: 'resource_servers',
    what: 'APIs',
    identify: idOr('identifier'),
    read: toApi,
  });
  return listed.ok ? { ok: true, value: sortedValues(listed.value.items) } : listed;
}

/** Rules and Hooks end on a date; an endpoint that no longer answers for them has none that can run. */
export async function readPipeline(reader: Reader, now: Date): Promise<Result<Pipeline>> {
  const rules = await extensions(reader, 'rules', now);
  if (!rules.ok) return rules;
  const hooks = await extensions(reader, 'hooks', now);
  if (!hooks.ok) return hooks;
  const gone = (['hooks', 'rules'] as const).filter((part) =>
    part === 'rules' ? rules.value === null : hooks.value === null,
  );
  return { ok: true, value: { rules: rules.value ?? [], hooks: hooks.value ?? [], gone } };
}

/** null when they are gone. */
async function extensions(
  reader: Reader,
  part: 'rules' | 'hooks',
  now: Date,
): Promise<Result<readonly Extension[] | null>> {
  const listed = await listByPage(reader, extensionKind(part));
  if (listed.ok) return { ok: true, value: sortedValues(listed.value.items) };
  return isGone(listed, now) ? { ok: true, value: null } : listed;
}

function extensionKind(part: 'rules' | 'hooks'): Kind<Extension> {
  // /hooks has no include_fields: OpenAPI, 2026-06-25. Scripts are never asked for.
  const fields =
    part === 'rules'
      ? { fields: 'id,name,enabled', include_fields: 'true' }
      : { fields: 'id,name,triggerId,enabled' };
  return {
    path: part,
    query: { enabled: 'true', ...fields },
    key: part,
    what: part === 'rules' ? 'Rules' : 'Hooks',
    identify: idOr('id'),
    read: (raw) => (raw['enabled'] === false ? null : toExtension(raw)),
    scopes: [`read:${part}`],
  };
}

function isGone({ cause, status, own }: Failure, now: Date): boolean {
  if (!own) return false;
  if (status === 404 || status === 410) return true;
  return status === 403 && cause === 'refused' && isPast(deadlines.rulesAndHooksEnd, now);
}

async function allByCursor<T>(reader: Reader, kind: Kind<T>): Promise<Result<readonly T[]>> {
  const listed = await listByCursor(reader, kind);
  if (!listed.ok) return listed.failure;
  return { ok: true, value: sortedValues(listed.place.gathered.items) };
}

/** Only apps must have an id: of anything else the whole item tells it from others. */
function idOr(name: string): (raw: Raw) => string {
  return (raw) => text(raw[name]) ?? asJson(raw);
}
