import { isKnown } from '../../posture/is-known.ts';
import { modeCounts } from '../../posture/mode-counts.ts';
import type { Posture } from '../../posture/schema.ts';
import { periodWords } from '../../posture/words.ts';
import { capitalized } from '../../sentence.ts';
import { toggleShortName } from '../../toggle-words.ts';
import { foreign, html, type Html } from '../html.ts';
import { isCurrent, readsApps } from '../read-since.ts';
import { severityCounts } from './severity.ts';
import { dcrState, figure, toggleState, verdictMark, verdictWords } from './states.ts';
import { moment, number, oldWords, shortDay, some, type Tone } from './words.ts';

/** What a reader with one minute takes away: the verdict, and the numbers it rests on. */
export function summary(posture: Posture): Html {
  const { verdict } = posture;
  return html` <div class="verdict ${verdictWords[verdict.state].tone}">
      <p>${verdictMark(verdict)} ${foreign(verdict.sentence, 500)}</p>
    </div>
    <dl class="figures">
      ${openFigure(posture)}${newFigure(posture)}${permissiveFigure(posture)}${dcrFigure(posture)}${toggleFigure(posture)}${deadlineFigure(posture)}
    </dl>
    ${readLine(posture)}`;
}

/** Where it is, when it is of, and what it compares with. */
export function facts({ tenant, at, period, freshness }: Posture): Html {
  const { domain, stack } = tenant;
  return html`<dl class="facts">
    ${fact('Environment', foreign(tenant.environment, 100))}
    ${domain === undefined ? null : fact('Auth0 tenant', foreign(domain, 200))}
    ${stack === undefined ? null : fact('Monitor', foreign(stack, 100))}
    ${fact('As of', moment(at))}
    ${fact('Changes since', html`${moment(period.since)}, ${periodWords[period.basis]}`)}
    ${fact('Age of the data', ageOf(freshness))}
  </dl>`;
}

export function fact(name: string, value: Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function ageOf({ lastComplete, ageSeconds, isOverdue }: Posture['freshness']): Html {
  if (lastComplete === null) return html`<strong>never read whole</strong>`;
  const overdue = isOverdue === true ? html` <strong>Overdue by its schedule.</strong>` : null;
  return html`${oldWords(ageSeconds) ?? 'age unknown'}, read whole
  ${moment(lastComplete)}.${overdue}`;
}

function openFigure(posture: Posture): Html {
  const { open, findings, unjudged, freshness } = posture;
  const name = 'Open findings';
  if (freshness.newestRun === null) return figure(name, 'Unknown', 'unknown', 'never read');
  const note = [
    severityCounts(findings.filter(({ status }) => status === 'open')),
    `${number(open.acknowledged)} acknowledged, ${number(open.undecided)} undecided`,
    isKnown(posture) ? '' : 'there may be more: not read whole',
    unjudged.length > 0 ? `${some(unjudged.length, 'rule')} could not judge` : '',
  ];
  const isSure = isKnown(posture) && unjudged.length === 0;
  const calm = open.undecided > 0 ? 'warn' : isSure ? 'good' : 'unknown';
  const tone = open.open > 0 ? 'bad' : calm;
  return figure(name, number(open.open), tone, note.filter(Boolean).join('; '));
}

function newFigure(posture: Posture): Html {
  const { newPermissive, period, freshness } = posture;
  const name = 'New permissive apps';
  const count = newPermissive.length;
  if (count === 0 && !readsApps(posture)) {
    return figure(name, 'Unknown', 'unknown', `apps not read since ${shortDay(period.since)}`);
  }
  const part = freshness.incompleteRuns === freshness.runs;
  const calm = part || !isCurrent(posture, 'apps') ? 'unknown' : 'good';
  const gone = newPermissive.filter(({ status }) => status === 'resolved').length;
  const still = gone > 0 ? `, ${number(count - gone)} still there` : '';
  const note = `since ${shortDay(period.since)}${still}${part ? ', no run read all' : ''}`;
  return figure(name, number(count), count > 0 ? 'bad' : calm, note);
}

function permissiveFigure(posture: Posture): Html {
  const { apps } = posture;
  const name = 'Permissive apps';
  if (!apps.known) return figure(name, 'Unknown', 'unknown', 'no read of the apps on record');
  const { permissive, unknown } = modeCounts(apps);
  const isOld = !isCurrent(posture, 'apps');
  const note = [
    `of ${some(apps.thirdParty, 'third-party app')}`,
    unknown > 0 ? `of ${number(unknown)} the mode is unknown` : '',
    isOld ? `last read ${shortDay(apps.asOf)}` : '',
  ];
  const tone = permissive > 0 ? 'warn' : unknown > 0 || isOld ? 'unknown' : 'good';
  return figure(name, number(permissive), tone, note.filter(Boolean).join('; '));
}

function dcrFigure(posture: Posture): Html {
  const { value, tone, basis } = dcrState(posture.dcr);
  const seen = goodIf(isCurrent(posture, 'settings'), tone);
  return figure('Dynamic registration (DCR)', value, seen, basis);
}

function toggleFigure(posture: Posture): Html {
  const { value, tone, basis } = toggleState(posture.toggle);
  const seen = goodIf(isCurrent(posture, 'settings', 'logs'), tone);
  return figure(capitalized(toggleShortName), value, seen, basis);
}

/** What was not read of late may have changed since: it is not shown as good. */
function goodIf(isSure: boolean, tone: Tone): Tone {
  return tone === 'good' && !isSure ? 'unknown' : tone;
}

/** The deadline the toggle hangs on. */
function deadlineFigure({ deadlines }: Posture): Html | null {
  const deadline = deadlines.find(({ id }) => id === 'strictByDefault');
  if (!deadline) return null;
  const { days, on } = deadline;
  const name = days > 0 ? 'Until the deadline' : 'Since the deadline';
  return figure(name, some(Math.abs(days), 'day'), 'plain', `${shortDay(on)}, strict by default`);
}

function readLine({ freshness, period, isPast, at }: Posture): Html {
  const { runs, incompleteRuns } = freshness;
  const made = runs === 0 ? 'No run' : some(runs, 'run');
  const past = isPast
    ? html` <strong>Put together from history, as it stood on ${moment(at)}.</strong>`
    : null;
  const incomplete =
    incompleteRuns > 0 ? `, ${number(incompleteRuns)} of which could not read all` : '';
  return html`<p class="aside">${made} since ${shortDay(period.since)}${incomplete}.${past}</p>`;
}
