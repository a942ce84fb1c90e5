import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { partNames, parts, type PartName } from './parts.ts';

/** What a part found, and when, where and how it was measured. */
export interface Kept {
  /** The day, such as `2026-11-23`. */
  readonly on: string;
  readonly machine: string;
  readonly setting: string;
  /** As the part's `measure` returned it, having been JSON. */
  readonly found: unknown;
}

export type Results = Readonly<Partial<Record<PartName, Kept>>>;

export const resultsFile = join(import.meta.dirname, '../../bench/results.json');

/** What was measured last and is committed; nothing before the first time. */
export function readResults(file: string = resultsFile): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

export function writeResults(results: Results, file: string = resultsFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/**
 * A part that was not measured now stays as it was, and keeps when and where that was. Of one that was, only what was
 * found on the same machine under the same setting may stay beside it.
 */
export function merged(before: Results, measured: Results): Results {
  return Object.fromEntries(
    partNames.flatMap((name): [string, Kept][] => {
      const [was, now] = [before[name], measured[name]];
      if (!now) return was ? [[name, was]] : [];
      const isAlike = was?.machine === now.machine && was.setting === now.setting;
      return [[name, isAlike ? { ...now, found: parts[name].join(was.found, now.found) } : now]];
    }),
  );
}

export function thisMachine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}, Node ${process.version}`;
}
