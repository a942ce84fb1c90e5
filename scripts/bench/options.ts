import { parseArgs } from 'node:util';
import { ConfigError } from '../../functions/core/errors.ts';
import type { BenchOptions } from './part.ts';
import type { PartName } from './parts.ts';

/** What `npm run bench` was asked to do. */
export interface Asked extends Omit<BenchOptions, 'progress'> {
  readonly only: readonly PartName[];
  /** Keep what was measured, and make the page from it. */
  readonly write: boolean;
  /** Fail when what is the same everywhere has grown since it was kept. */
  readonly check: boolean;
}

const usage =
  '`npm run bench` takes --apps 100,1000 (sizes), --latency 50 (milliseconds), --flood 50000 (apps), --only tenants,limits (parts), and --write or --check.';

/** @throws {ConfigError} saying what was given and what is allowed */
export function parseOptions(args: readonly string[], names: readonly PartName[]): Asked {
  const flags = parse(args);
  if (flags.write && flags.check) {
    throw new ConfigError(
      '--write keeps what is measured and --check compares with what was kept: give one of them.',
    );
  }
  const apps = sizes(flags.apps);
  const [smallest, largest] = [apps.slice(0, 1), apps.slice(-1)];
  return {
    apps,
    // What is checked does not depend on time, so nobody need wait for it.
    latencyMs: whole('--latency', flags.latency ?? (flags.check ? '0' : '50'), 0),
    flood: whole('--flood', flags.flood, 1),
    flooded: flags.check ? smallest : [...new Set([...smallest, ...largest])],
    only: flags.only === undefined ? names : partsOf(flags.only, names),
    write: flags.write,
    check: flags.check,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        apps: { type: 'string', default: '100,1000,10000,100000' },
        latency: { type: 'string' },
        flood: { type: 'string', default: '50000' },
        only: { type: 'string' },
        write: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new ConfigError(`Cannot make sense of "${args.join(' ')}". ${usage}`, { cause });
  }
}

function sizes(text: string): number[] {
  const given = text.split(',').map((one) => whole('--apps', one, 1));
  return [...new Set(given)].sort((a, b) => a - b);
}

function whole(flag: string, text: string, least: number): number {
  if (/^\d{1,7}$/.test(text) && Number(text) >= least) return Number(text);
  const list = flag === '--apps' ? ', or several with commas between' : '';
  throw new ConfigError(`${flag} is a whole number of at least ${least}${list}, not "${text}".`);
}

function partsOf(text: string, names: readonly PartName[]): PartName[] {
  const given = text.split(',');
  const stranger = given.find((one) => !names.some((name) => name === one));
  if (stranger !== undefined) {
    throw new ConfigError(`--only knows no part "${stranger}". The parts are ${names.join(', ')}.`);
  }
  return names.filter((name) => given.includes(name));
}

/** Such as `50 ms a request`. */
export function settingOf({ latencyMs }: Pick<Asked, 'latencyMs'>): string {
  return `${latencyMs} ms a request`;
}
