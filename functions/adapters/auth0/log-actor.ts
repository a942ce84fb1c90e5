import { createHash } from 'node:crypto';
import type { ActingChannel, Actor } from '../../core/log-entry.ts';
import type { Tenant } from '../../core/tenant.ts';
import { isObject } from './answer.ts';
import { text, type Raw } from './fields.ts';
import { toolOf } from './log-tool.ts';

/** What of a tenant decides how its log entries are kept. */
export type Keeping = Pick<Tenant, 'id' | 'personalData'>;

/** Who did it. Registration is open to anyone, so whatever such an entry says of a caller is no identity. */
export function actorIn(raw: Raw, request: Raw, isOpen: boolean, keeping: Keeping): Actor {
  const userAgent = shortText(request['userAgent'] ?? raw['user_agent'], 300);
  const whence = {
    ip: personal(shortText(request['ip'] ?? raw['ip'], 64), keeping),
    userAgent,
    tool: userAgent === null ? null : toolOf(userAgent),
    channel: channelOf(request, isOpen),
  };
  if (isOpen) return { kind: 'anyone', id: null, name: null, email: null, ...whence };
  return { ...callerIn(raw, request, keeping), ...whence };
}

type Caller = Pick<Actor, 'kind' | 'id' | 'name' | 'email'>;

function callerIn(raw: Raw, request: Raw, keeping: Keeping): Caller {
  const user = isObject(request['auth']) ? request['auth']['user'] : undefined;
  const said: Raw = isObject(user) ? user : {};
  const userId = shortText(said['user_id'], 300) ?? shortText(raw['user_id'], 300);
  const clientId = shortText(raw['client_id'], 300);
  // The subject of a machine's token is no person. Source: Auth0 docs, access tokens of client credentials. A person's id
  // has a `|` in it, and may end as its owner likes.
  const machine = userId === null ? null : /^([^|]+)@clients$/.exec(userId)?.[1];
  if (userId !== null && !machine) {
    return {
      kind: 'user',
      id: personal(userId, keeping),
      name: personal(shortText(said['name'] ?? raw['user_name'], 2_000), keeping),
      email: personal(shortText(said['email'], 320), keeping),
    };
  }
  const id = clientId ?? machine ?? null;
  if (id === null) return { kind: 'unknown', id, name: null, email: null };
  return { kind: 'app', id, name: shortText(raw['client_name'], 2_000), email: null };
}

function channelOf(request: Raw, isOpen: boolean): ActingChannel {
  if (isOpen) return 'dcr';
  const channel = text(request['channel']) ?? '';
  // Source: recorded entries of creations in the Dashboard.
  if (/^https:\/\/manage\.auth0\.com(\/|$)/.test(channel)) return 'dashboard';
  return (text(request['path']) ?? '').startsWith('/api/v2/') ? 'api' : 'unknown';
}

function personal(value: string | null, keeping: Keeping): string | null {
  return value === null || keeping.personalData === 'shown' ? value : hashOf(value, keeping);
}

/**
 * The hash hides and does not make anonymous: whoever has a list of people can hash it and compare. It is the same for
 * one person in one tenant, so that deeds of one hand can be told to be.
 */
export function hashOf(value: string, { id }: Pick<Keeping, 'id'>): string {
  const hash = createHash('sha256').update(`${id}\n${value}`).digest('hex');
  return `hashed:${hash.slice(0, 16)}`;
}

function shortText(value: unknown, longest: number): string | null {
  return text(value)?.slice(0, longest) ?? null;
}
