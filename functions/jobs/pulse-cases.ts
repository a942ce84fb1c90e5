import type { Waiting } from '../core/channel-health.ts';
import { BusyError, DeliveryError, OperatorError } from '../core/errors.ts';
import { compareText } from '../core/order.ts';
import { rowKey } from '../core/ports.ts';
import type { FindingResult } from '../core/run.ts';
import type { Tenant } from '../core/tenant.ts';
import type { PulseScene } from './look.ts';
import { pulseOf, type TenantOutcome } from './pulse-of.ts';
import { tellOf, type HeldUp } from './pulse-tell.ts';
import type { PulsePorts, PulseRequest } from './pulse.ts';
import type { Told } from './tell.ts';

/** What a pulse knows of one tenant so far. */
export interface Case {
  readonly tenant: Tenant;
  /** Null while it was not looked at, or could not be. */
  outcome: TenantOutcome | null;
  readonly undelivered: DeliveryError[];
  /** Channels that failed lately and were not tried. */
  readonly waiting: Waiting[];
  readonly errors: unknown[];
}

/** Tenants worked on at once: enough that 150 take seconds, few enough that their manifests fit in memory. */
const width = 10;

/** A tenant is not begun with less time than this. */
const leastMs = 10_000;

/** A run that died holds its tenant for a minute. */
const longestWaitMs = 75_000;
const pauseMs = 5_000;

/**
 * All tenants are looked at, and what there is to tell is stored, before anybody is told: telling may take all the
 * time there is. Those that are stale and held by a run come last.
 */
export async function attendAll(ports: PulsePorts, request: PulseRequest): Promise<Case[]> {
  const cases = request.tenants.map((tenant): Case => ({
    tenant,
    outcome: null,
    undelivered: [],
    waiting: [],
    errors: [],
  }));
  const heldUp: HeldUp = new Set();
  const attend = async (some: readonly Case[]) => {
    await sideBySide(some, (one) => look(ports, request, one));
    if (request.dryRun) return;
    const owing = inOrderOf(some, ports, request).filter(({ outcome }) => outcome?.owes);
    await sideBySide(owing, (one) => tell(ports, request, one, heldUp));
  };
  await attend(cases);
  let stuck = cases.filter(isStuck);
  for (let waited = 0; stuck.length > 0 && waited < longestWaitMs; waited += pauseMs) {
    if (ports.timeLeft() < pauseMs + leastMs) break;
    await ports.sleep(pauseMs);
    await attend(stuck);
    stuck = stuck.filter(isStuck);
  }
  for (const { errors } of stuck) errors.push(heldTooLong());
  return cases;
}

async function look(ports: PulsePorts, request: PulseRequest, one: Case): Promise<void> {
  try {
    one.outcome = await pulseOf(sceneOf(ports, request, one.tenant));
  } catch (error) {
    one.errors.push(error);
  }
}

async function tell(
  ports: PulsePorts,
  request: PulseRequest,
  one: Case,
  heldUp: HeldUp,
): Promise<void> {
  const { tenant, outcome, undelivered, waiting, errors } = one;
  if (!outcome) return;
  if (ports.timeLeft() < leastMs) {
    undelivered.push(outOfTime(tenant.id));
    return;
  }
  try {
    const told = await tellOf(sceneOf(ports, request, tenant), heldUp);
    undelivered.push(...told.failures);
    waiting.push(...told.waiting);
    one.outcome = withTold(outcome, told);
  } catch (error) {
    if (error instanceof BusyError) one.outcome = asBusy(outcome);
    else errors.push(error);
  }
}

function sceneOf(ports: PulsePorts, request: PulseRequest, tenant: Tenant): PulseScene {
  const channels = ports.channelsOf(tenant);
  const rules = request.rules.filter(({ id }) => tenant.rules[id] !== 'off');
  return { ports, request, tenant, channels, rules };
}

/** An order that is another one in each pulse, so that nobody comes last in all of them. */
function inOrderOf(
  cases: readonly Case[],
  { store }: PulsePorts,
  { now }: PulseRequest,
): readonly Case[] {
  const placeOf = ({ tenant }: Case) => store.fingerprint([now.toISOString(), tenant.id]);
  return cases.toSorted((a, b) => compareText(placeOf(a), placeOf(b)));
}

function withTold(outcome: TenantOutcome, { announced }: Told): TenantOutcome {
  const { finding, canary } = outcome.pulse;
  const toldOf = (one: FindingResult): FindingResult => {
    const kind = announced.get(rowKey(one.rule, one.subject));
    return kind ? { ...one, announced: kind } : one;
  };
  const pulse = {
    ...outcome.pulse,
    finding: finding && toldOf(finding),
    ...(canary && { canary: toldOf(canary) }),
  };
  return { ...outcome, pulse };
}

function asBusy(outcome: TenantOutcome): TenantOutcome {
  return { ...outcome, pulse: { ...outcome.pulse, busy: true } };
}

function isStuck({ outcome, errors }: Case): boolean {
  return errors.length === 0 && outcome?.pulse.busy === true && outcome.isFound;
}

function outOfTime(tenant: string): DeliveryError {
  return new DeliveryError(
    `What is owed of ${tenant} was not sent: the time of this pulse is up. Channels that do not answer take it; see what else the log says.`,
  );
}

function heldTooLong(): OperatorError {
  return new OperatorError(
    'It was not read in time, or no canary arrived, and a run held it for as long as this pulse could wait, so that nobody was told. If the next pulse says the same, look into the log of watch for a run of this tenant that does not end.',
  );
}

/** None waits for one that is slow. What `work` throws ends all: it is to keep its errors. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  async function worker(): Promise<void> {
    for (const item of queue) await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
