import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../functions/core/posture/schema.ts';
import { renderHtml } from '../../functions/core/report/html-report.ts';
import { neverReadPosture, sampleReport } from '../core/posture/sample-posture.ts';
import { firstWeekReport, reportOfPostures, singleReport } from '../core/report/html-samples.ts';
import { isWithoutBrowser, launch, serve, visit, type Site } from './chromium.ts';
import { countCells, styleOf } from './in-page.ts';
import { longReport } from './long-report.ts';
import { misfits, rolesOf, violations } from './looks.ts';

const reports: Readonly<Record<string, Report>> = {
  fleet: sampleReport(),
  single: singleReport(),
  'never read': reportOfPostures([neverReadPosture()]),
  'first week': firstWeekReport(),
  'long texts': longReport(),
};

const widths = [360, 768, 1280];
const schemes = ['light', 'dark'] as const;

describe.skipIf(isWithoutBrowser())('the report in a browser', () => {
  let browser: Browser;
  const sites = new Map<string, Site>();
  const siteOf = (name: string) => {
    const site = sites.get(name);
    if (!site) throw new Error(`there is no report called ${name}`);
    return site;
  };

  beforeAll(async () => {
    browser = await launch();
    for (const [name, report] of Object.entries(reports)) {
      sites.set(name, await serve(renderHtml(report)));
    }
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of sites.values()) await site.close();
  });

  const looks = Object.keys(reports).flatMap((name) =>
    widths.flatMap((width) => schemes.map((scheme) => ({ name, width, scheme }))),
  );

  test.each(looks)(
    '$name, $width px, $scheme: fits, is accessible, and is silent',
    async ({ name, width, scheme }) => {
      const site = siteOf(name);
      const askedBefore = site.asked.length;
      const { page, heard, requests, close } = await visit(browser, site.url, {
        viewport: { width, height: 900 },
        colorScheme: scheme,
      });
      expect(await misfits(page)).toEqual([]);
      for (const details of await page.locator('summary').all()) await details.click();
      expect(await misfits(page)).toEqual([]);
      expect(await violations(page)).toEqual([]);
      expect(heard).toEqual([]);
      expect(requests).toEqual([site.url]);
      expect(site.asked.slice(askedBefore)).toEqual(['/']);
      await close();
    },
  );

  test('light and dark are two sets of colours', async () => {
    const colours = [];
    for (const colorScheme of schemes) {
      const { page, close } = await visit(browser, siteOf('single').url, { colorScheme });
      colours.push(await page.evaluate(styleOf, { selector: 'body', property: 'backgroundColor' }));
      await close();
    }
    expect(colours).toEqual([['rgb(253, 252, 249)'], ['rgb(21, 24, 28)']]);
  });

  test('looks the same where scripts are off', async () => {
    const shots = [];
    for (const javaScriptEnabled of [true, false]) {
      const { page, close } = await visit(browser, siteOf('fleet').url, { javaScriptEnabled });
      shots.push(await page.screenshot({ fullPage: true }));
      await close();
    }
    expect(shots[0]?.length).toBeGreaterThan(50_000);
    expect(shots[1]?.equals(shots[0] ?? Buffer.of())).toBe(true);
  });

  test('a keyboard reaches the report past its contents', async () => {
    const { page, close } = await visit(browser, siteOf('single').url);
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    expect(await skip.textContent()).toBe('Skip to the report');
    expect((await skip.boundingBox())?.x).toBeGreaterThan(0);
    const focused = { selector: ':focus', property: 'outlineStyle' };
    expect(await page.evaluate(styleOf, focused)).toEqual(['solid']);
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('content');
    await close();
  });

  test.each([360, 1280])('at %i px, tables are tables to a screen reader', async (width) => {
    const { page, close } = await visit(browser, siteOf('fleet').url, {
      viewport: { width, height: 900 },
    });
    const roles = await rolesOf(page);
    const { rows, cells, heads } = await page.evaluate(countCells);
    expect(heads).toBeGreaterThan(50);
    expect(roles.get('row')).toBe(rows);
    expect(roles.get('cell')).toBe(cells);
    expect(roles.get('columnheader')).toBe(heads);
    await close();
  });
});
