import { jobNames, type JobName } from '../../functions/core/deployment.ts';
import { held, type BundleInSteps, type BundlesFound } from './bundles/found.ts';
import { timeStart } from './bundles/import-time.ts';
import { measureInSteps, timeCode } from './bundles/measure.ts';
import { bundlesPage } from './bundles/page.ts';
import type { Line } from './line.ts';
import type { BenchOptions, Part } from './part.ts';

/** What is deployed: how large it is, what is in it, and how long a function takes to load it. */
export const bundlesPart: Part<BundlesFound> = {
  measure: (options) => Promise.resolve(measure(options)),
  lines: ({ bundles }) => bundles.flatMap(linesOf),
  page: bundlesPage,
};

/** What many runs do not need: they would start faster if it were loaded when it is first used. */
const spared: Readonly<Record<JobName, readonly string[]>> = {
  watch: ['@aws-sdk/client-sns', 'jose'],
  report: ['@aws-sdk/client-sns', 'croner'],
  pulse: ['@aws-sdk/client-sns', 'croner'],
};

const later = {
  'what tells where a character ends, to cut a text there (`core/visible.ts`)':
    "new Intl.Segmenter('en', { granularity: 'grapheme' });",
  'the names of time zones (`core/time-zone.ts`)': "Intl.supportedValuesOf('timeZone');",
} as const;

function measure({ progress }: BenchOptions): BundlesFound {
  const bundles = jobNames.map((job) => {
    progress(`the bundle of ${job}`);
    return measureInSteps(job, spared[job]);
  });
  progress('what an import takes at least');
  const [empty, ...took] = timeCode(['export {};', ...Object.values(later)]);
  if (!empty) throw new Error('an empty module was not imported');
  const madeLater = Object.keys(later).map((what, index) => ({ what, took: took[index] ?? empty }));
  return { startMs: timeStart(), empty, bundles, madeLater };
}

function linesOf({ job, bytes, gzipBytes, imported, builtins }: BundleInSteps): Line[] {
  const shown = { on: job, bound: null, floor: null, exact: false } as const;
  const because = 'an import of only the modules of Node it uses';
  return [
    {
      ...shown,
      what: 'bundle, minified',
      unit: 'KiB',
      // A KiB that is begun counts, so that what is above by a byte is above.
      measured: Math.ceil(bytes / 1024),
      bound: held.kib,
      exact: true,
    },
    { ...shown, what: 'bundle, compressed', unit: 'KiB', measured: gzipBytes / 1024 },
    {
      ...shown,
      what: 'import',
      unit: 'ms',
      measured: imported.ms,
      bound: held.ms,
      floor: { value: builtins.ms, because },
    },
    {
      ...shown,
      what: 'import, of the processor',
      unit: 'ms',
      measured: imported.cpuMs,
      floor: { value: builtins.cpuMs, because },
    },
  ];
}
