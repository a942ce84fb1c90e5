import { markdownTable } from '../../docs/markdown-table.ts';
import { held, type BundleInSteps, type BundlesFound, type MadeLater } from './found.ts';
import { imports, rounds } from './import-time.ts';

/** Milliseconds that loading something later must save a start, to be worth a start that waits in the middle of its work. */
const pays = 10;

/** Its sections of docs/performance.md. */
export function bundlesPage(found: BundlesFound): string {
  const { bundles, startMs, empty, madeLater } = found;
  return [
    '## Size and start of the functions',
    `Each function is one minified file with the AWS SDK in it, held to ${held.kib} KiB and to an import of ${held.ms} ms. Lambda loads it whenever a function starts cold, as one that runs once an hour nearly always does. An import is the middle one of ${imports}, each in a process of its own, from before it to after it; when that is above the bound, up to ${rounds} rounds are taken and the fastest is kept, since a busy machine only makes it slower. It is measured on a whole processor; a function of 512 MB has less than a third of one. To start Node with nothing to do takes ${round(startMs)} ms, and an import of an empty module ${round(empty.ms)} ms.`,
    sizeTable(bundles),
    'Nobody could import it faster than the modules of Node it uses (HTTPS, cryptography, compression), which is the floor. The file is then parsed, and run: schemas, rules and tables of the SDK are made.',
    stepTable(bundles),
    '### What is in them',
    'The ten largest of each in KiB: packages of others by name, our own code by folder.',
    largestTable(bundles),
    '### What is loaded when it is first used',
    `Some packages are not needed in every run: the client of SNS in one that tells nobody, the reader of cron expressions (\`croner\`) where every schedule is a rate, the one of keys (\`jose\`) where a tenant has a client secret. Loading one when it is first used is worth it from ${pays} ms on, since the run that needs it then waits in the middle of its work. A function stays one file, so that a package is parsed all the same, and less is saved than without it:`,
    withoutTable(bundles),
    verdictOn(bundles),
    laterLine(madeLater),
    'The client of DynamoDB is needed by every run, the renderers by every report. A compile cache (`NODE_COMPILE_CACHE`) does not help: it is a folder, and the only one a function can write to, `/tmp`, is empty when it starts cold; one brought along would fit one build of Node, which Lambda replaces unasked.',
    'To reproduce: `npm run bench -- --only bundles`, or `npm run bundles -- --largest`; CI runs `npm run bundles`.',
  ].join('\n\n');
}

function sizeTable(bundles: readonly BundleInSteps[]): string {
  const rows = bundles.map(({ job, bytes, gzipBytes, imported, builtins }) => [
    job,
    `${kib(bytes)} KiB`,
    `${kib(gzipBytes)} KiB`,
    `${round(imported.ms)} ms`,
    `${round(builtins.ms)} ms`,
    `${round(imported.cpuMs)} ms`,
  ]);
  return markdownTable(
    ['function', 'minified', 'compressed', 'import', 'floor', 'of the processor'],
    rows,
  );
}

function stepTable(bundles: readonly BundleInSteps[]): string {
  const rows = bundles.map(({ job, builtins, parsed, imported }) => [
    job,
    ...[builtins.ms, parsed.ms - builtins.ms, imported.ms - parsed.ms].map(positive),
  ]);
  return markdownTable(['function', 'modules of Node', 'parsing', 'running'], rows);
}

function largestTable(bundles: readonly BundleInSteps[]): string {
  const most = Math.max(0, ...bundles.map(({ largest }) => largest.length));
  const rows = Array.from({ length: most }, (_, rank) =>
    bundles.flatMap(({ largest }) => {
      const share = largest[rank];
      return share ? [`\`${share.of}\``, kib(share.bytes)] : ['', ''];
    }),
  );
  return markdownTable(
    bundles.flatMap(({ job }) => [job, 'KiB']),
    rows,
  );
}

function withoutTable(bundles: readonly BundleInSteps[]): string {
  const rows = sparedIn(bundles).map(({ job, name, bytes, ms }) => [
    job,
    `\`${name}\``,
    `${kib(bytes)} KiB`,
    positive(ms),
  ]);
  return markdownTable(['function', 'without', 'smaller by', 'faster by'], rows);
}

function verdictOn(bundles: readonly BundleInSteps[]): string {
  const worth = sparedIn(bundles).filter(({ ms }) => ms >= pays);
  if (worth.length === 0) return `None reaches ${pays} ms, so all are loaded at the start.`;
  const names = worth.map(({ job, name }) => `\`${name}\` in ${job}`);
  return `At or above ${pays} ms here: ${names.join(', ')}.`;
}

/** On a busy machine a step may seem to take less than nothing. */
function positive(ms: number): string {
  return `${round(Math.max(0, ms))} ms`;
}

/** What leaving a package out saves. */
function sparedIn(bundles: readonly BundleInSteps[]) {
  return bundles.flatMap(({ job, bytes, imported, without }) =>
    without.map((other) => ({
      job,
      name: other.name,
      bytes: bytes - other.bytes,
      ms: imported.ms - other.imported.ms,
    })),
  );
}

function laterLine(madeLater: readonly MadeLater[]): string {
  const made = madeLater.map(({ what, took }) => `${what}, ${round(took.ms)} ms`);
  return `Made when it is first used, as it pays and costs nobody more: ${made.join('; ')}.`;
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

function round(ms: number): string {
  return ms.toFixed(ms < 10 ? 1 : 0);
}
