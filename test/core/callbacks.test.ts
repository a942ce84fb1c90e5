import { expect, test } from 'vitest';
import { unsafeCallbacks } from '../../functions/core/callbacks.ts';

const wildcard = 'wildcard';
const plain = 'plain http';
const bare = 'any address of a custom scheme';
const script = 'runs as script or content of its own';

test.each([
  ['https://*.partner.example/callback', wildcard],
  ['https://partner.example/*', wildcard],
  ['*', wildcard],
  ['*://', wildcard],
  ['not an address *', wildcard],
  ['http://partner.example/callback', plain],
  ['HTTP://PARTNER.EXAMPLE', plain],
  ['http:partner.example', plain],
  ['http://localhost.partner.example/', plain],
  ['http://127.0.0.1.partner.example/', plain],
  ['http://[::2]/', plain],
  ['http://user@partner.example/', plain],
  ['myapp:', bare],
  ['myapp:/', bare],
  ['myapp://', bare],
  ['myapp:///', bare],
  ['myapp://?state=1', bare],
  ['com.example.app://', bare],
  ['javascript:alert(1)', script],
  [' JavaScript:alert(1)', script],
  ['java\nscript:alert(1)', script],
  ['data:text/html,<script>', script],
  ['vbscript:x', script],
])('%j is unsafe: %s', (callback, because) => {
  expect(unsafeCallbacks([callback])).toEqual([{ callback, because }]);
});

test.each([
  'https://partner.example/callback',
  'https://partner.example',
  'http://localhost:3000/callback',
  'http://127.0.0.1/callback',
  'http://127.9.9.9/callback',
  'http://[::1]:8080/callback',
  'myapp://callback',
  'myapp:/callback',
  'com.example.app:callback',
  'callback',
  '/callback',
  '',
  'http://',
])('%j is not unsafe', (callback) => {
  expect(unsafeCallbacks([callback])).toEqual([]);
});

test('keeps the order, and leaves out what is safe', () => {
  const found = unsafeCallbacks(['b://', 'https://partner.example', 'a://']);
  expect(found.map(({ callback }) => callback)).toEqual(['b://', 'a://']);
});
