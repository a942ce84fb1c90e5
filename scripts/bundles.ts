import { parseArgs } from 'node:util';
import { jobNames } from '../functions/core/deployment.ts';
import { renderTable } from '../functions/core/render-table.ts';
import { held, type BundleFound } from './bench/bundles/found.ts';
import { imports } from './bench/bundles/import-time.ts';
import { measureBundle } from './bench/bundles/measure.ts';

const { values: flags } = parseArgs({
  options: {
    /** Print what takes most of each bundle, too. */
    largest: { type: 'boolean', default: false },
  },
});

const bundles = jobNames.map(measureBundle);
console.log(
  renderTable(
    ['FUNCTION', 'BUNDLE', 'HELD TO', 'IMPORT', 'HELD TO', ''],
    bundles.map((one) => [
      one.job,
      kib(one.bytes),
      `${held.kib} KiB`,
      `${one.imported.ms.toFixed(0)} ms`,
      `${held.ms} ms`,
      isWithin(one) ? 'ok' : 'ABOVE',
    ]),
  ),
);
console.log(`Import: median of ${imports}, Node ${process.version}, nothing else loaded.`);
if (flags.largest) {
  for (const { job, largest } of bundles) {
    const rows = largest.map(({ of, bytes }) => [of, kib(bytes)]);
    console.log(`\n${renderTable([`LARGEST IN ${job.toUpperCase()}`, ''], rows)}`);
  }
}
if (!bundles.every(isWithin)) process.exitCode = 1;

function isWithin({ bytes, imported }: BundleFound): boolean {
  return bytes <= held.kib * 1024 && imported.ms <= held.ms;
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
