import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jobNames, type JobName } from '../functions/core/deployment.ts';
import { renderTable } from '../functions/core/render-table.ts';
import { bundle } from '../infra/bundling.ts';

/** What is deployed must stay small and start fast: each figure beside what it is held to. */
const mostKiB = 700;
const mostMs = 150;

/** Of so many imports, each in a process of its own, the one in the middle is taken. */
const imports = 9;
/** A machine that is busy with something else makes it slow, never fast: then it is measured again. */
const rounds = 3;

interface Figures {
  readonly job: JobName;
  readonly kib: number;
  readonly ms: number;
}

const figures = jobNames.map(measure);
console.log(
  renderTable(
    ['FUNCTION', 'BUNDLE', 'HELD TO', 'IMPORT', 'HELD TO', ''],
    figures.map((one) => [
      one.job,
      `${one.kib.toFixed(0)} KiB`,
      `${mostKiB} KiB`,
      `${one.ms.toFixed(0)} ms`,
      `${mostMs} ms`,
      isWithin(one) ? 'ok' : 'ABOVE',
    ]),
  ),
);
console.log(`Import: median of ${imports}, Node ${process.version}, nothing else loaded.`);
if (!figures.every(isWithin)) process.exitCode = 1;

function isWithin({ kib, ms }: Figures): boolean {
  return kib <= mostKiB && ms <= mostMs;
}

function measure(job: JobName): Figures {
  const dir = mkdtempSync(join(tmpdir(), 'strictwatch-bundle-'));
  try {
    const code = bundle(job);
    const file = join(dir, 'index.mjs');
    writeFileSync(file, code);
    let ms = Infinity;
    for (let round = 0; round < rounds && ms > mostMs; round += 1) {
      ms = Math.min(ms, medianImport(file));
    }
    return { job, kib: Buffer.byteLength(code) / 1024, ms };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function medianImport(file: string): number {
  const times = Array.from({ length: imports }, () => importTime(file)).sort((a, b) => a - b);
  return times[Math.floor(imports / 2)] ?? Infinity;
}

/** Milliseconds from before the import to after it, without the start of Node itself. */
function importTime(file: string): number {
  const url = JSON.stringify(pathToFileURL(file).href);
  const program = `const start = performance.now(); await import(${url}); process.stdout.write(String(performance.now() - start)); process.exit();`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: {},
    encoding: 'utf8',
  });
  const ms = Number(text);
  if (!Number.isFinite(ms)) throw new Error(`the import of ${file} printed: ${text}`);
  return ms;
}
