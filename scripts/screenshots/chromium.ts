import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Debian's. */
const usual = '/usr/bin/chromium';

/**
 * Chromium, from CHROMIUM_PATH or where Debian puts it.
 * @throws {Error} saying what to do when there is none
 */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? usual;
  if (!existsSync(executablePath)) {
    throw new Error(
      `${executablePath} is not there. Install Chromium, or name it in CHROMIUM_PATH.`,
    );
  }
  // Chromium's sandbox refuses to start for root, as in a container.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...args, '--font-render-hinting=none'] });
}
