import type { Posture } from '../../posture/schema.ts';
import { capitalized } from '../../sentence.ts';
import { toggleName } from '../../toggle-words.ts';
import { code, foreign, html, type Html } from '../html.ts';
import { listed } from './left-out.ts';
import { link } from './link.ts';
import { dcrState, toggleState } from './states.ts';
import { fact } from './summary.ts';
import { table } from './table.ts';
import { part, subheading, type View } from './view.ts';
import { dayWords, daysWords, moment, number } from './words.ts';

/** The switches that decide what kind of app comes next, and the days on which Auth0 changes them. */
export function settingsPart(view: View): Html {
  const { dcr, toggle, deadlines } = view.posture;
  const registration = dcrState(dcr);
  const byDefault = toggleState(toggle);
  return part(view, 'settings', 'Switches and dates', [
    html`<dl class="facts">
      ${fact('Dynamic client registration', html`<strong>${registration.value}</strong>, ${registration.basis}`)}
      ${fact(capitalized(toggleName), html`<strong>${byDefault.value}</strong>, ${byDefault.basis}`)}
    </dl>`,
    subheading(view, 'Default permissions of third-party apps'),
    defaultPermissions(view),
    ...(deadlines.length > 0 ? [subheading(view, 'Deadlines'), dates(deadlines)] : []),
  ]);
}

function defaultPermissions({ posture, limits }: View): Html {
  const { defaultPermissions } = posture;
  if (!defaultPermissions.known) {
    return html`<p><strong>Unknown.</strong> ${foreign(defaultPermissions.reason)}</p>`;
  }
  const { grants, asOf } = defaultPermissions;
  if (grants.length === 0) return html`<p>None, as read ${moment(asOf)}.</p>`;
  const shown = grants.slice(0, 4 * limits.items);
  const more = grants.length - shown.length;
  return html`${table({
    caption: html`What any third-party app may ask for, as read ${moment(asOf)}`,
    columns: [{ label: 'API' }, { label: 'On behalf of', kind: 'short' }, { label: 'Scopes' }],
    rows: shown.map(({ audience, subjectType, allScopes, scopes }) => [
      code(audience),
      capitalized(subjectType),
      allScopes
        ? html`<strong>All scopes</strong>`
        : scopes.length === 0
          ? 'None'
          : listed(scopes, limits.items, (scope) => foreign(scope, 100)),
    ]),
  })}${more > 0 ? html`<p class="left-out"><strong>${number(more)} more ${more === 1 ? 'is' : 'are'} left out here.</strong> The JSON report has all.</p>` : null}`;
}

function dates(deadlines: Posture['deadlines']): Html {
  return table({
    caption: 'Days on which Auth0 changes something',
    columns: [
      { label: 'Day', kind: 'short' },
      { label: 'Distance', kind: 'short' },
      { label: 'What happens' },
      { label: 'Source', kind: 'short' },
    ],
    rows: deadlines.map(({ on, days, what, source }) => [
      dayWords(on),
      capitalized(daysWords(days)),
      what,
      link(source, 'Auth0'),
    ]),
  });
}
