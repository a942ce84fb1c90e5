import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { toPkcs8 } from '../../../functions/adapters/auth0/credentials.ts';

/** Made for this test. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

test.each([
  ['as it is', privateKey],
  ['with space around it', `\n ${privateKey} \n`],
  ['with the line breaks of Windows', privateKey.replaceAll('\n', '\r\n')],
  ['with line breaks written as characters', privateKey.replaceAll('\n', String.raw`\n`)],
  ['with those of Windows', privateKey.replaceAll('\n', String.raw`\r\n`)],
])('a key is taken %s', (_how, pem) => {
  expect(toPkcs8(pem)).toBe(privateKey);
});

test('what is no key is none', () => {
  expect(toPkcs8('synthetic')).toBeNull();
});
