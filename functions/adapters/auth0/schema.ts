import type { Api, Connection, Extension, Grant, Login } from '../../core/snapshot.ts';
import { isObject } from './answer.ts';
import { strings, text, type Raw } from './fields.ts';

/** Auth0's words into ours. Only what is named here is kept: secrets end at this door. */

export function toGrant(raw: Raw): Grant {
  return {
    id: text(raw['id']) ?? '',
    appId: text(raw['client_id']),
    defaultFor: text(raw['default_for']),
    audience: text(raw['audience']) ?? '',
    scopes: strings(raw['scope']),
    allScopes: raw['allow_all_scopes'] === true,
    subjectType: text(raw['subject_type']) ?? 'client',
  };
}

/** An API that says nothing of its policies has Auth0's defaults. Source: Auth0 API access policies docs. */
export function toApi(raw: Raw): Api {
  const policies = isObject(raw['subject_type_authorization'])
    ? raw['subject_type_authorization']
    : {};
  return {
    identifier: text(raw['identifier']) ?? '',
    name: text(raw['name']) ?? '',
    system: raw['is_system'] === true,
    userPolicy: policyIn(policies['user']) ?? 'allow_all',
    clientPolicy: policyIn(policies['client']) ?? 'require_client_grant',
  };
}

function policyIn(value: unknown): string | null {
  return isObject(value) ? text(value['policy']) : null;
}

export function toConnection(raw: Raw): Connection {
  return {
    id: text(raw['id']) ?? '',
    name: text(raw['name']) ?? '',
    strategy: text(raw['strategy']) ?? '',
    domain: raw['is_domain_connection'] === true,
  };
}

const promptFields = [
  'universal_login_experience',
  'identifier_first',
  'webauthn_platform_first_factor',
];

/** null when the answer holds no prompt setting. */
export function toLogin(raw: unknown): Login | null {
  if (!isObject(raw) || !promptFields.some((name) => Object.hasOwn(raw, name))) return null;
  const experience = raw['universal_login_experience'];
  const known = experience === 'new' || experience === 'classic';
  return {
    experience: known ? experience : 'unknown',
    identifierFirst: raw['identifier_first'] === true,
  };
}

/** A rule or a hook; its script is never read. */
export function toExtension(raw: Raw): Extension {
  const trigger = text(raw['triggerId']);
  const extension = { id: text(raw['id']) ?? '', name: text(raw['name']) ?? '' };
  return trigger === null ? extension : { ...extension, trigger };
}
