import { createPrivateKey } from 'node:crypto';

/** How the monitor's M2M application proves itself to Auth0. */
export type Auth0Credentials =
  | { readonly clientId: string; readonly clientSecret: string }
  | {
      readonly clientId: string;
      /** PEM, PKCS8 or PKCS1, unencrypted. */
      readonly privateKey: string;
      /** RS256 unless given. */
      readonly alg?: string;
    };

/** The key as the token provider wants it, or null when it is no private key. */
export function toPkcs8(pem: string): string | null {
  try {
    return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return null;
  }
}
