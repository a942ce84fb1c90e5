/**
 * What is kept of a third-party app that is not strict beyond what rules judge: facts strict mode minds. Each is one text,
 * a name or `name=value`; an app without any is the rule, and has none stored. A trait that is missing proves nothing:
 * Auth0 may have left the field out. How each is read: `adapters/auth0/app-traits.ts`. Mutual TLS is not among them, since
 * only tokens that may read secrets can see it.
 */
export const traitNames = [
  /** `jwt-alg=HS256`: signs ID tokens otherwise than by RS256. */
  'jwt-alg',
  'not-oidc-conformant',
  /** `addon=samlp`: one for each that is set up, by Auth0's name. */
  'addon',
  'cross-origin-authentication',
  /** Refresh tokens do not expire. */
  'refresh-token-never-expires',
  /** Refresh tokens do not expire for want of use. */
  'refresh-token-never-idle',
  'refresh-token-not-rotated',
  /** Pushed authorization requests (PAR) are mandatory. */
  'pushed-authorization-requests',
  /** Signed request objects (JAR) are mandatory. */
  'signed-request-object',
  /** OIDC back-channel logout. */
  'oidc-logout',
  'logout-urls',
  'initiate-login-uri',
  /** `organizations=require` or `organizations=require, pre_login_prompt`: usage, and a prompt if there is one. */
  'organizations',
] as const;
export type TraitName = (typeof traitNames)[number];

/** The values an app has of a trait; `['']` where it is there without one, empty where it is not. */
export function traitsOf(
  app: { readonly traits?: readonly string[] | undefined },
  name: TraitName,
): string[] {
  return (app.traits ?? []).flatMap((trait) => {
    if (trait === name) return [''];
    return trait.startsWith(`${name}=`) ? [trait.slice(name.length + 1)] : [];
  });
}
