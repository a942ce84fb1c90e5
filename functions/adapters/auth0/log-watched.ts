import type { LogEntry } from '../../core/log-entry.ts';
import { isObject } from './answer.ts';
import { asJson, text, type Raw } from './fields.ts';
import { withoutAddresses } from './log-notice.ts';

type Watched = Exclude<LogEntry['operation'], 'deprecation-notice'>;

interface Request {
  /** In capitals. */
  readonly method: RegExp;
  readonly path: RegExp;
  readonly operation: Watched;
}

/** Told apart by what was asked for: a description is display text. `one` in a path is the id of what was changed. */
const requests: readonly Request[] = [
  { method: /^POST$/, path: /^\/api\/v2\/clients$/, operation: 'app-created' },
  { method: /^POST$/, path: /^\/oidc\/register$/, operation: 'app-registered' },
  { method: /^POST$/, path: /^\/api\/v2\/clients\/cimd\/register$/, operation: 'app-registered' },
  { method: /^PATCH$/, path: /^\/api\/v2\/clients\/(?<one>[^/]+)$/, operation: 'app-updated' },
  { method: /^DELETE$/, path: /^\/api\/v2\/clients\/(?<one>[^/]+)$/, operation: 'app-deleted' },
  { method: /^PATCH$/, path: /^\/api\/v2\/tenants\/settings$/, operation: 'settings-updated' },
  {
    method: /^(POST|PATCH|DELETE)$/,
    path: /^\/api\/v2\/client-grants(\/[^/]+)?$/,
    operation: 'grant-changed',
  },
  {
    method: /^(PATCH|PUT)$/,
    path: /^\/api\/v2\/resource-servers\/(?<one>[^/]+)$/,
    operation: 'api-updated',
  },
];

/**
 * What Auth0 writes of these requests. "Dynamic client registration" has a description and no documented path. Sources:
 * recorded entries and auth0/auth0-customer-detections for the first five; the others are the summaries of the
 * operations in Auth0's OpenAPI description of 2026-06-25, which is what the descriptions that are known are too.
 */
const descriptions: Readonly<Record<string, Watched>> = {
  'Create a client': 'app-created',
  'Dynamic client registration': 'app-registered',
  'Update a client': 'app-updated',
  'Update tenant settings': 'settings-updated',
  'Create client grant': 'grant-changed',
  'Delete a client': 'app-deleted',
  'Register or update a CIMD client via metadata URI': 'app-registered',
  'Update client grant': 'grant-changed',
  'Delete client grant': 'grant-changed',
  'Update a resource server': 'api-updated',
};

/**
 * Finds what is watched, and little else: entries cannot be searched by path. Each term names its field, and terms are
 * joined in parentheses only. Source: Auth0 docs, log search query syntax.
 */
export const watchedQuery = `(type:sapi AND (${either(Object.keys(descriptions))})) OR type:depnote`;

/** Finds how apps came to be. */
export const creationQuery = `type:sapi AND (${either(
  Object.keys(descriptions).filter((name) =>
    ['app-created', 'app-registered'].includes(descriptions[name] ?? ''),
  ),
)})`;

function either(names: readonly string[]): string {
  return names.map((name) => `description:"${name}"`).join(' OR ');
}

/** What a log entry is about, and the id in its path where that names one thing. */
export interface Deed {
  readonly operation: Watched;
  readonly one: string | null;
  /** True for what anybody may ask for, without signing in. */
  readonly isOpen: boolean;
  /** False where the entry does not say that Auth0 did it: it then tells who asked, and not what came of it. */
  readonly isDone: boolean;
}

/** null for what is not watched. */
export function deedIn(raw: Raw, request: Raw, response: Raw): Deed | null {
  const status = Number(response['statusCode']);
  const isDone = status >= 200 && status < 300;
  const told = operationIn(raw, request);
  if (told === null) return null;
  const isUnderApi = pathIn(request['path']).startsWith('/api/v2/');
  const isOpen = told.operation === 'app-registered' && (isRegistration(raw) || !isUnderApi);
  return { ...told, isOpen, isDone };
}

function operationIn(raw: Raw, request: Raw): Pick<Deed, 'operation' | 'one'> | null {
  // The path it has is not documented; were it that of a creation, a stranger's app would prove something.
  if (isRegistration(raw)) return { operation: 'app-registered', one: null };
  const method = text(request['method'])?.toUpperCase() ?? '';
  const path = pathIn(request['path']);
  for (const { operation, ...asked } of requests) {
    const match = asked.method.test(method) ? asked.path.exec(path) : null;
    if (match) return { operation, one: decoded(match.groups?.['one']) };
  }
  const description = text(raw['description']) ?? '';
  const operation = Object.hasOwn(descriptions, description) ? descriptions[description] : null;
  return operation ? { operation, one: null } : null;
}

function isRegistration(raw: Raw): boolean {
  return raw['description'] === 'Dynamic client registration';
}

/** The notice, when it is one of third-party apps; whether Auth0 writes any is not known. */
export function noticeIn(raw: Raw, details: Raw): string | null {
  if (raw['type'] !== 'depnote') return null;
  const { feature } = details;
  const description = text(raw['description']);
  const name = isObject(feature) ? text(feature['name']) : text(feature);
  const all = `${description ?? ''} ${feature === undefined ? '' : asJson(feature)}`;
  if (!/third[\s_-]?party/i.test(all)) return null;
  return withoutAddresses(name ?? description ?? 'third-party applications').slice(0, 300);
}

function pathIn(value: unknown): string {
  const path = (text(value) ?? '').slice(0, 1_000);
  return path.replace(/[?#].*$/s, '').replace(/\/+$/, '');
}

function decoded(part: string | undefined): string | null {
  if (part === undefined) return null;
  try {
    return decodeURIComponent(part).slice(0, 300);
  } catch {
    return part.slice(0, 300);
  }
}
