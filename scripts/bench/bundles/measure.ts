import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JobName } from '../../../functions/core/deployment.ts';
import { bundleOf, type Bundle } from '../../../infra/bundle.ts';
import { largestOf } from './contents.ts';
import { held, type BundleFound, type BundleInSteps } from './found.ts';
import { rounds, timeImports, type Imported, type Took } from './import-time.ts';

export function measureBundle(job: JobName): BundleFound {
  const built = bundleOf(job);
  return inFolder((keep) => {
    const [imported = never] = timeUntilHeld([{ file: keep('index', built.code) }]);
    return { ...found(job, built), imported };
  });
}

export function measureInSteps(job: JobName, packages: readonly string[]): BundleInSteps {
  const built = bundleOf(job);
  const spared = packages.map((name) => ({ name, code: bundleOf(job, name).code }));
  return inFolder((keep) => {
    const modules: Imported[] = [
      { file: keep('index', built.code) },
      { file: keep('builtins', importsOf(built)) },
      { file: keep('parsed', `throw 0;${built.code}`), throws: true },
      ...spared.map(({ code }, index) => ({ file: keep(`without-${index}`, code) })),
    ];
    const [imported = never, builtins = never, parsed = never, ...others] = timeUntilHeld(modules);
    const without = spared.map(({ name, code }, index) => ({
      name,
      bytes: Buffer.byteLength(code),
      imported: others[index] ?? never,
    }));
    return { ...found(job, built), imported, builtins, parsed, without };
  });
}

/** Importing each of some pieces of code, as modules of their own. */
export function timeCode(pieces: readonly string[]): Took[] {
  return inFolder((keep) =>
    timeImports(pieces.map((code, index) => ({ file: keep(`piece-${index}`, code) }))),
  );
}

const never: Took = { ms: Infinity, cpuMs: Infinity };

function found(job: JobName, { code, contents }: Bundle): Omit<BundleFound, 'imported'> {
  return {
    job,
    bytes: Buffer.byteLength(code),
    gzipBytes: gzipSync(code).length,
    largest: largestOf(contents),
  };
}

/** The first module is the one that is held to a time. */
function timeUntilHeld(modules: readonly Imported[]): Took[] {
  let best: Took[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const took = timeImports(modules);
    if ((took[0]?.ms ?? Infinity) < (best[0]?.ms ?? Infinity)) best = took;
    if ((best[0]?.ms ?? Infinity) <= held.ms) break;
  }
  return best;
}

function importsOf({ builtins }: Bundle): string {
  return builtins.map((name) => `import ${JSON.stringify(name)};\n`).join('');
}

function inFolder<T>(work: (keep: (name: string, code: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'strictwatch-bundle-'));
  try {
    return work((name, code) => {
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, code);
      return file;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
