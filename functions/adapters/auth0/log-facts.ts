import type { Creation, LogEntry } from '../../core/log-entry.ts';
import { isGiven, nameIn, strings, text, toMode, type Raw } from './fields.ts';
import { scalarsIn } from './log-body.ts';
import type { Deed } from './log-watched.ts';

type Facts = Omit<LogEntry, 'id' | 'at' | 'operation' | 'actor'>;

/** What an entry says of what was asked (null when that is not known) and answered, by what it is about. */
export function factsOf({ operation, one, isDone }: Deed, asked: Raw | null, answered: Raw): Facts {
  if (operation === 'settings-updated') return { settings: scalarsIn(asked ?? {}) };
  if (operation === 'grant-changed') return grantOf(asked, answered);
  if (operation === 'api-updated') {
    const api = shortId(answered['identifier']) ?? shortId(asked?.['identifier']) ?? one;
    return { ...(api !== null && { api }), ...changedBy(asked) };
  }
  const app = appOf(one, asked, answered);
  if (operation === 'app-updated') return { ...app, ...changedBy(asked) };
  if (operation === 'app-deleted') return app;
  const creation = creationOf(asked, answered, operation === 'app-registered');
  return { ...app, creation: isDone ? creation : { ...creation, answered: 'unknown' } };
}

function appOf(one: string | null, asked: Raw | null, answered: Raw): Facts {
  const app = one ?? shortId(answered['client_id']);
  const name = [answered, asked ?? {}]
    .flatMap((body) => [nameIn(body['name']), nameIn(body['client_name'])])
    .find((given) => given !== '');
  return { ...(app !== null && { app }), ...(name !== undefined && { appName: name }) };
}

function grantOf(asked: Raw | null, answered: Raw): Facts {
  const app = shortId(answered['client_id']) ?? shortId(asked?.['client_id']);
  const defaultFor = shortId(answered['default_for']) ?? shortId(asked?.['default_for']);
  const audience = shortId(answered['audience']) ?? shortId(asked?.['audience']);
  return {
    ...(app !== null && { app }),
    ...(audience !== null && { audience }),
    ...(defaultFor !== null && { defaultFor }),
  };
}

const mostKeys = 50;
const longestKey = 60;

/** Which keys a request set, of a request that is known; longer ones than any of Auth0's are left out. */
function changedBy(asked: Raw | null): Pick<Facts, 'changed'> {
  if (asked === null) return {};
  const keys = Object.keys(asked).filter((key) => key.length <= longestKey);
  return { changed: keys.slice(0, mostKeys) };
}

/** Auth0 makes an app first-party unless told otherwise; one that registers itself never is. */
function creationOf(asked: Raw | null, answered: Raw, isRegistered: boolean): Creation {
  const party = asked === null ? null : (asked['is_first_party'] ?? true);
  const callbacks = [asked, answered]
    .map((body) => strings(body?.['callbacks'], body?.['redirect_uris']))
    .find((list) => list.length > 0);
  return {
    firstParty: isRegistered ? false : typeof party === 'boolean' ? party : null,
    asked: askedMode(asked),
    answered: answeredMode(answered),
    callbacks: callbacks ?? [],
  };
}

function askedMode(asked: Raw | null): Creation['asked'] {
  if (asked === null) return 'unknown';
  const mode = asked['third_party_security_mode'];
  return isGiven(mode) ? toMode(mode) : 'unstated';
}

/** Only strict apps have ids that begin so. Source: recorded answers of POST /api/v2/clients. */
function answeredMode(answered: Raw): Creation['answered'] {
  const mode = answered['third_party_security_mode'];
  if (isGiven(mode)) return toMode(mode);
  return text(answered['client_id'])?.startsWith('tpc_') ? 'strict' : 'unknown';
}

function shortId(value: unknown): string | null {
  return text(value)?.slice(0, 300) ?? null;
}
