import type { Action } from '../core/action.ts';
import { worstFirst } from '../core/compose.ts';
import { acceptable, type Accepting } from '../core/decide-accept.ts';
import type { DecidedFinding, DecideReply } from '../core/decide-output.ts';
import { decide as decideOn } from '../core/decide.ts';
import type { Decided, Deciding } from '../core/deciding.ts';
import { RefusedError } from '../core/errors.ts';
import type { Channel, FindingRow, Head, Known, Session, Store } from '../core/ports.ts';
import { rowKey } from '../core/ports.ts';
import { findingResult } from '../core/result.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';
import { changeOf } from './attend.ts';
import { audienceOf } from './audience.ts';
import { hold } from './hold.ts';
import { suppressionsOf } from './suppressions-of.ts';
import { tellDecided } from './tell-decided.ts';
import { toldNobody, type Told } from './tell.ts';

export interface DecidePorts {
  readonly store: Store;
  readonly channels: readonly Channel[];
  /** Milliseconds telling may still take; Infinity on a laptop. */
  readonly timeLeft: () => number;
}

export interface DecideRequest {
  readonly tenant: Tenant;
  /** All there are, those the tenant has off too. */
  readonly rules: readonly AnyRule[];
  readonly action: Action;
  readonly now: Date;
  /** Says what it would do, writes nothing and tells nobody. */
  readonly dryRun: boolean;
}

/** What the steps of a decision share. */
export interface DecideScene {
  readonly session: Session;
  readonly ports: DecidePorts;
  readonly request: DecideRequest;
  readonly known: Known;
  readonly head: Head;
}

/**
 * What a person decided about findings, as it takes effect: stored, then, where people are to know at once, told.
 * @throws {RefusedError} when it does not fit what is stored
 * @throws {BusyError} when a run holds the tenant
 */
export async function decide(ports: DecidePorts, request: DecideRequest): Promise<DecideReply> {
  const { store } = ports;
  const { id } = request.tenant;
  const opening = request.dryRun ? store.beginDry(id) : store.begin(id);
  return hold(opening, async (session) => {
    const known = await session.load();
    const { head } = known;
    if (!head) throw neverWatched(request.tenant);
    return decideHeld({ session, ports, request, known, head });
  });
}

async function decideHeld(scene: DecideScene): Promise<DecideReply> {
  const { session, request, known } = scene;
  const { action, tenant, dryRun } = request;
  const deciding = decidingOf(scene);
  const accepting = action.kind === 'accept' ? await acceptingOf(scene, deciding, action) : null;
  const decided = decideOn(deciding, action, accepting);
  const { rows, message, suppression } = decided;
  const before = new Map([...known.findings].filter(([key]) => rows.has(key)));
  const head = headAfter(scene, decided);
  if (!dryRun) await save(scene, decided, head);
  const told = dryRun ? toldNobody : await tellDecided(scene, head, before, rows);
  const listed = [...rows.values()].sort(worstFirst).slice(0, mostListed);
  const words = await session.storedWords(listed.map(keyOf));
  const omitted = rows.size - listed.length;
  return {
    tenant: tenant.id,
    message,
    findings: listed.map((row) => resultOf(tenant.id, row, words, told)),
    ...(omitted > 0 && { omitted }),
    ...(suppression && { suppression }),
    undelivered: told.failures.map((failure) => failure.message),
  };
}

/** Findings a reply lists; the others are counted. */
const mostListed = 100;

function decidingOf({ ports, request, known, head }: DecideScene): Deciding {
  const { tenant, rules, now } = request;
  const { fingerprint: print, digest } = ports.store;
  return {
    tenant,
    ruleIds: rules.map(({ id }) => id),
    findings: known.findings,
    made: head.suppressions ?? [],
    suppressions: suppressionsOf(head, tenant, print),
    hearing: audienceOf(tenant, ports.channels, rules),
    print,
    digest,
    now,
  };
}

/** What is stored of the finding that is accepted; the tenant is not read again, so it is what the finding was seen on. */
async function acceptingOf(
  { session, request, known, head }: DecideScene,
  deciding: Deciding,
  { finding }: Extract<Action, { kind: 'accept' }>,
): Promise<Accepting> {
  const row = acceptable(deciding, finding);
  const key = keyOf(row);
  const appRow = known.apps.get(row.subject);
  const apps = appRow ? await session.storedApps(new Map([[row.subject, appRow.print]])) : null;
  const { grants } = head.sections;
  return {
    rule: request.rules.find(({ id }) => id === row.rule),
    baseline: head.baseline,
    words: (await session.storedWords([key])).get(key),
    appRow,
    app: apps?.get(row.subject),
    grants: grants === undefined ? null : await session.storedGrants(grants),
  };
}

function headAfter({ head }: DecideScene, decided: Decided): Head {
  const { suppressions: _before, ...rest } = head;
  const { made, moved } = decided;
  return {
    ...rest,
    ...(made.length > 0 && { suppressions: made }),
    ...(moved && { baseline: moved.baseline }),
  };
}

/**
 * Who decided what comes first, then what was decided, then what it means for each finding: what a crash leaves out of
 * the last, the next run does by itself.
 */
async function save({ session, request, known }: DecideScene, decided: Decided, head: Head) {
  const { rows, history, moved } = decided;
  const change = changeOf(known, head, request.now);
  await session.save({ ...change, history, ...(moved && { appRows: moved.appRows }) });
  await session.save({ ...change, findingRows: rows });
}

function resultOf(
  tenant: string,
  row: FindingRow,
  words: Awaited<ReturnType<Session['storedWords']>>,
  { announced }: Told,
): DecidedFinding {
  const { decision, because, end } = row.life;
  const key = keyOf(row);
  const said = words.get(key) ?? { message: '', evidence: {} };
  return {
    ...findingResult(tenant, row, said, announced.get(key) ?? null),
    ...(decision && { decision }),
    ...(because !== undefined && { because }),
    ...(end && { end }),
  };
}

function keyOf({ rule, subject }: FindingRow): string {
  return rowKey(rule, subject);
}

function neverWatched({ id }: Tenant): RefusedError {
  return new RefusedError(
    `Nothing is stored of ${id} yet, so there is nothing to decide about. Run \`npx strictwatch watch --tenant ${id}\` first.`,
  );
}
