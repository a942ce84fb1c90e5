import type { Settings } from '../../core/snapshot.ts';
import { isObject } from './answer.ts';
import { isGiven, shallow, shownValue, sortedKeys, text, toMode, type Raw } from './fields.ts';

/** Settings kept for history only, by name: none of them is a secret. */
const otherSettings = [
  'allowed_logout_urls',
  'authorization_response_iss_parameter_supported',
  'customize_mfa_in_postlogin_action',
  'default_directory',
  'enabled_locales',
  'friendly_name',
  'idle_session_lifetime',
  'pushed_authorization_requests_supported',
  'sandbox_version',
  'session_lifetime',
  'skip_non_verifiable_callback_uri_confirmation_prompt',
] as const;

export const settingsFields = [
  'flags',
  'dynamic_client_registration_security_mode',
  'client_id_metadata_document_supported',
  'resource_parameter_profile',
  'default_audience',
  ...otherSettings,
] as const;

/** null when the answer holds none of the settings asked for. */
export function toSettings(raw: unknown): Settings | null {
  if (!isObject(raw) || !settingsFields.some((name) => Object.hasOwn(raw, name))) return null;
  const flags = isObject(raw['flags']) ? sortedKeys(raw['flags']) : {};
  const others = otherSettings.filter((name) => raw[name] !== undefined);
  return {
    dcr: toDcr(flags['enable_dynamic_client_registration'], raw),
    flags,
    defaultAudience: text(raw['default_audience']),
    cimdSupported: raw['client_id_metadata_document_supported'] === true,
    resourceParameterProfile: text(raw['resource_parameter_profile']),
    other: Object.fromEntries(others.map((name) => [name, shallow(raw[name])])),
  };
}

/** An absent switch is off; an absent mode is neither strict nor permissive. Source: Auth0 migration guide. */
function toDcr(flag: unknown, raw: Raw): Settings['dcr'] {
  const enabled = isGiven(flag) && flag !== false;
  const mode = raw['dynamic_client_registration_security_mode'];
  if (!isGiven(mode)) return { enabled, mode: 'unset' };
  const known = toMode(mode);
  return known === 'unknown'
    ? { enabled, mode: known, rawMode: shownValue(mode) }
    : { enabled, mode: known };
}
