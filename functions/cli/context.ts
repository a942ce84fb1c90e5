import { openLocal, type Environment, type Local } from '../adapters/local.ts';
import { ConfigError } from '../core/errors.ts';
import type { AnyRule } from '../core/rule.ts';
import { severities, type Severity } from '../core/severity.ts';
import type { Tenant } from '../core/tenant.ts';
import { chooseTenants, findTenants } from './config.ts';
import { asJson } from './json.ts';

/** The options every command takes, as the command line gives them. */
export interface CommonOptions {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly data: string;
  /** A deployed monitor, for commands that look at what is stored. */
  readonly stack?: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly now?: string;
  readonly failOn?: string;
}

/** Where text goes. `columns` and `color` are those of standard output. */
export interface Output {
  readonly out: (text: string) => void;
  /** As `out`, but settles when the text was written, and rejects when it could not be. */
  readonly show: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  readonly columns: number;
  readonly color: boolean;
  /** Standard error is a terminal somebody watches. */
  readonly live: boolean;
}

/** What a command works with; the data folder is opened by those that need it. */
export interface Context extends Output {
  readonly options: CommonOptions;
  readonly env: Environment;
  readonly rules: readonly AnyRule[];
  readonly now: Date;
  readonly failOn: Severity;
}

export function createContext(
  options: CommonOptions,
  output: Output,
  env: Environment,
  rules: readonly AnyRule[],
  clock: Date,
): Context {
  const now = options.now === undefined ? clock : instant('--now', options.now);
  return { ...output, options, env, rules, now, failOn: severity(options.failOn ?? 'high') };
}

/** The configured tenants that were asked for, or null when nothing is configured. */
export function configuredTenants({ options, env, rules }: Context): Tenant[] | null {
  const all = findTenants(options.config, env, rules);
  return all && chooseTenants(all, options.tenant);
}

/** @throws {ConfigError} when nothing is configured */
export function requireTenants(context: Context): Tenant[] {
  const tenants = configuredTenants(context);
  if (tenants) return tenants;
  throw new ConfigError(
    'No tenant is configured. Copy tenants.example.json to tenants.json and fill it in, or set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET; `npx strictwatch demo` needs none of them.',
  );
}

export const defaultData = '.strictwatch';

/** Opens the data folder for `work` and closes it whatever happens. */
export async function withLocal<T>(
  { options, env }: Context,
  work: (local: Local) => Promise<T>,
): Promise<T> {
  const local = await openLocal(options.data, env);
  try {
    return await work(local);
  } finally {
    await local.close();
  }
}

/**
 * A moment given on the command line: ISO 8601, or a day, which means its last moment in UTC, or its first.
 * @throws {ConfigError} naming the option
 */
export function instant(option: string, text: string, day: 'start' | 'end' = 'end'): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(
    text,
  );
  const time = day === 'end' ? 'T23:59:59.999Z' : 'T00:00:00Z';
  const date = new Date(isDay ? `${text}${time}` : text);
  if ((isDay || isInstant) && !Number.isNaN(date.getTime()) && isCalendarDay(text)) return date;
  throw new ConfigError(
    `${option} ${asJson(text)} is not a moment. Write it as 2026-10-22 or 2026-10-22T09:00:00Z.`,
  );
}

/** JavaScript takes February 30 for March 2. */
function isCalendarDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function severity(text: string): Severity {
  const found = severities.find((name) => name === text);
  if (found) return found;
  throw new ConfigError(
    `--fail-on ${asJson(text)} is not a severity. They are: ${severities.join(', ')}.`,
  );
}
