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

/**
 * The key as the token provider wants it, or null when it is no private key. Where a key was pasted into a field of
 * one line, as the key/value form of Secrets Manager has, its line breaks are there as the characters \n.
 */
export function toPkcs8(pem: string): string | null {
  const lines = pem
    .trim()
    .replaceAll(String.raw`\r`, '')
    .replaceAll(String.raw`\n`, '\n');
  try {
    return createPrivateKey(lines).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return null;
  }
}
