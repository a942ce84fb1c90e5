import { shown } from './visible.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * For HTML, at most `max` UTF-16 units once escaped: safe between tags and in quoted attributes. No address, script or
 * style becomes safe by it, so it is not for `href`, `src`, `on…`, `style`, nor for what stands in such elements.
 */
export function forHtml(text: string, max = Infinity): string {
  return shown(text, max, (line) =>
    line.replace(/[&<>"']/g, (character) => entities[character] ?? character),
  );
}
