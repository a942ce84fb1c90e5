import type { Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { moment } from '../core/message.ts';
import { formatNames, formats, type Format } from '../core/report/files.ts';
import { instant, type CommonOptions } from './context.ts';
import { asJson } from './json.ts';

export interface ReportOptions {
  readonly since?: string;
  readonly asOf?: string;
  readonly format?: string;
  readonly out?: string;
  readonly open?: boolean;
}

/** What the report is written as, and where to. */
export interface Wanted {
  /** null: for reading in the terminal. */
  readonly format: Format | null;
  readonly out: string | null;
  /** In the browser, from `out` or from a file in the data folder. */
  readonly open: boolean;
}

/** What of the past is told; not set is as for the scheduled report: how it stands now, and since the last. */
export interface Period {
  readonly at?: Date;
  readonly since?: Date;
}

/** The options of `report`. */
export function withReportOptions(it: Command): Command {
  return withOutputOptions(it)
    .option('--open', 'write it as HTML and show it in the browser')
    .option(
      '--since <moment>',
      'tell what changed from then on: a day (its beginning, UTC) or ISO 8601',
    )
    .option('--as-of <moment>', 'how it stood then: a day (its end, UTC) or an ISO 8601 moment');
}

/** Those of them that say what it is written as, and where to. */
export function withOutputOptions(it: Command): Command {
  return it
    .option('--format <name>', `one of ${formatNames.join(', ')} (default: for this terminal)`)
    .option('--out <file>', 'write it there; the format may follow from the name');
}

/** @throws {ConfigError} when the options contradict each other */
export function wantedOf(
  { format, out, open = false }: ReportOptions,
  { json, dryRun }: Pick<CommonOptions, 'json' | 'dryRun'>,
): Wanted {
  if (dryRun && (open || out !== undefined)) {
    throw new ConfigError(
      `${open ? '--open' : '--out'} writes a file, and --dry-run writes nothing: give one of them.`,
    );
  }
  const named = format === undefined ? null : formatNamed(format);
  const asked = oneOf([
    ['--format', named],
    ['--json', json ? 'json' : null],
    ['--open', open ? 'html' : null],
  ]);
  if (out === undefined) return { format: asked, out: null, open };
  return { format: formatOf(out, asked), out, open };
}

function formatNamed(name: string): Format {
  const found = formatNames.find((known) => known === name);
  if (found) return found;
  throw new ConfigError(
    `--format ${asJson(name)} is no format. They are: ${formatNames.join(', ')}.`,
  );
}

/** The one format that the options ask for, or null when none does. */
function oneOf(given: readonly (readonly [string, Format | null])[]): Format | null {
  const asking = given.filter(([, format]) => format !== null);
  const [first, other] = asking.filter(
    ([, format], i) => asking.findIndex(([, one]) => one === format) === i,
  );
  if (first && other) {
    throw new ConfigError(
      `${first[0]} asks for ${first[1]} and ${other[0]} for ${other[1]}: give one of them.`,
    );
  }
  return first?.[1] ?? null;
}

/** As the file's name says, where it says anything. */
function formatOf(out: string, asked: Format | null): Format {
  const fitting = fittingOf(out);
  const [first] = fitting;
  if (asked === null) {
    if (first) return first;
    throw new ConfigError(
      `--out ${asJson(out)} does not say which format it is to be. Say --format, or end the name with ${formatNames.map((name) => `.${formats[name].extension}`).join(', ')}.`,
    );
  }
  if (!first || fitting.includes(asked)) return asked;
  throw new ConfigError(
    `--out ${asJson(out)} names a file of format ${first}, and the format asked for is ${asked}. Change one of them.`,
  );
}

/** The longest ending that fits decides; a name that says no more than JSON fits all that is JSON, our own first. */
function fittingOf(out: string): Format[] {
  const name = out.toLowerCase();
  const [closest] = formatNames
    .filter((format) => name.endsWith(`.${formats[format].extension}`))
    .sort((a, b) => formats[b].extension.length - formats[a].extension.length);
  if (closest === undefined) return [];
  return closest === 'json' ? formatNames.filter((format) => formats[format].isJson) : [closest];
}

/** @throws {ConfigError} for a moment that has not come yet, or a period without time in it */
export function periodOf({ since, asOf }: ReportOptions, now: Date): Period {
  const at = asOf === undefined ? undefined : pastMoment(asOf, now);
  const from = since === undefined ? undefined : instant('--since', since, 'start');
  const end = at ?? now;
  if (from && from.getTime() >= end.getTime()) {
    const ends = at ? `--as-of, ${moment(at.toISOString())}` : `now, ${moment(now.toISOString())}`;
    throw new ConfigError(
      `--since ${asJson(since)} is not before ${ends}. Give an earlier --since.`,
    );
  }
  return { ...(at && { at }), ...(from && { since: from }) };
}

function pastMoment(text: string, now: Date): Date {
  const at = instant('--as-of', text);
  if (at.getTime() <= now.getTime()) return at;
  // Today's end has not come, but who says today means what is known of it.
  if (text === now.toISOString().slice(0, 10)) return now;
  throw new ConfigError(
    `--as-of ${asJson(text)} has not come yet: it is ${moment(now.toISOString())}. A report tells what was; leave --as-of out for now.`,
  );
}
