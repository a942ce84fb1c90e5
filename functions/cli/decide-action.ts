import { Action, actionTexts } from '../core/action.ts';
import { ConfigError } from '../core/errors.ts';
import { tenantOfKey } from '../core/finding-named.ts';
import { configuredTenants, instant, type Context } from './context.ts';

/** What the commands that decide are given, besides what all are. */
export interface DecideOptions {
  readonly by?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly until?: string;
  readonly rule?: string;
  readonly subject?: string;
  readonly preview: boolean;
}

export type Kind = Action['kind'];

const needed: Readonly<Record<Kind, readonly ('reason' | 'owner' | 'until')[]>> = {
  acknowledge: [],
  accept: ['owner', 'reason'],
  suppress: ['owner', 'reason', 'until'],
  unsuppress: ['reason'],
  reopen: ['reason'],
};

/**
 * The action that a command line asks for.
 * @param name the finding, or the suppression, that it names
 * @throws {ConfigError} naming the options that are missing
 */
export function actionOf(
  context: Context,
  kind: Kind,
  name: string | undefined,
  options: DecideOptions,
): Action {
  const { reason, owner, until, rule, subject } = options;
  const missing = needed[kind].filter((option) => options[option] === undefined);
  if (missing.length > 0) {
    throw new ConfigError(
      `${kind} needs ${missing.map((option) => `--${option}`).join(', ')}. \`npx strictwatch ${kind} --help\` says what each is.`,
    );
  }
  const given = {
    ...targetOf(kind, name, { rule, subject }),
    by: options.by ?? loginName(context),
    ...(reason !== undefined && { reason }),
    ...(owner !== undefined && { owner }),
    ...(until !== undefined && { until: endOf(until, context.now) }),
  };
  requireFitting(given);
  return Action.parse({ kind, ...given });
}

/** @throws {ConfigError} naming the options whose text is empty or too long */
function requireFitting(given: Readonly<Record<string, unknown>>): void {
  const unfit = Object.entries(actionTexts)
    .filter(([name, text]) => name in given && !text.safeParse(given[name]).success)
    .map(([name, { maxLength }]) => {
      const option = name === 'finding' || name === 'suppression' ? `The ${name}` : `--${name}`;
      return `${option} must have ${maxLength === null ? 'at least 1 character' : `1 to ${maxLength} characters`}, spaces around it not counted.`;
    });
  if (unfit.length > 0) throw new ConfigError(unfit.join(' '));
}

interface Pattern {
  readonly rule: string | undefined;
  readonly subject: string | undefined;
}

/** One finding, or a pattern, or a suppression by its id. */
export function targetOf(kind: Kind, name: string | undefined, { rule, subject }: Pattern): object {
  const isPattern = rule !== undefined || subject !== undefined;
  if (isPattern && (name !== undefined || rule === undefined)) {
    throw new ConfigError(
      'Suppress one finding by its key, or several by --rule, with --subject for some of them: "*" stands for any run of characters.',
    );
  }
  if (isPattern) return { rule, subject: subject ?? '*' };
  if (name === undefined) throw new ConfigError(`${kind} needs a finding. ${howToList}`);
  if (tenantOfKey(name) !== null) return { finding: name };
  if (kind === 'unsuppress') return { suppression: name };
  throw new ConfigError(`${JSON.stringify(name)} is no key of a finding. ${howToList}`);
}

/**
 * The tenant the decision is about: the finding says it, or --tenant, or there is only one.
 * @throws {ConfigError} when it cannot be told
 */
export function tenantIdOf(context: Context, about: object): string {
  const asked = [...new Set(context.options.tenant)];
  const named = 'finding' in about ? tenantOfKey(String(about.finding)) : null;
  if (named !== null) {
    if (asked.every((id) => id === named)) return named;
    throw new ConfigError(`The finding is of ${named}, and --tenant says ${asked.join(', ')}.`);
  }
  const isDeployed = context.options.stack !== undefined;
  const ids =
    asked.length > 0 || isDeployed ? asked : (configuredTenants(context) ?? []).map((t) => t.id);
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) return only;
  throw new ConfigError('It is not clear which tenant is meant. Say it: --tenant ID, once.');
}

const howToList =
  '`npx strictwatch findings` lists them; a key is <tenant>/<rule>/<subject>, as it is shown there.';

/** Nobody checks it: it is what the machine says of whoever sits at it. */
function loginName({ env }: Context): string {
  const name = [env['USER'], env['LOGNAME'], env['USERNAME']].find(Boolean);
  if (name) return name;
  throw new ConfigError('This machine does not say who you are. Say it with --by.');
}

const spans: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function endOf(text: string, now: Date): string {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const span = spans[unit];
  if (count === undefined || span === undefined) return instant('--until', text).toISOString();
  return new Date(now.getTime() + Number(count) * span).toISOString();
}
