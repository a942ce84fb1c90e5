import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestsFound } from './found.ts';

const root = join(import.meta.dirname, '../../..');

/** What vitest's reporter `json` says, as far as it is used. */
interface VitestReport {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
  }[];
}

/** @throws {Error} with the end of what was printed, when a test fails or none ran */
export async function measureTests(): Promise<TestsFound> {
  const folder = mkdtempSync(join(tmpdir(), 'strictwatch-bench-tests-'));
  try {
    const file = join(folder, 'report.json');
    const apart = withoutNetwork();
    const started = performance.now();
    const { printed, code } = await run(apart ?? [], file);
    const wallSeconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`npm test ended with ${code}: ${printed.slice(-2000)}`);
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    return {
      wallSeconds,
      cpuSeconds: cpuSecondsIn(printed),
      withoutNetwork: apart ? true : null,
      ...counted(report),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The command that gives another one no network but loopback, where Linux lets anybody have such a place of their own. */
function withoutNetwork(): readonly string[] | null {
  const args = ['-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  return spawnSync('unshare', [...args, 'true']).status === 0 ? ['unshare', ...args] : null;
}

/** The shell says afterwards what its children took; Node knows only of itself. */
async function run(apart: readonly string[], file: string) {
  const npm = ['npm', 'test', '--silent', '--', '--reporter=json', `--outputFile=${file}`];
  const args = ['-c', '"$@"; code=$?; times; exit $code', 'sh', ...apart, ...npm];
  const child = spawn('sh', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { printed, code: Number(code) };
}

/**
 * User and system time of the children, the second line of what `times` prints.
 * Source: POSIX.1-2017, Shell Command Language, times
 */
export function cpuSecondsIn(printed: string): number {
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  const times = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  if (times.length !== 2) throw new Error(`the shell said no times: ${last}`);
  return times.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

export function counted({
  numTotalTests,
  testResults,
}: VitestReport): Pick<TestsFound, 'tests' | 'files' | 'slowest'> {
  const files = testResults.map(({ name, startTime, endTime }) => ({
    file: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }));
  return {
    tests: numTotalTests,
    files: files.length,
    slowest: files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10),
  };
}
