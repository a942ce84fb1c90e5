import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isDataFolder } from '../adapters/dynalite/folder.ts';
import { requirePlace } from '../adapters/write-whole.ts';
import { ConfigError } from '../core/errors.ts';
import { withLocal, type Context } from './context.ts';
import { playStory, type Played } from './demo-play.ts';
import { emitReport } from './report-emit.ts';
import { gatherReport } from './report-gather.ts';
import { wantedOf, type ReportOptions, type Wanted } from './report-options.ts';

export interface DemoOptions extends Pick<ReportOptions, 'format' | 'out'> {
  /** The report of the week in place of the story. */
  readonly report: boolean;
}

/**
 * `demo`: a simulated tenant's week, read and judged by the code that watches real ones. Its data folder is
 * its own and is made anew each time.
 */
export async function demoCommand(context: Context, given: DemoOptions): Promise<number> {
  const wanted = given.report ? wantedReport(context, given) : null;
  if (!wanted) requireStory(context, given);
  const data = join(context.options.data, 'demo');
  if (wanted?.out) await requireKept(wanted.out, data);
  await clear(data);
  const options = { ...context.options, data, dryRun: false };
  await (wanted ? reportDemo({ ...context, options }, wanted) : tellDemo({ ...context, options }));
  return 0;
}

async function tellDemo(context: Context): Promise<void> {
  context.out(
    'Strictwatch demo: a week of a simulated Auth0 tenant. No network, no AWS, no Auth0.\n',
  );
  const played = await playStory(context);
  context.out(ending(context.options.data, played));
}

async function reportDemo(context: Context, wanted: Wanted): Promise<void> {
  const { data } = context.options;
  context.err('Playing a week of a simulated Auth0 tenant, for the report of its end …\n');
  const { tenant, end } = await playStory(quiet(context));
  const then = { ...context, now: end };
  const { report } = await withLocal(then, ({ store }) => gatherReport(then, store, [tenant]));
  await emitReport(then, report, wanted);
  context.err(`To look around in what it tells of:\n${looks(data, end)}`);
}

/** Nothing asked for is the page. */
function wantedReport({ options }: Context, { format, out }: DemoOptions): Wanted {
  const open = format === undefined && out === undefined && !options.json;
  // The demo writes in its own folder, whatever --dry-run says of a real one.
  const { json } = options;
  return wantedOf(
    { open, ...(format && { format }), ...(out && { out }) },
    { json, dryRun: false },
  );
}

/** @throws {ConfigError} when what was asked for is about the report */
function requireStory({ options }: Context, { format, out }: DemoOptions): void {
  if (options.json) {
    throw new ConfigError(
      'The demo is a story for people and has no JSON. Configure a tenant, then run `npx strictwatch watch --json`; `npx strictwatch demo --report --json` has the report of the story.',
    );
  }
  if (format !== undefined || out !== undefined) {
    throw new ConfigError('--format and --out are about the report of the demo: add --report.');
  }
}

/** The same without what is printed on the way. */
function quiet(context: Context): Context {
  return {
    ...context,
    options: { ...context.options, json: false },
    out: () => {},
    show: async () => {},
  };
}

/** @throws {ConfigError} when the file could not be written when the week was played, or lies in what is made anew */
async function requireKept(out: string, data: string): Promise<void> {
  const way = relative(data, dirname(out));
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) {
    throw new ConfigError(
      `${out} lies in ${data}, which is made anew by every demo. Name another place.`,
    );
  }
  await requirePlace(out);
}

/** @throws {ConfigError} when the folder is there and no demo made it */
async function clear(data: string): Promise<void> {
  if (existsSync(data) && !isDataFolder(data)) {
    throw new ConfigError(
      `${data} is there and was not made by the demo. Name another folder with --data, or move it aside.`,
    );
  }
  await rm(data, { recursive: true, force: true });
}

function ending(data: string, { day, end }: Played): string {
  return `
The data of this demo lies in ${data}. Look around in it:
  npx strictwatch findings --all --data ${data}
  npx strictwatch apps --at ${day} --data ${data}
  npx strictwatch toggle --now ${end.toISOString()} --data ${data}
  npx strictwatch history FINDING --data ${data}
  npx strictwatch explain app-permissive

The report of its week, as a page to forward:
  npx strictwatch demo --report

To watch your own tenant, give an M2M application the read scopes that the README lists, then:
  AUTH0_DOMAIN=acme.eu.auth0.com AUTH0_CLIENT_ID=… AUTH0_CLIENT_SECRET=… npm start
`;
}

function looks(data: string, end: Date): string {
  const at = `--now ${end.toISOString()} --data ${data}`;
  return `  npx strictwatch report ${at}\n  npx strictwatch verify ${at}\n`;
}
