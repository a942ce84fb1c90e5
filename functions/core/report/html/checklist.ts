import type { Scenario, Track } from '../../readiness/schema.ts';
import { itemWords } from '../../readiness/words.ts';
import { capitalized } from '../../sentence.ts';
import { foreign, html, type Html } from '../html.ts';
import { step } from './app-card.ts';
import { subheading, type View } from './view.ts';
import type { Tone } from './words.ts';

const tones = {
  done: 'good',
  'not-done': 'bad',
  unknown: 'unknown',
  'not-needed': 'plain',
} as const satisfies Record<Track['items'][number]['state'], Tone>;

/** How far the tenant is on one of the ways of the migration guide. */
export function checklist(view: View, { option, title, items }: Track): Html {
  const needed = items.filter(({ state }) => state !== 'not-needed');
  const done = needed.filter(({ state }) => state === 'done').length;
  return html` ${subheading(view, `${title} (option ${option}): ${done} of ${needed.length} done`)}
    <ul class="checklist">
      ${items.map(
        ({ title, state, because, next }) =>
          html`<li>
            <div class="state">
              <span class="mark ${tones[state]}">${capitalized(itemWords[state])}</span>
            </div>
            <div>
              <p><strong>${title}</strong></p>
              <p class="aside">${foreign(because, 400)}</p>
              ${next ? step(next) : null}
            </div>
          </li> `,
      )}
    </ul>`;
}

const applies = {
  yes: { label: 'Applies', tone: 'warn' },
  no: { label: 'Does not apply', tone: 'plain' },
  unknown: { label: 'Unknown', tone: 'unknown' },
} as const satisfies Record<Scenario['applies'], { label: string; tone: string }>;

/** Which of the migration guide's scenarios the tenant is in. */
export function scenarioList(view: View, scenarios: readonly Scenario[]): Html {
  if (scenarios.length === 0) return html``;
  return html` ${subheading(view, 'Scenarios of the migration guide')}
    <ul class="checklist">
      ${scenarios.map(
        ({ number, title, applies: does, because, recommendation }) =>
          html`<li>
            <div class="state">
              <span class="mark ${applies[does].tone}">${applies[does].label}</span>
            </div>
            <div>
              <p><strong>${number}. ${title}</strong></p>
              <p class="aside">${foreign(because, 400)}</p>
              ${does === 'no' ? null : html`<p>${recommendation}</p>`}
            </div>
          </li> `,
      )}
    </ul>`;
}
