import { accessSync, constants } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser to test with, or null where there is none. */
export function chromiumPath(): string | null {
  const given = process.env['CHROMIUM_PATH'];
  return (given === undefined ? places : [given]).find(isProgram) ?? null;
}

/** True where tests without a browser are to be left out, which is said once; where one is required they fail. */
export function isWithoutBrowser(): boolean {
  if (chromiumPath() !== null) return false;
  const words =
    'No Chromium was found. Install one (Debian: `apt-get install chromium fonts-dejavu-core`), or name it in CHROMIUM_PATH.';
  if (process.env['STRICTWATCH_REQUIRE_BROWSER'] === '1') throw new Error(words);
  console.warn(`The report is not tested in a browser. ${words}`);
  return true;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? '',
    // The sandbox of Chromium refuses to run as root, which is who runs in containers; it opens our own pages only.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** A server of one document on this machine, which remembers what it was asked for. */
export interface Site {
  readonly url: string;
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

export async function serve(document: string): Promise<Site> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(document);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** What a page did that no report does. */
export interface Visit {
  readonly page: Page;
  /** What the console, the page's errors and its dialogs said. */
  readonly heard: readonly string[];
  /** Addresses the page asked for, its own included. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const heard: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => heard.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, heard, requests, close: () => context.close() };
}
