import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../functions/core/report/html-report.ts';
import { sampleReport } from '../core/posture/sample-posture.ts';
import { singleReport } from '../core/report/html-samples.ts';
import { isWithoutBrowser, launch, serve, visit, type Site } from './chromium.ts';
import { styleOf } from './in-page.ts';
import { longReport } from './long-report.ts';
import { misfits } from './looks.ts';

/** A4 without the margins of the page, in pixels of CSS. */
const printed = { width: Math.floor(((210 - 2 * 16) / 25.4) * 96), height: 900 };

describe.skipIf(isWithoutBrowser())('the report on paper', () => {
  let browser: Browser;
  const sites: Site[] = [];

  beforeAll(async () => {
    browser = await launch();
    for (const report of [sampleReport(), singleReport(), longReport()]) {
      sites.push(await serve(renderHtml(report)));
    }
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of sites) await site.close();
  });

  async function print(
    at: number,
    dark = false,
  ): Promise<{ page: Page; heard: readonly string[] }> {
    const { page, heard } = await visit(browser, sites[at]?.url ?? '', {
      viewport: printed,
      colorScheme: dark ? 'dark' : 'light',
    });
    await page.emulateMedia({ media: 'print', colorScheme: dark ? 'dark' : 'light' });
    return { page, heard };
  }

  test.each([
    ['fleet', 0],
    ['single', 1],
    ['long texts', 2],
  ])('%s: nothing is wider than the paper', async (_, at) => {
    const { page, heard } = await print(at);
    expect(await misfits(page)).toEqual([]);
    expect(heard).toEqual([]);
    await page.context().close();
  });

  test('what is folded on a screen is open, and what is for screens is gone', async () => {
    const { page } = await print(1);
    const numbers = page.getByRole('table', { name: 'Third-party apps at the end of each week' });
    expect((await numbers.boundingBox())?.height).toBeGreaterThan(200);
    for (const gone of ['nav', '.skip', 'summary']) {
      expect(await page.locator(gone).first().isVisible()).toBe(false);
    }
    await page.context().close();
  });

  test('links say where they lead', async () => {
    const { page } = await print(1);
    const words = await page.evaluate(styleOf, {
      selector: 'a[href^="https"]',
      pseudo: '::after',
      property: 'content',
    });
    expect(words.length).toBeGreaterThan(2);
    for (const address of words) expect(address).toContain('https://');
    await page.context().close();
  });

  test('is light, whatever the screen is', async () => {
    const { page } = await print(1, true);
    expect(await page.evaluate(styleOf, { selector: 'body', property: 'color' })).toEqual([
      'rgb(28, 30, 34)',
    ]);
    expect(await page.evaluate(styleOf, { selector: 'body', property: 'backgroundColor' })).toEqual(
      ['rgb(255, 255, 255)'],
    );
    await page.context().close();
  });

  test('makes a PDF of A4 pages, a tenant beginning on a page of its own', async () => {
    const { page } = await print(0);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString(
      'latin1',
    );
    const sizes = [...pdf.matchAll(/\/MediaBox \[([\d. ]+)\]/g)].map(([, size = '']) =>
      size.split(' ').map((length) => Math.round(Number(length))),
    );
    expect(new Set(sizes.map(String))).toEqual(new Set(['0,0,595,842']));
    expect(sizes.length).toBeGreaterThanOrEqual(5);
    expect(sizes.length).toBeLessThanOrEqual(14);
    const breaks = await page.evaluate(styleOf, { selector: '.tenant', property: 'breakBefore' });
    expect(breaks).toEqual(['page', 'page']);
    await page.context().close();
  });

  test('repeats the head of a table on each page it goes on', async () => {
    const { page } = await print(1);
    const display = await page.evaluate(styleOf, { selector: 'thead', property: 'display' });
    expect(new Set(display)).toEqual(new Set(['table-header-group']));
    await page.context().close();
  });
});
