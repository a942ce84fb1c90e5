import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { SlackMessage } from '../demo/slack.ts';
import type { SlackPayload } from '../functions/core/render-slack.ts';
import { openChromium } from './screenshots/chromium.ts';
import { slackPage } from './screenshots/slack-page.ts';
import { demoReport, postedMessages } from './screenshots/story.ts';

/**
 * Takes the pictures of the README from what the project itself writes and posts for the demo's story. The story's clock is
 * fixed, so on one machine the same code gives the same pictures.
 */
const images = join(import.meta.dirname, '..', 'docs', 'images');

interface Picture {
  readonly name: string;
  readonly html: string;
  readonly width: number;
  /** Where the picture ends: above the first of these; the whole page without it. */
  readonly until?: string;
  readonly colorScheme?: 'light' | 'dark';
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strictwatch-screenshots-'));
  const browser = await openChromium();
  try {
    await mkdir(images, { recursive: true });
    for (const picture of await pictures(folder)) {
      const png = await take(browser, picture);
      await writeFile(join(images, picture.name), png);
      console.log(`docs/images/${picture.name}: ${Math.ceil(png.length / 1024)} KB`);
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function pictures(folder: string): Promise<Picture[]> {
  const html = await demoReport(join(folder, 'report'));
  const { alerts, report } = await postedMessages(join(folder, 'slack'));
  const alert = alerts.find(isAboutNewApp);
  if (!alert) throw new Error('The story posted no alert about a permissive app.');
  // What is read in a minute comes before the first table.
  const page = { html, width: 1100, until: 'table' };
  return [
    { ...page, name: 'report-light.png', colorScheme: 'light' },
    { ...page, name: 'report-dark.png', colorScheme: 'dark' },
    chat('slack-alert.png', alert, { channel: 'security-alerts', time: '02:15' }),
    chat('slack-report.png', report, { channel: 'security-weekly', time: '15:00' }),
  ];
}

function chat(
  name: string,
  { body }: SlackMessage,
  caption: Parameters<typeof slackPage>[1],
): Picture {
  const html = slackPage(body as unknown as SlackPayload, caption);
  return { name, html: html.replaceAll(/\b[0-9a-f]{64}\b/g, drawnHash), width: 840 };
}

/** A record's hash covers when it is deleted, by this machine's clock: drawn as it is, no picture would be like the last. */
const drawnHash = createHash('sha256').update('a run record of the demo').digest('hex');

function isAboutNewApp({ body }: SlackMessage): boolean {
  const { metadata } = body as unknown as SlackPayload;
  return metadata.event_payload.findings.some(
    ({ rule, announcement }) => rule === 'app-permissive' && announcement === 'opened',
  );
}

async function take(browser: Browser, picture: Picture): Promise<Buffer> {
  const { html, width, until, colorScheme = 'light' } = picture;
  const viewport = { width, height: 400 };
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  try {
    await page.setContent(html);
    if (until === undefined) return await page.screenshot({ fullPage: true });
    const end = await page.locator(until).first().boundingBox();
    if (!end) throw new Error(`The page shows no ${until}.`);
    const clip = { x: 0, y: 0, width, height: Math.floor(end.y) };
    return await page.screenshot({ fullPage: true, clip });
  } finally {
    await page.close();
  }
}

await main();
