import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openInBrowser } from '../adapters/browser.ts';
import { writeWhole } from '../adapters/write-whole.ts';
import { ConfigError } from '../core/errors.ts';
import type { Report } from '../core/posture/schema.ts';
import { renderReport } from '../core/render-report.ts';
import { stamp } from '../core/report/edition.ts';
import { formats } from '../core/report/files.ts';
import type { Context } from './context.ts';
import type { Wanted } from './report-options.ts';

/** Prints the report, or writes it to a file, and shows that where it was asked to. */
export async function emitReport(context: Context, report: Report, wanted: Wanted): Promise<void> {
  const { out, err, columns, color, options } = context;
  const { format, open } = wanted;
  if (format === null) {
    out(renderReport(report, { columns, color }));
    return;
  }
  const document = formats[format].render(report);
  const path = wanted.out ?? (open ? await ownPath(options.data, report) : null);
  if (path === null) {
    out(document);
    return;
  }
  await writeWhole(path, document);
  if (!open) {
    err(`The report is in ${path}.\n`);
    return;
  }
  out(`${path}\n`);
  const problem = await openInBrowser(path, context.env);
  err(problem === null ? 'It opens in the browser.\n' : `It was not opened, since ${problem}.\n`);
}

/** Such as `.strictwatch/reports/acme-prod-2026-11-23T070000Z.html`; its folder is made where it is not there. */
async function ownPath(data: string, { at, postures, overview }: Report): Promise<string> {
  const folder = join(data, 'reports');
  const [only] = overview.length === 1 ? postures : [];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(
      `The folder ${folder} could not be made (${(error as NodeJS.ErrnoException).code}). Check the rights of ${data}, or name a file with --out.`,
      { cause: error },
    );
  }
  return join(folder, `${only?.tenant.id ?? 'tenants'}-${stamp(new Date(at))}.html`);
}
