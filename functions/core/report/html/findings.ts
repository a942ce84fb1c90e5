import { factsOf } from '../../facts.ts';
import { isKnown } from '../../posture/is-known.ts';
import type { Posture, PostureFinding } from '../../posture/schema.ts';
import { statusWords } from '../../posture/words.ts';
import { capitalized } from '../../sentence.ts';
import { findingsCommand } from '../commands.ts';
import { code, foreign, html, prose, type Html, type Value } from '../html.ts';
import { leftOut, listed } from './left-out.ts';
import { link, sourceLink } from './link.ts';
import { severityCounts, severityMark } from './severity.ts';
import { table } from './table.ts';
import { part, subheading, type View } from './view.ts';
import { number, shortDate, some } from './words.ts';

const toDo: readonly PostureFinding['status'][] = ['open', 'inherited', 'acknowledged'];
const decided: readonly PostureFinding['status'][] = ['accepted', 'suppressed'];

/** Who must do what: findings that nobody has ended or decided to live with, by rule, each with how to fix it. */
export function findingsPart(view: View): Html {
  const { posture, limits } = view;
  const all = posture.findings.filter(({ status }) => toDo.includes(status));
  const title = 'Who must act';
  if (all.length === 0) return part(view, 'findings', title, [noFindings(posture)]);
  const shown = all.slice(0, limits.rows);
  const groups = Map.groupBy(shown, ({ rule }) => rule);
  return part(view, 'findings', title, [
    html`<p>${waiting(all)} ${takeWords(posture)}</p>`,
    leftOut(shown.length, all.length, 'findings', findingsCommand(posture)) ?? html``,
    ...[...groups].map(([rule, findings]) => group(view, rule, findings)),
  ]);
}

function waiting(all: readonly PostureFinding[]): string {
  const unowned = all.filter(({ decision }) => decision === undefined).length;
  const taken =
    unowned === 0
      ? 'each was taken'
      : `nobody has taken ${unowned === all.length ? 'any' : number(unowned)} of them`;
  const waits = all.length === 1 ? 'waits' : 'wait';
  return `${some(all.length, 'finding')} ${waits} for somebody (${severityCounts(all)}); ${taken}.`;
}

function noFindings(posture: Posture): Html {
  if (!isKnown(posture)) {
    return html`<p>
      <strong>Unknown:</strong> no finding is known, and that is not the same as none.
    </p>`;
  }
  return html`<p>Nobody: no finding is open or undecided.</p>`;
}

function takeWords({ tenant }: Posture): Html {
  const stack = tenant.stack === undefined ? '' : ` --stack ${tenant.stack}`;
  return html`Whoever takes one says so by ${code(`npx strictwatch acknowledge FINDING${stack}`)};
  one that is meant is accepted with an owner and a reason, by
  ${code(`npx strictwatch accept FINDING --owner NAME --reason WHY${stack}`)}.`;
}

function group(view: View, rule: string, findings: readonly PostureFinding[]): Html {
  const about = view.posture.rules[rule];
  return html` <section class="rule">
    ${subheading(view, html`${foreign(about?.title ?? rule, 200)} ${code(rule, 100)}`)}
    ${about ? howToFix(about) : null} ${notJudged(view.posture, rule)}
    ${table({
      caption: some(findings.length, 'finding'),
      columns: [
        { label: 'Finding' },
        { label: 'Severity', kind: 'short' },
        { label: 'Status', kind: 'short' },
        { label: 'Since', kind: 'short' },
        { label: 'Owner' },
      ],
      rows: findings.map(rowOf),
    })}
  </section>`;
}

/** An unknown verdict leaves findings as they were. */
function notJudged({ unjudged }: Posture, rule: string): Html | null {
  const why = unjudged.find((one) => one.rule === rule);
  if (!why) return null;
  return html`<p>
    <strong>Not judged by the newest run:</strong> ${foreign(why.reason, 300)} What follows is as it
    was.
  </p>`;
}

function howToFix({ fix, see, controls }: Posture['rules'][string]): Html {
  return html`<div class="fix">
    <p class="label">How to fix</p>
    <ol>
      ${fix.map((step) => html`<li>${prose(step)}</li>`)}
    </ol>
    ${see.length > 0 ? html`<p class="aside">Sources: ${listed(see, 5, sourceLink)}</p>` : null}
    ${controls.length > 0 ? html`<p class="aside">Controls: ${listed(controls, 8, ({ framework, id }) => `${framework} ${id}`)}</p>` : null}
  </div>`;
}

function rowOf(finding: PostureFinding): Value[] {
  const { severity, status, since } = finding;
  return [
    what(finding),
    severityMark(severity),
    capitalized(statusWords[status]),
    shortDate(since),
    ownerWords(finding),
  ];
}

function what({ message, key, link: page, evidence, because, stage }: PostureFinding): Html {
  const facts = factsOf(evidence).filter(({ name }) => name !== 'name');
  return html`<p>${foreign(capitalized(message), 400)}</p>
    ${facts.length > 0 ? html`<p class="aside">${facts.slice(0, 3).map(({ name, value }, at) => html`${at > 0 ? html`; ` : null}${foreign(name, 60)}: ${foreign(value, 160)}`)}</p>` : null}
    ${stage === undefined ? null : html`<p class="aside">Stage: ${foreign(stage, 60)}</p>`}
    ${because === undefined ? null : html`<p class="aside">${foreign(because, 300)}</p>`}
    <p class="aside">${code(key)}</p>
    ${page === null ? null : html`<p class="aside">${link(page, 'Open in Auth0')}</p>`}`;
}

function ownerWords({ decision, status }: PostureFinding): Value {
  if (!decision) return html`<strong>Nobody yet</strong>`;
  const { by, owner, at } = decision;
  const decider = owner === undefined || owner === by ? null : html` by ${foreign(by, 200)}`;
  return html`<p>${foreign(owner ?? by, 200)}</p>
    <p class="aside">${capitalized(statusWords[status])}${decider}, ${shortDate(at)}</p>`;
}

/** What somebody decided to live with, until when, and who answers for it. */
export function exceptionsPart(view: View): Html | null {
  const { posture, limits } = view;
  const all = posture.findings.filter(({ status }) => decided.includes(status));
  if (all.length === 0) return null;
  const shown = all.slice(0, limits.rows);
  return part(view, 'exceptions', 'Exceptions in force', [
    table({
      caption: 'Findings that are accepted or suppressed',
      columns: [
        { label: 'Finding' },
        { label: 'Severity', kind: 'short' },
        { label: 'Decision' },
        { label: 'Owner' },
        { label: 'Reason' },
      ],
      rows: shown.map(exceptionRow),
    }),
    leftOut(shown.length, all.length, 'exceptions', findingsCommand(posture)) ?? html``,
  ]);
}

function exceptionRow(finding: PostureFinding): Value[] {
  const { message, key, severity, status, decision } = finding;
  const until = decision?.until === undefined ? null : html`, until ${shortDate(decision.until)}`;
  const by = decision
    ? html`<p class="aside">by ${foreign(decision.by, 200)}, ${shortDate(decision.at)}${until}</p>`
    : null;
  return [
    html`<p>${foreign(capitalized(message), 400)}</p>
      <p class="aside">${code(key)}</p>`,
    severityMark(severity),
    html`<p>${capitalized(statusWords[status])}</p>
      ${by}`,
    decision?.owner === undefined ? 'Not recorded' : foreign(decision.owner, 200),
    decision?.reason === undefined ? 'Not recorded' : foreign(decision.reason, 400),
  ];
}
