import type { TenantState } from './state.ts';
import type { JsonObject, LogBody } from './wire.ts';

/** Who did something in the tenant. Without `user` it is a machine-to-machine app. */
export interface Actor {
  readonly clientId: string;
  readonly clientName: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly user?: { readonly id: string; readonly name: string; readonly email: string };
  /** `https://manage.auth0.com/` for the Dashboard. */
  readonly channel?: string;
}

export interface Deed {
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
  readonly accessedSecrets?: readonly string[];
}

/** Appends what Auth0 logs for every successful POST, PATCH, PUT and DELETE of the Management API. */
export function logDeed(state: TenantState, actor: Actor, deed: Deed): LogBody {
  return appendLog(state, {
    type: 'sapi',
    description: deed.description,
    client_id: actor.clientId,
    client_name: actor.clientName,
    ip: actor.ip,
    user_agent: actor.userAgent,
    details: {
      ...(deed.accessedSecrets && { accessedSecrets: deed.accessedSecrets }),
      request: {
        method: deed.method,
        path: deed.path,
        query: {},
        userAgent: actor.userAgent,
        body: deed.body,
        ...(actor.channel && { channel: actor.channel }),
        ip: actor.ip,
        auth: authOf(actor),
      },
      response: { statusCode: deed.status, body: deed.answer },
    },
    user_id: actor.user?.id ?? '',
  });
}

function authOf(actor: Actor): JsonObject {
  const { user } = actor;
  return {
    user: user ? { user_id: user.id, name: user.name, email: user.email } : {},
    strategy: 'jwt',
    credentials: { jti: '00000000000000000000000000000000' },
  };
}

/** Appends an entry as given, with what every entry has. `date` may be given to be late or early. */
export function appendLog(state: TenantState, parts: JsonObject): LogBody {
  const date = state.clock().toISOString();
  const entry: LogBody = {
    date,
    type: 'sapi',
    description: '',
    tenant_name: state.name,
    environment_name: 'production',
    $event_schema: { version: '1.0.0' },
    ...parts,
    log_id: nextLogId(state),
  };
  state.logs.push(entry);
  return entry;
}

/** 56 digits, as recorded. They rise with every entry, whatever the entries' dates are. */
function nextLogId(state: TenantState): string {
  return `90020260000000000000000000000000${String(state.logs.length + 1).padStart(24, '0')}`;
}

/** Entries the tenant still has, by rising log_id. */
export function retainedLogs(state: TenantState): LogBody[] {
  if (!Number.isFinite(state.logRetentionDays)) return state.logs;
  const oldest = state.clock().getTime() - state.logRetentionDays * 86_400_000;
  return state.logs.filter((entry) => Date.parse(entry.date) >= oldest);
}
