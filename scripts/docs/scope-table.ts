import { isRequired, sectionScopes } from '../../functions/core/scopes.ts';
import { sectionNames } from '../../functions/core/snapshot.ts';
import { markdownTable } from './markdown-table.ts';

/** The scopes to grant, as a Markdown table. */
export function scopeTable(): string {
  const rows = sectionNames.map((name) => {
    const { scopes, what } = sectionScopes[name];
    const granted = scopes.map((scope) => `\`${scope}\``).join(', ');
    return [granted, name, isRequired(name) ? 'yes' : 'no', what];
  });
  return markdownTable(['scope', 'section', 'required', 'what is read'], rows);
}
