import * as fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visible } from '../../functions/core/escape.ts';
import { renderHtml } from '../../functions/core/report/html-report.ts';
import { hostileText } from '../core/hostile.ts';
import { hostileName, samplePosture } from '../core/posture/sample-posture.ts';
import { singleReport, withTexts } from '../core/report/html-samples.ts';
import { isWithoutBrowser, launch, serve, visit } from './chromium.ts';
import type { InPage } from './in-page.ts';
import { misfits } from './looks.ts';

describe.skipIf(isWithoutBrowser())('hostile text in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('a name is shown as the text it is', async () => {
    const site = await serve(renderHtml(singleReport()));
    const { page, heard, requests, close } = await visit(browser, site.url);
    const names = await page.locator('.app h4 bdi').allTextContents();
    expect(names).toEqual([visible(hostileName)]);
    expect(names[0]).toContain('<script>alert(1)</script>');
    expect(await page.locator('script').count()).toBe(0);
    expect(heard).toEqual([]);
    expect(requests).toEqual([site.url]);
    await close();
    await site.close();
  });

  test('names of any kind make no element, ask for nothing and stay within the page', async () => {
    const names = fc.sample(hostileText, { numRuns: 80, seed: 20_261_123 });
    const [fresh] = samplePosture().newPermissive;
    if (!fresh) throw new Error('the sample has a new app');
    const newPermissive = names.map((name, at) => ({ ...fresh, name, app: `SyntheticApp${at}` }));
    const site = await serve(renderHtml(singleReport({ newPermissive })));
    const { page, heard, requests, close } = await visit(browser, site.url, {
      viewport: { width: 360, height: 900 },
    });
    const cells = page.locator('tr:has(code:text("SyntheticApp")) th p:first-child');
    const shown = await cells.allTextContents();
    expect(shown).toHaveLength(names.length);
    const short = names.flatMap((name, at) => {
      const text = visible(name) || '(empty)';
      return text.length <= 20 ? [{ text, shown: shown[at] }] : [];
    });
    expect(short.length).toBeGreaterThan(5);
    for (const { text, shown } of short) expect(shown).toBe(text);
    expect(await cells.locator('*:not(bdi)').count()).toBe(0);
    expect(await misfits(page)).toEqual([]);
    expect(heard).toEqual([]);
    expect(requests).toEqual([site.url]);
    await close();
    await site.close();
  });

  test('text of any kind, anywhere, makes the same elements as harmless text', async () => {
    const texts = fc.sample(hostileText, { numRuns: 60, seed: 20_261_123 });
    let next = 0;
    const hostile = withTexts(singleReport(), () => `<${texts[next++ % texts.length]}`);
    const site = await serve(renderHtml(hostile));
    const { page, heard, close } = await visit(browser, site.url);
    const { elements, attributes } = await page.evaluate(() => {
      const { document } = globalThis as unknown as InPage;
      const all = [...document.querySelectorAll('body, body *')];
      return {
        elements: [...new Set(all.map(({ localName }) => localName))],
        attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))],
      };
    });
    const ours =
      /^(a|bdi|body|caption|code|dd|defs|desc|details|div|dl|dt|figcaption|figure|footer|g|h[1-4]|header|li|line|main|nav|ol|p|pattern|pre|rect|section|span|strong|summary|svg|table|tbody|td|text|th|thead|time|title|tr|ul)$/;
    expect(elements.filter((name) => !ours.test(name))).toEqual([]);
    expect(attributes.filter((name) => /^(on|style|src|srcdoc|action)/.test(name))).toEqual([]);
    expect(heard).toEqual([]);
    await close();
    await site.close();
  });
});
