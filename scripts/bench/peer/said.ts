import { stripVTControlCharacters } from 'node:util';

const time = /^\S+Z - /gm;

/** The peer's output without what differs from run to run anyway: colours, times, the folder it was given. */
export function saidLines(stdout: string, folder: string): string[] {
  return stripVTControlCharacters(stdout)
    .replaceAll(time, '')
    .replaceAll(folder, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .sort();
}

/** Its own error in one line; null where it said none. */
export function saidError(stdout: string): string | null {
  const text = stripVTControlCharacters(stdout);
  const at = text.search(/^\S+Z - error: /m);
  if (at < 0) return null;
  const said = text
    .slice(at)
    .replaceAll(time, '')
    .replaceAll(/^error: /gm, '');
  return said.replaceAll(/\s+/g, ' ').trim().slice(0, longestError);
}

/** Names of what a dry run proposes to create, update or delete. */
export function proposed(stdout: string): string[] {
  return [
    ...stripVTControlCharacters(stdout).matchAll(/│ (?:CREATE|UPDATE|DELETE)[ *]*│ (.*?) *│$/gm),
  ].map(([, name = '']) => name);
}

const longestError = 400;
