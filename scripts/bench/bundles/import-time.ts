import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** Milliseconds something took, by the clock and of the processor. */
export interface Took {
  readonly ms: number;
  readonly cpuMs: number;
}

/** A module to import in a process of its own; what is only parsed throws before it does anything. */
export interface Imported {
  readonly file: string;
  readonly throws?: boolean;
}

/** Of so many imports, each in a process of its own, the one in the middle is taken. */
export const imports = 9;

/** A machine that is busy with something else makes it slow, never fast: then it is measured again. */
export const rounds = 3;

/** The middle import of each module. They take turns: a machine that is busy for a while then slows all of them. */
export function timeImports(modules: readonly Imported[], times = imports): Took[] {
  const runs = Array.from({ length: times }, () => modules.map(timeImport));
  return modules.map((_, index) => middle(runs.map((run) => run[index] ?? never)));
}

/** Milliseconds from starting Node to its end, when it has nothing to do: the middle of as many. */
export function timeStart(): number {
  const times = Array.from({ length: imports }, () => {
    const start = performance.now();
    execFileSync(process.execPath, ['-e', '0'], { env: {} });
    return performance.now() - start;
  });
  return medianOf(times);
}

const never: Took = { ms: Infinity, cpuMs: Infinity };

function middle(took: readonly Took[]): Took {
  return {
    ms: medianOf(took.map(({ ms }) => ms)),
    cpuMs: medianOf(took.map(({ cpuMs }) => cpuMs)),
  };
}

/** From before the import to after it, without the start of Node itself. */
function timeImport({ file, throws = false }: Imported): Took {
  const url = JSON.stringify(pathToFileURL(file).href);
  const load = throws ? `await import(${url}).catch(() => {});` : `await import(${url});`;
  const program = `const used = process.cpuUsage();
const start = performance.now();
${load}
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(used);
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }));
process.exit();`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: {},
    encoding: 'utf8',
    // What it says of an error is then in the error here.
    stdio: 'pipe',
  });
  return JSON.parse(text) as Took;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}
