import { countSeverities } from '../../message.ts';
import { capitalized } from '../../sentence.ts';
import type { Severity } from '../../severity.ts';
import { html, type Html } from '../html.ts';
import { number } from './words.ts';

export function severityMark(severity: Severity): Html {
  return html`<span class="severity ${severity}">${capitalized(severity)}</span>`;
}

/** "2 high, 1 low", worst first; those that do not occur are left out. */
export function severityCounts(found: readonly { readonly severity: Severity }[]): string {
  return countSeverities(found.map(({ severity }) => severity))
    .map(({ severity, count }) => `${number(count)} ${severity}`)
    .join(', ');
}
