/** Flags in the Management API's own description. Source: Auth0 OpenAPI, TenantSettingsFlags, 2026-06-25. */
const documented = [
  'allow_changing_enable_sso',
  'allow_legacy_delegation_grant_types',
  'allow_legacy_ro_grant_types',
  'allow_legacy_tokeninfo_endpoint',
  'change_pwd_flow_v1',
  'custom_domains_provisioning',
  'dashboard_insights_view',
  'dashboard_log_streams_next',
  'disable_clickjack_protection_headers',
  'disable_fields_map_fix',
  'disable_impersonation',
  'disable_management_api_sms_obfuscation',
  'enable_adfs_waad_email_verification',
  'enable_apis_section',
  'enable_client_connections',
  'enable_dynamic_client_registration',
  'enable_idtoken_api2',
  'enable_legacy_profile',
  'enable_pipeline2',
  'enable_public_signup_user_exists_error',
  'enable_sso',
  'enforce_client_authentication_on_passwordless_start',
  'genai_trial',
  'improved_signup_bot_detection_in_classic',
  'mfa_show_factor_list_on_enrollment',
  'no_disclose_enterprise_connections',
  'remove_alg_from_jwks',
  'revoke_refresh_token_grant',
  'trust_azure_adfs_email_verified_connection_property',
] as const;

/**
 * Flags that real answers hold although no description lists them. Source: recorded answers in the
 * public test suites of auth0/terraform-provider-auth0 and auth0/auth0-deploy-cli, read 2026-11.
 */
const recorded = [
  'allow_other_legacy_grant_types',
  'cannot_change_enforce_client_authentication_on_passwordless_start',
  'dashboard_new_onboarding',
  'enable_custom_domain_in_emails',
  'enable_legacy_logs_search_v2',
  'enable_mgmt_api_v1',
  'new_universal_login_experience_enabled',
  'non_oidc_conformant_updated_at',
  'universal_login',
  'use_scope_descriptions_for_consent',
] as const;

/** Names of tenant settings flags that mean nothing new when they appear. */
export const knownFlags: ReadonlySet<string> = new Set([...documented, ...recorded]);
