import { ageWords } from '../../age.ts';
import { isKnown } from '../../posture/is-known.ts';
import type { OverviewRow, Report } from '../../posture/schema.ts';
import { verdictStates } from '../../posture/terms.ts';
import { anchor, foreign, html, type Html, type Value } from '../html.ts';
import { isCurrent } from '../read-since.ts';
import type { Limits } from './limits.ts';
import { severityMark } from './severity.ts';
import { dcrState, figure, toggleState, verdictMark, verdictWords } from './states.ts';
import { table } from './table.ts';
import { number, some, sum } from './words.ts';

/**
 * All tenants, worst first.
 * @param idOf where a tenant's section is on the page, or null
 */
export function overview(
  report: Report,
  limits: Limits,
  idOf: (tenant: string) => string | null,
): Html {
  const { overview: rows } = report;
  const shown = rows.slice(0, limits.overview);
  const more = rows.length - shown.length;
  return html` <section class="part overview">
    <h2 id="overview">All tenants, worst first</h2>
    ${sums(report)}
    ${table({
      caption: some(rows.length, 'tenant'),
      columns: [
        { label: 'Tenant' },
        { label: 'Verdict', kind: 'short' },
        { label: 'Open', kind: 'number' },
        { label: 'Worst', kind: 'short' },
        { label: 'Undecided', kind: 'number' },
        { label: 'New', kind: 'number' },
        { label: 'Permissive', kind: 'number' },
        { label: 'DCR', kind: 'short' },
        { label: 'Toggle', kind: 'short' },
        { label: 'Read whole', kind: 'short' },
      ],
      rows: shown.map((row) => rowOf(row, idOf(row.tenant.id))),
    })}
    ${more > 0 ? html`<p class="left-out"><strong>${number(more)} of ${number(rows.length)} tenants are left out here:</strong> ${tally(rows.slice(limits.overview))}. The JSON report has all.</p>` : null}
  </section>`;
}

/** The worst verdict among the tenants, and how many have which. */
export function fleetVerdict(rows: readonly OverviewRow[]): Html {
  const [worst] = rows;
  if (!worst) return html`<p>There are no tenants.</p>`;
  const sentence = verdictStates
    .map((state) => ({
      state,
      count: rows.filter(({ verdict }) => verdict.state === state).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${some(count, 'tenant')} ${fleetWords[state][count === 1 ? 0 : 1]}`)
    .join('; ');
  return html`<div class="verdict ${verdictWords[worst.verdict.state].tone}">
    <p>${verdictMark(worst.verdict)} ${sentence}.</p>
  </div>`;
}

const fleetWords = {
  'never-read': ['was never read', 'were never read'],
  'not-known': ['has not been read whole in time', 'have not been read whole in time'],
  act: ['has open findings', 'have open findings'],
  decide: ['waits for a decision', 'wait for a decision'],
  steady: ['is steady', 'are steady'],
  unwatched: ['is no longer watched', 'are no longer watched'],
} as const satisfies Record<OverviewRow['verdict']['state'], readonly [string, string]>;

/** Such as "1 never read, 3 act". */
export function tally(rows: readonly OverviewRow[]): string {
  return verdictStates
    .map((state) => ({
      label: verdictWords[state].label.toLowerCase(),
      count: rows.filter(({ verdict }) => verdict.state === state).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${number(count)} ${label}`)
    .join(', ');
}

function sums({ overview: rows, postures }: Report): Html {
  const unread = rows.filter((row) => !isKnown(row));
  const unknown = rows.filter(({ permissive }) => permissive === null).length;
  const old = rows.filter((row) => row.permissive !== null && isOld(row, postures)).length;
  const apps = [
    unknown > 0 ? `of ${some(unknown, 'tenant')} not known` : '',
    old > 0 ? `as of an old read for ${some(old, 'tenant')}` : '',
  ];
  const doubt =
    unread.length > 0
      ? `and what ${some(unread.length, 'tenant')} may hold that could not be read`
      : 'all tenants were read';
  const open = sum(rows.map((row) => row.open ?? 0));
  const undecided = sum(rows.map((row) => row.undecided ?? 0));
  const permissive = sum(rows.map((row) => row.permissive ?? 0));
  const calm = unread.length > 0 ? 'unknown' : 'good';
  return html`<dl class="figures four">
    ${figure('Tenants', number(rows.length), 'plain', tally(rows))}${figure('Open findings', number(open), open > 0 ? 'bad' : calm, doubt)}${figure('Undecided', number(undecided), undecided > 0 ? 'warn' : calm, 'there before anyone watched')}${figure('Permissive apps', number(permissive), permissive > 0 ? 'warn' : unknown + old > 0 ? 'unknown' : 'good', apps.filter(Boolean).join('; ') || 'of all tenants')}
  </dl>`;
}

/** Of a tenant without a posture here only the verdict tells. */
function isOld(row: OverviewRow, postures: Report['postures']): boolean {
  const posture = postures.find(({ tenant }) => tenant.id === row.tenant.id);
  return !isKnown(row) || (posture !== undefined && !isCurrent(posture, 'apps'));
}

function rowOf(row: OverviewRow, id: string | null): Value[] {
  const { tenant, verdict, worst, ageSeconds } = row;
  const name = foreign(tenant.id, 100);
  const isRead = verdict.state !== 'never-read';
  const count = (value: number | null) => (isRead && value !== null ? number(value) : 'Unknown');
  return [
    html`${id === null ? name : html`<a href="${anchor(id)}">${name}</a>`}
      <span class="aside">${foreign(tenant.environment, 60)}</span>`,
    verdictMark(verdict),
    count(row.open),
    worst === null ? (isRead && row.open !== null ? 'None' : 'Unknown') : severityMark(worst),
    count(row.undecided),
    count(row.changes),
    row.permissive === null ? 'Unknown' : number(row.permissive),
    dcrState(row.dcr).value,
    toggleState(row.toggle).value,
    ageSeconds === null ? 'Never' : `${ageWords(ageSeconds)} ago`,
  ];
}
