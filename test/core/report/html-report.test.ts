import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../functions/core/report/html-report.ts';
import { neverReadPosture, samplePosture, sampleReport } from '../posture/sample-posture.ts';
import type { Posture } from '../../../functions/core/posture/schema.ts';
import { reportOf } from '../../../functions/core/posture/overview.ts';
import { firstWeekReport, reportOfPostures, singleReport } from './html-samples.ts';

/** After a change that is meant: `npx vitest run test/core/report/html-report.test.ts -u`, and open what changed. */
test.each([
  ['fleet', sampleReport()],
  ['single', singleReport()],
  ['never-read', reportOfPostures([neverReadPosture()])],
  ['first-week', firstWeekReport()],
])('report-%s.html is as it was when somebody last looked at it', async (name, report) => {
  const page = renderHtml(report);
  await expect(page).toMatchFileSnapshot(
    join(import.meta.dirname, 'golden', `report-${name}.html`),
  );
  expect(renderHtml(report)).toBe(page);
});

describe('the page', () => {
  const page = renderHtml(sampleReport());

  test('allows its own style sheets and nothing else; this is what `styleHashes` must be', () => {
    const sheets = [...page.matchAll(/<style>([^]*?)<\/style>/g)].map(([, css = '']) => css);
    const hashes = sheets.map(
      (css) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
    );
    expect(page).toContain(
      `content="default-src 'none'; style-src ${hashes.join(' ').replaceAll("'", '&#39;')}; base-uri 'none'; form-action 'none'"`,
    );
    expect(sheets.length).toBeGreaterThan(1);
    expect(sheets.join('')).not.toMatch(/url\(|@import|@font-face/);
  });

  test('names no thing to load or to run', () => {
    expect(page).not.toMatch(
      /<(?:script|link|img|iframe|object|embed|base|form)\b|\s(?:src|style|on\w+)=/,
    );
    expect(page).toContain('<meta name="referrer" content="no-referrer" />');
    expect(page).toContain('<meta name="robots" content="noindex" />');
  });

  test('links tenants to their sections, and every anchor leads somewhere', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(anchors).toContain('t2');
    expect(anchors.filter((id) => !ids.has(id))).toEqual([]);
    expect([...page.matchAll(/ id="/g)]).toHaveLength(ids.size);
  });

  test('shows the hashes, and how to check them', () => {
    const hash = 'a'.repeat(64);
    expect(page).toContain(`npx strictwatch verify --tenant acme-prod --hash ${hash}`);
    expect(page).toContain('b'.repeat(64));
  });
});

describe('what is not known', () => {
  const text = visibleText(renderHtml(reportOfPostures([neverReadPosture()])));

  test('is called unknown, and never none or zero', () => {
    for (const name of [
      'Open findings',
      'New permissive apps',
      'Permissive apps',
      'Dynamic registration (DCR)',
    ]) {
      expect(text).toContain(`${name} Unknown`);
    }
    expect(text).toContain('no finding is known, and that is not the same as none');
    expect(text).toContain('Until acknowledged Unknown');
    expect(text).not.toMatch(/\b0\b/);
  });

  test('a findings count of a tenant not read whole is said to be too low', () => {
    const verdict = { state: 'not-known', sentence: 'Not known.' } as const;
    const page = visibleText(renderHtml(singleReport({ verdict })));
    expect(page).toContain('there may be more: not read whole');
  });

  test('nothing that was not seen by the newest run is shown as good', () => {
    const { freshness, open, dcr, toggle, apps } = samplePosture();
    if (!apps.known) throw new Error('the sample knows its apps');
    const calm = {
      freshness,
      open: { ...open, open: 0, undecided: 0, acknowledged: 0 },
      findings: [],
      newPermissive: [],
      dcr: { ...dcr, enabled: false },
      toggle: { ...toggle, state: 'off' },
      apps: { ...apps, byModeAndOrigin: [] },
    } as const;
    const all = { ...calm, unread: [], unjudged: [] };
    expect(goodFigures(renderHtml(singleReport(all)))).toBe(5);
    const nobody = (section: 'apps' | 'settings' | 'logs') => [
      { section, reason: 'no answer', lastRead: null, ageSeconds: null },
    ];
    const unsure = [
      [{ ...all, unjudged: [{ rule: 'app-permissive', reason: 'no answer' }] }, 4],
      [{ ...all, unread: nobody('apps') }, 3],
      [{ ...all, unread: nobody('settings') }, 3],
      [{ ...all, unread: nobody('logs') }, 4],
      [{ ...all, toggle: { ...all.toggle, basis: 'declared' as const } }, 4],
      [{ ...all, verdict: { state: 'not-known', sentence: 'Not known.' } }, 0],
    ] as const;
    for (const [posture, good] of unsure) {
      expect(goodFigures(renderHtml(singleReport(posture)))).toBe(good);
    }
  });

  test('no new app is told as none only after all apps were read', () => {
    const { apps } = samplePosture();
    if (!apps.known) throw new Error('the sample knows its apps');
    const old = { ...apps, asOf: '2026-11-16T06:59:59.000Z' };
    const page = visibleText(renderHtml(singleReport({ newPermissive: [], apps: old })));
    expect(page).toContain('Unknown: no run read all apps since');
    expect(page).toContain('New permissive apps Unknown apps not read since 16 Nov 2026');
    expect(visibleText(renderHtml(singleReport({ newPermissive: [] })))).toContain(
      'None was seen since',
    );
  });

  test.each([
    ['Unknown: no run was made since', { runs: 0, incompleteRuns: 0 }, {}],
    ['Unknown: no run read the tenant whole since', { runs: 3, incompleteRuns: 3 }, {}],
    [
      'Unknown: no change is known, but not all was read or judged, since',
      {},
      { verdict: { state: 'not-known', sentence: 'Overdue.' } },
    ],
    ['Nothing since', {}, {}],
  ] as const)('no change is told as: %s', (words, runs, more) => {
    const { freshness, changes } = samplePosture();
    const none = Object.fromEntries(Object.keys(changes.counts).map((kind) => [kind, 0]));
    const calm = { counts: none as typeof changes.counts, rows: [] };
    const posture = { ...more, changes: calm, freshness: { ...freshness, ...runs } };
    expect(visibleText(renderHtml(singleReport(posture)))).toContain(`What changed ${words}`);
  });

  test('a fleet says whose permissive apps are of an old read, and shows no good figure', () => {
    const { apps, open } = samplePosture();
    if (!apps.known) throw new Error('the sample knows its apps');
    const calm = {
      findings: [],
      open: { ...open, open: 0, undecided: 0 },
      apps: { ...apps, byModeAndOrigin: [] },
      unread: [],
    } as const;
    const unread = [{ section: 'apps', reason: 'no', lastRead: null, ageSeconds: null }] as const;
    const late = { verdict: { state: 'not-known', sentence: 'Overdue.' } } as const;
    const page = (more: Partial<Posture>) =>
      renderHtml({
        ...reportOf(
          [
            samplePosture(calm),
            samplePosture({ ...calm, ...more, tenant: { id: 'acme-old', environment: 'test' } }),
          ],
          new Date('2026-11-23T07:00:00.000Z'),
        ),
      });
    const permissive = (text: string) =>
      /<div class="figure (\w+)">\s*<dt>Permissive apps<\/dt>\s*<dd class="value">0<\/dd>\s*<dd class="note">([^<]*)/
        .exec(text)
        ?.slice(1);
    expect(permissive(page({}))).toEqual(['good', 'of all tenants']);
    for (const more of [{ unread }, late]) {
      expect(permissive(page(more))).toEqual(['unknown', 'as of an old read for 1 tenant']);
    }
  });

  test('findings of a rule that could not judge are said to be as they were', () => {
    const unjudged = [{ rule: 'toggle-on', reason: 'logs were not read.' }];
    expect(visibleText(renderHtml(singleReport({ unjudged })))).toContain(
      'Not judged by the newest run: logs were not read. What follows is as it was.',
    );
  });

  test('permissive apps that were not looked at are counted apart', () => {
    const { readiness } = samplePosture();
    if (!readiness.known) throw new Error('the sample knows');
    const some = { ...readiness, omitted: 9 };
    const page = visibleText(renderHtml(singleReport({ readiness: some })));
    expect(page).toContain('. Another 7 were not looked at: of those it is unknown.');
  });

  test('weeks without data are drawn as such', () => {
    const page = renderHtml(firstWeekReport());
    expect(page.match(/class="gap"\s/g)).toHaveLength(2);
    expect(visibleText(page)).toContain('There is no trend yet');
    expect(visibleText(page)).toContain('31 Aug 2026 no data no data no data');
  });
});

describe('exceptions', () => {
  test('are listed with owner, reason and end', () => {
    const [finding] = samplePosture().findings;
    if (!finding) throw new Error('the sample has findings');
    const decision = {
      by: 'robin',
      at: '2026-11-19T09:30:00.000Z',
      owner: 'sam',
      reason: 'Moves in May',
      until: '2026-12-24T00:00:00.000Z',
    };
    const page = visibleText(
      renderHtml(singleReport({ findings: [{ ...finding, status: 'suppressed', decision }] })),
    );
    expect(page).toContain('Exceptions in force');
    expect(page).toMatch(
      /Suppressed by robin, 19 Nov 2026\s*, until 24 Dec 2026\s+sam Moves in May/,
    );
    expect(page).toContain('Nobody: no finding is open or undecided.');
  });
});

function goodFigures(page: string): number {
  return page.match(/class="figure good"/g)?.length ?? 0;
}

/** What a reader sees of a page, with one space between words. */
function visibleText(page: string): string {
  return page
    .replace(/<(style|svg)\b[^]*?<\/\1>/g, '')
    .replace(/<\/?(?:bdi|code|strong|time|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}
