import { visible } from '../escape.ts';

/**
 * Text of a message, in which the standard gives a meaning to two things a tenant may have written: `{0}` is replaced, so
 * braces are doubled, and `[words](address)` is a link, so the brackets are parted.
 * Source: SARIF 2.1.0, 3.11.5 and 3.11.6.
 */
export function sarifText(text: string): string {
  const line = visible(text).replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '] (');
  return line || '(empty)';
}
