import type { AppReadiness, Readiness } from '../../readiness/schema.ts';
import { kindWords, readinessCountWords } from '../../readiness/words.ts';
import { capitalized } from '../../sentence.ts';
import { permissiveCommand } from '../commands.ts';
import { foreign, html, prose, type Html } from '../html.ts';
import { appCard } from './app-card.ts';
import { checklist, scenarioList } from './checklist.ts';
import { leftOut } from './left-out.ts';
import { link } from './link.ts';
import { table } from './table.ts';
import { part, subheading, type View } from './view.ts';
import { dayWords, number, some } from './words.ts';

type Known = Extract<Readiness, { readonly known: true }>;

/** What keeps the permissive apps from being strict, and how far the tenant's own migration is. */
export function readinessPart(view: View): Html {
  const { readiness } = view.posture;
  const title = 'Readiness for strict mode';
  if (!readiness.known) {
    return part(view, 'readiness', title, [
      html`<p><strong>Unknown.</strong> ${foreign(readiness.reason)}</p>`,
    ]);
  }
  return part(view, 'readiness', title, [
    counts(readiness),
    checklist(view, readiness.newApps),
    checklist(view, readiness.dcr),
    scenarioList(view, readiness.scenarios),
    ...apps(view, readiness),
    ...requirements(view, readiness),
  ]);
}

function counts({ counts, apps, omitted }: Known): Html {
  const { blocked, change, ask } = counts;
  const looked = blocked + change + ask;
  const rest = apps.length + omitted - looked;
  if (looked + rest === 0)
    return html`<p>No third-party app is permissive, so none has to move.</p>`;
  const unseen =
    rest > 0 ? html` Another ${number(rest)} were not looked at: of those it is unknown.` : null;
  return html`<p>
    ${some(looked, 'permissive app')}: ${readinessCountWords(counts, number)}.${unseen}
  </p>`;
}

function apps(view: View, { apps, omitted }: Known): Html[] {
  if (apps.length === 0) return [];
  const shown = apps.slice(0, view.limits.apps);
  const command = permissiveCommand(view.posture);
  return [
    subheading(view, 'App by app'),
    leftOut(shown.length, apps.length + omitted, 'permissive apps', command) ?? html``,
    html`<ol class="apps">
      ${shown.map((app) => appCard(view, app, titlesOf(view)))}
    </ol>`,
  ];
}

/** The titles of the requirements, by id. */
function titlesOf({ posture }: View): (id: string) => string {
  const { readiness } = posture;
  const known = readiness.known ? readiness.requirements : [];
  const titles = new Map(known.map(({ id, title }) => [id, title]));
  return (id) => titles.get(id) ?? id;
}

function requirements(view: View, { requirements, apps }: Known): Html[] {
  if (requirements.length === 0) return [];
  const named = (id: string) => apps.filter((app) => isNamed(app, id)).length;
  return [
    subheading(view, 'What strict mode requires, and how to meet it'),
    table({
      caption: 'The requirements named above',
      columns: [
        { label: 'Requirement' },
        { label: 'Kind', kind: 'short' },
        { label: 'What to do' },
        { label: 'Apps', kind: 'number' },
        { label: 'Source' },
      ],
      rows: requirements.map(({ id, kind, title, fix, source, since }) => [
        title,
        capitalized(kindWords[kind]),
        prose(fix),
        number(named(id)),
        html`${link(source, 'Auth0')} <span class="aside">as of ${dayWords(since)}</span>`,
      ]),
    }),
  ];
}

function isNamed({ unmet, asks }: AppReadiness, id: string): boolean {
  return asks.includes(id) || unmet.some(({ requirement }) => requirement === id);
}
