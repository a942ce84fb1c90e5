import { placeOf, reportCommand } from '../../message.ts';
import type { Posture, Report } from '../../posture/schema.ts';
import { sameMoment } from '../commands.ts';
import { anchor, code, foreign, html, type Html } from '../html.ts';
import type { Limits } from './limits.ts';
import { fleetVerdict, overview } from './overview.ts';
import { styleHashes, styles } from './style.ts';
import { facts, summary } from './summary.ts';
import { contents, tenantParts } from './tenant.ts';
import type { View } from './view.ts';
import { dayWords, moment, some } from './words.ts';

/** The document: one file that loads nothing, runs nothing and sends nothing. */
export function pageOf(report: Report, limits: Limits): Html {
  const [only] = report.postures;
  const isSingle = only !== undefined && report.overview.length <= 1 && limits.tenants > 0;
  const name = isSingle ? only.tenant.id.slice(0, 120) : some(report.overview.length, 'tenant');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Posture of ${name}, ${dayWords(report.at)}</title>
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src ${styleHashes.map((hash) => `'${hash}'`).join(' ')}; base-uri 'none'; form-action 'none'"
        />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${styles}
      </head>
      <body>
        <a class="skip" href="${anchor('content')}">Skip to the report</a>
        ${isSingle ? single(only, limits) : fleet(report, limits)}
        <footer>
          <p>
            Made ${moment(report.generatedAt)} by Strictwatch from what it had stored; times are in
            UTC. This page loads nothing and sends nothing. It holds names and addresses of a
            tenant’s apps: forward it to those who may know them.
          </p>
        </footer>
      </body>
    </html> `;
}

function single(posture: Posture, limits: Limits): Html {
  const view: View = { posture, id: 't1', level: 2, limits };
  return html`<header class="masthead">
      <p class="eyebrow">Strictwatch posture report: third-party apps</p>
      <h1>${foreign(posture.tenant.id, 120)}</h1>
      ${facts(posture)}
    </header>
    <nav aria-label="Contents">
      <ul>
        ${contents(view).map(([slug, title]) => html`<li><a href="${anchor(`t1-${slug}`)}">${title}</a></li>`)}
      </ul>
    </nav>
    <main id="content" tabindex="-1">${summary(posture)} ${tenantParts(view)}</main>`;
}

function fleet(report: Report, limits: Limits): Html {
  const shown = report.postures.slice(0, limits.tenants);
  const ids = new Map(shown.map(({ tenant }, at) => [tenant.id, `t${at + 1}`]));
  return html`<header class="masthead">
      <p class="eyebrow">Strictwatch posture report: third-party apps</p>
      <h1>${some(report.overview.length, 'tenant')}</h1>
      <p>As of ${moment(report.at)}</p>
    </header>
    <main id="content" tabindex="-1">
      ${fleetVerdict(report.overview)} ${limits.tenants > 0 ? null : tooLarge()}
      ${overview(report, limits, (tenant) => ids.get(tenant) ?? null)}
      ${sectionsLeftOut(report, (tenant) => ids.has(tenant))}
      ${shown.map((posture, at) => section(posture, `t${at + 1}`, limits))}
    </main>`;
}

function tooLarge(): Html {
  return html`<p class="left-out">
    <strong>What the report holds does not fit on a page,</strong> so that here are the verdicts
    only. The JSON report has all.
  </p>`;
}

function sectionsLeftOut(report: Report, isShown: (tenant: string) => boolean): Html | null {
  const rows = report.overview.filter(({ tenant }) => !isShown(tenant.id));
  const [first] = rows;
  if (!first) return null;
  const command = reportCommand({ ...placeOf(first.tenant), tenant: 'ID' }) + sameMoment(report);
  const have = rows.length === 1 ? 'has' : 'have';
  return html`<p class="left-out">
    <strong>${some(rows.length, 'tenant')} ${have} no section below,</strong> only a row above. Of
    one of them: ${code(command)}
  </p>`;
}

function section(posture: Posture, id: string, limits: Limits): Html {
  return html` <section class="tenant" aria-labelledby="${id}">
    <h2 id="${id}">${foreign(posture.tenant.id, 120)}</h2>
    ${facts(posture)} ${summary(posture)} ${tenantParts({ posture, id, level: 3, limits })}
    <p class="back"><a href="${anchor('overview')}">Back to all tenants</a></p>
  </section>`;
}
