import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Format = 'directory' | 'yaml';

export interface Exported {
  readonly apps: number;
  readonly withMode: number;
  readonly bytes: number;
}

/** What an export left behind. */
export function exported(folder: string, format: Format): Exported {
  const files = filesOf(folder);
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const apps = format === 'yaml' ? appsInYaml(folder, files) : appsInFiles(folder, files);
  return {
    apps: apps.length,
    withMode: apps.filter((text) => text.includes('third_party_security_mode')).length,
    bytes,
  };
}

/** Files that are in one folder only or not the same in both, by path. */
export function differingFiles(before: string, after: string): string[] {
  const [was, is] = [hashes(before), hashes(after)];
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].filter((name) => was.get(name) !== is.get(name)).sort();
}

function appsInFiles(folder: string, files: readonly string[]): string[] {
  return files
    .filter((file) => /^clients\/.*\.json$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** The peer indents the items of a list by two blanks, and what is in an item by more. */
function appsInYaml(folder: string, files: readonly string[]): string[] {
  if (!files.includes('tenant.yaml')) return [];
  const text = readFileSync(join(folder, 'tenant.yaml'), 'utf8');
  const [, clients = ''] = /^clients:\n((?: .*\n)*)/m.exec(text) ?? [];
  return clients.split(/^ {2}- /m).slice(1);
}

function hashes(folder: string): Map<string, string> {
  return new Map(
    filesOf(folder).map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('base64'),
    ]),
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
