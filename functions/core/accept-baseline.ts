import * as z from 'zod';
import { appBase, grantedScopes, grantsByApp, isDefaultGrant, type Baseline } from './baseline.ts';
import { isSameBase } from './changes.ts';
import { RefusedError } from './errors.ts';
import { gainedAccess, gainsOf } from './gained.ts';
import type { AppRow, FindingRow, Words } from './ports.ts';
import type { App, Grant } from './snapshot.ts';
import { identityOf } from './wording.ts';

/** What is stored of what a finding of a drift rule is about. */
export interface Stored {
  readonly baseline: Baseline;
  /** What the finding says; undefined where that is not stored. */
  readonly words: Words | undefined;
  readonly appRow: AppRow | undefined;
  readonly app: App | undefined;
  readonly grants: readonly Grant[] | null;
}

export interface MovedBaseline {
  readonly baseline: Baseline;
  readonly appRows: ReadonlyMap<string, AppRow>;
}

type Print = (value: unknown) => string;
type Found = Pick<FindingRow, 'subject'> & { readonly evidence: Words['evidence'] };
type Move = (found: Found, stored: Stored, print: Print) => Partial<MovedBaseline> | null;

/** By drift rule: the part of the accepted state that the rule compares with, as the finding saw it. */
const moves: Readonly<Record<string, Move>> = {
  'app-identity-changed': identity,
  'app-widened': access,
  'dcr-mode-changed': dcr,
  'default-permissions-widened': defaultPermissions,
  'settings-drift': ({ subject, evidence }, { baseline }) =>
    withBaseline(baseline, {
      settings: { ...baseline.settings, [subject]: evidence['after'] ?? null },
    }),
  'toggle-changed': toggle,
};

/**
 * The accepted state with what a finding saw in place of what it compares with, and nothing else; null where it does
 * not compare with the accepted state, so that no move would end it.
 * @throws {RefusedError} when what is stored is no longer what the finding saw
 */
export function movedBaseline(
  { rule, subject }: Pick<FindingRow, 'rule' | 'subject'>,
  stored: Stored,
  print: Print,
): MovedBaseline | null {
  const { baseline, words } = stored;
  if (!words) return null;
  const moved = moves[rule]?.({ subject, evidence: words.evidence }, stored, print) ?? null;
  return moved && { baseline, appRows: new Map(), ...moved };
}

function dcr({ evidence }: Found, { baseline }: Stored): Partial<MovedBaseline> | null {
  // Against the intent of the file no state that is accepted helps.
  if (evidence['comparedWith'] !== 'accepted') return null;
  const after = read(Dcr, evidence['after']);
  // A mode nobody knows is compared with nothing: accepting it would end the watch over the mode.
  if (after.mode !== 'unknown') return withBaseline(baseline, { dcr: after });
  const mode = baseline.dcr?.mode ?? 'unset';
  return withBaseline(baseline, { dcr: { enabled: after.enabled, mode } });
}

function toggle({ evidence }: Found, { baseline }: Stored): Partial<MovedBaseline> {
  return withBaseline(baseline, { toggle: read(Toggle, evidence['after']) });
}

function defaultPermissions(
  { subject, evidence }: Found,
  { baseline, grants }: Stored,
  print: Print,
): Partial<MovedBaseline> {
  const accepted = baseline.defaultGrants ?? [];
  const held = (grants ?? []).filter((one) => isDefaultGrant(one) && one.audience === subject);
  const gained = gainedAccess(accepted.flatMap(grantedScopes), held.flatMap(grantedScopes));
  requireSame(gained.sort(), evidence['gained'], print);
  const others = accepted.filter(({ audience }) => audience !== subject);
  return withBaseline(baseline, { defaultGrants: [...others, ...held] });
}

/** Party and mode as they are now; what the app gained besides is another finding. */
function identity({ evidence }: Found, stored: Stored, print: Print): Partial<MovedBaseline> {
  const { base, current, row, app } = driftedApp(stored);
  const seen = [identityOf({ ...app, ...base }), identityOf(app)];
  requireSame(seen, [evidence['before'], evidence['after']], print);
  const { firstParty, securityMode } = current;
  return rebased(app, row, { ...base, firstParty, securityMode }, current);
}

/** What the app may do as it is now; its party and mode are another finding. */
function access({ evidence }: Found, stored: Stored, print: Print): Partial<MovedBaseline> {
  const { base, current, row, app } = driftedApp(stored);
  requireSame(gainsOf(base, current), evidence['gained'], print);
  const { firstParty, securityMode } = base;
  return rebased(app, row, { ...current, firstParty, securityMode }, current);
}

type Base = NonNullable<AppRow['base']>;

function driftedApp({ appRow, app, grants }: Stored) {
  if (!appRow?.base || !app) throw notAsSeen();
  const apis = grantsByApp(grants ?? []).get(app.id) ?? [];
  return { base: appRow.base, current: appBase(app, apis), row: appRow, app };
}

function rebased(
  { id }: App,
  { print }: AppRow,
  base: Base,
  current: Base,
): Partial<MovedBaseline> {
  const row = isSameBase(base, current) ? { print } : { print, base };
  return { appRows: new Map([[id, row]]) };
}

function withBaseline(before: Baseline, after: Partial<Baseline>): Partial<MovedBaseline> {
  return { baseline: { ...before, ...after } };
}

/** A run that could not judge may have stored more since than the person saw. */
function requireSame(stored: unknown, seen: unknown, print: Print): void {
  if (print(stored) !== print(seen)) throw notAsSeen();
}

const Dcr = z.object({
  enabled: z.boolean(),
  mode: z.enum(['strict', 'permissive', 'unset', 'unknown']),
});

const Toggle = z.object({ state: z.enum(['on', 'off']), asOf: z.string(), basis: z.string() });

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw notAsSeen();
}

function notAsSeen(): RefusedError {
  return new RefusedError(
    'What is stored is no longer what the finding says. Run `npx strictwatch watch`, look at the finding again and accept it then.',
  );
}
