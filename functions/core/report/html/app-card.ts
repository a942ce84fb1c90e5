import type { AppReadiness, Blast, Step } from '../../readiness/schema.ts';
import { readinessWords } from '../../readiness/words.ts';
import { capitalized } from '../../sentence.ts';
import { visible } from '../../escape.ts';
import { code, foreign, html, type Html } from '../html.ts';
import { listed } from './left-out.ts';
import { itemHeading, type View } from './view.ts';
import { originWords, type Tone } from './words.ts';

const tones = {
  blocked: 'bad',
  change: 'warn',
  ask: 'unknown',
} as const satisfies Record<AppReadiness['state'], Tone>;

/** One app: what stands in its way, what stops with it, and what to do next. */
export function appCard(view: View, app: AppReadiness, titleOf: (id: string) => string): Html {
  const { items } = view.limits;
  const label = capitalized(readinessWords[app.state]);
  return html`<li class="app">
    ${itemHeading(view, html`${foreign(app.name, 160)} <span class="mark ${tones[app.state]}">${label}</span>`)}
    <p class="aside">
      ${code(app.app)} ${capitalized(originWords[app.origin])}${scenarioWords(app.scenarios)}
    </p>
    <dl class="pairs">
      ${app.unmet.length > 0 ? pair('In its way', list(app.unmet.slice(0, 40).map(({ requirement, detail }) => html`<strong>${titleOf(requirement)}:</strong> ${foreign(detail, 300)}`))) : null}
      ${app.asks.length > 0 ? pair('Ask its owner', list(asksOf(app, titleOf))) : null}
      ${pair('Stops with it', list(blastWords(app.blast, items)))} ${pair('Next', step(app.next))}
    </dl>
  </li> `;
}

function asksOf({ asks, hints = [] }: AppReadiness, titleOf: (id: string) => string): Html[] {
  const details = new Map(hints.map(({ requirement, detail }) => [requirement, detail]));
  return asks.slice(0, 40).map((id) => {
    const detail = details.get(id);
    return detail === undefined
      ? html`${titleOf(id)}`
      : html`<strong>${titleOf(id)}</strong> ${foreign(detail, 300)}`;
  });
}

function scenarioWords(scenarios: readonly number[]): string | null {
  return scenarios.length > 0 ? `, scenario ${scenarios.join(' and ')}` : null;
}

function pair(name: string, value: Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function list(items: readonly Html[]): Html {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}

/** What to do, and the commands for it. */
export function step({ words, commands }: Step): Html {
  return html`<p>${foreign(words, 1500)}</p>
    ${commands.slice(0, 10).map(commandLine)}`;
}

/** As much as one command may take of the page. */
const longestCommand = 2000;

/** A command is shown as it is or not at all: whoever pastes half of one does something else. */
function commandLine(command: string): Html {
  const isWhole = command.length <= longestCommand && visible(command) === command;
  return isWhole
    ? html`<pre>${code(command, 6 * longestCommand)}</pre>`
    : html`<p class="aside">
        A command for it is too long for this page; the JSON report has it.
      </p>`;
}

function blastWords(
  { grants, implicitApis, refreshTokens, organizations, connections }: Blast,
  max: number,
): Html[] {
  return [
    grants === null
      ? html`API grants: not known`
      : html`API grants:
        ${grants.length === 0 ? 'none' : listed(grants, max, (grant) => grantWords(grant, max))}`,
    implicitApis === null
      ? html`APIs it reaches without a grant: not known`
      : html`APIs it reaches without a grant:
        ${implicitApis.apis.length === 0 ? 'none' : listed(implicitApis.apis, max, (api) => code(api, 300), implicitApis.more)}`,
    refreshTokens
      ? html`Refresh tokens, if it holds any: its users sign in again`
      : html`No refresh tokens`,
    ...(organizations === null ? [] : [html`Organisations: ${foreign(organizations, 200)}`]),
    connections === null
      ? html`Logins: the connections are not known`
      : html`Logins through any but ${connections.domain} of ${connections.total} connections, which
        are at domain level`,
  ];
}

type Granted = NonNullable<Blast['grants']>[number];

function grantWords({ audience, scopes, allScopes }: Granted, max: number): Html {
  const held = scopes.length === 0 ? 'no scopes' : listed(scopes, max, (one) => foreign(one, 100));
  return html`${code(audience, 300)} (${allScopes ? 'every scope' : held})`;
}
