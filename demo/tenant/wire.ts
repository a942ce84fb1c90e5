/** Bodies as they go over the wire, in Auth0's own words: what they call client is our app. */

export type JsonObject = Record<string, unknown>;

export interface AppBody extends JsonObject {
  client_id: string;
  name: string;
  is_first_party: boolean;
  global: boolean;
}

/** What a caller, a story or a test says of an app; the tenant fills in the rest as Auth0 does. */
export interface AppParts extends JsonObject {
  client_id?: string;
  name?: string;
  is_first_party?: boolean;
  third_party_security_mode?: string;
  grant_types?: string[];
  callbacks?: string[];
}

export interface GrantBody extends JsonObject {
  id: string;
  client_id?: string;
  default_for?: string;
  audience: string;
  scope: string[];
  subject_type: string;
}

export interface ApiBody extends JsonObject {
  id: string;
  identifier: string;
  name: string;
}

export type GrantParts = Partial<GrantBody> & { audience: string };
export type ApiParts = Partial<ApiBody> & { identifier: string };

export interface ConnectionBody extends JsonObject {
  id: string;
  name: string;
  strategy: string;
}

export interface RuleBody extends JsonObject {
  id: string;
  name: string;
  enabled: boolean;
}

export interface HookBody extends RuleBody {
  triggerId: string;
}

export interface SettingsBody extends JsonObject {
  flags: JsonObject;
}

export interface LogBody extends JsonObject {
  log_id: string;
  date: string;
  type: string;
  description: string;
}

/** Rules and Hooks: a list while they exist, else the status their endpoint answers since their end of life. */
export type Ended<T> = readonly T[] | 403 | 404 | 410;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is no string has no text: hostile input may be of any type. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Keeps or drops the named keys, as `fields` and `include_fields` ask. */
export function selectFields(
  body: JsonObject,
  fields: ReadonlySet<string>,
  keep: boolean,
): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => fields.has(key) === keep));
}

export function without(body: JsonObject, ...keys: readonly string[]): JsonObject {
  return selectFields(body, new Set(keys), false);
}
