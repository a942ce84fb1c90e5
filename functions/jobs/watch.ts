import { isWaiting, waitingWords, type Waiting } from '../core/channel-health.ts';
import { duesOf, duesTried } from '../core/due.ts';
import type { DeliveryError } from '../core/errors.ts';
import type { LogEntry } from '../core/log-entry.ts';
import type {
  Change,
  Channel,
  Collect,
  Known,
  LeftByReads,
  Progress,
  Session,
  Store,
} from '../core/ports.ts';
import { runRecord } from '../core/result.ts';
import type { AnyRule } from '../core/rule.ts';
import type { RunResult } from '../core/run.ts';
import { tallyOf, type Listing, type Tally } from '../core/tally.ts';
import type { Tenant } from '../core/tenant.ts';
import { adoptionSummary } from './adoption.ts';
import { hold } from './hold.ts';
import { judge, type Scene } from './judge.ts';
import { judgedOf, type Judged } from './judged.ts';
import { resultOf } from './result-of.ts';
import { tell, toldNobody, type Telling, type TellPorts } from './tell.ts';
import { wordBook } from './word-book.ts';

/** What a run needs from outside; filled by the laptop and by Lambda in their own ways. */
export interface WatchPorts {
  readonly collect: Collect;
  readonly store: Store;
  /** Where this tenant's messages go, in the order they are sent. */
  readonly channels: readonly Channel[];
  readonly progress: Progress;
  /** Milliseconds this invocation may still take. */
  readonly timeLeft: () => number;
  /** Milliseconds telling may still take, which comes after reading; as long as it likes where it is not set. */
  readonly timeToTell?: () => number;
  /** Tries channels that failed lately at once: somebody is waiting. Without it they are given time. */
  readonly retryNow?: boolean | undefined;
  /** Milliseconds since the run began, for its record. */
  readonly elapsed: () => number;
}

export interface WatchRequest {
  readonly tenant: Tenant;
  readonly rules: readonly AnyRule[];
  /** Log entries of this tenant that came as events and caused this run. */
  readonly events?: readonly LogEntry[];
  readonly now: Date;
  /** Reads and judges, but writes nothing and tells nobody. */
  readonly dryRun: boolean;
  /** How many findings the result lists, where not all of them fit; without it, all. */
  readonly listing?: Listing | undefined;
}

export interface WatchOutcome {
  readonly run: RunResult;
  /** Of all its findings, listed or not. */
  readonly tally: Tally;
  readonly warnings: readonly string[];
  /** Channels that did not accept; what they were to say is still owed. */
  readonly undelivered: readonly DeliveryError[];
  /** Channels that failed lately and were not tried; what they were to say is still owed, too. */
  readonly waiting: readonly Waiting[];
}

/**
 * Reads one tenant, judges it, remembers, and tells people: the whole product on a page. Nobody is told of
 * what is not stored, and what is stored stays owed until a channel accepted it.
 * @throws {BusyError} when another run holds the tenant
 * @throws {StoreError} when the store cannot be read or written
 */
export async function watch(ports: WatchPorts, request: WatchRequest): Promise<WatchOutcome> {
  const { store } = ports;
  const { id } = request.tenant;
  const opening = request.dryRun ? store.beginDry(id) : store.begin(id);
  const outcome = await hold(opening, (session) => watchHeld(session, ports, request));
  // The record and the end of the lease cost something too.
  const cost = (await opening).cost();
  return { ...outcome, run: { ...outcome.run, cost } };
}

async function watchHeld(
  session: Session,
  ports: WatchPorts,
  request: WatchRequest,
): Promise<WatchOutcome> {
  const { tenant, now, dryRun, listing } = request;
  const rules = request.rules.filter(({ id }) => tenant.rules[id] !== 'off');
  const telling: Telling = { tenant, rules, channels: ports.channels, now };
  const { judged, change } = await readAndJudge(session, ports, telling, request);
  if (!dryRun) await session.save(change);

  const { observed, findingRows, words, head } = judged;
  const traced = new Set(rules.filter(({ traces }) => traces).map(({ id }) => id));
  const isTried = (id: string) => !isWaiting(head.failing?.[id], now, ports.retryNow);
  const dues = duesTried(duesOf(tenant, rules, now), isTried);
  const seen = { observed, findingRows, words, traced, dues };
  const book = await wordBook(session, judged.known, seen);
  const adoption = () => adoptionSummary(telling, judged, book);
  const tellPorts: TellPorts = {
    settle: (rows, rewritten) => session.settle(rows, rewritten),
    timeLeft: ports.timeToTell ?? (() => Infinity),
    retryNow: ports.retryNow,
  };
  const told = dryRun ? toldNobody : await tell(telling, { head, book, adoption }, tellPorts);

  const so = { elapsed: ports.elapsed(), listing, cost: session.cost() };
  const run = resultOf(telling, judged, book, told, so);
  const tally = tallyOf(book.reported, told.announced);
  if (!dryRun) await session.record(runRecord(run, tally, judged.verdicts, judged.sealed));
  const warnings = [...judged.warnings, ...told.waiting.map(waitingWords)];
  return { run, tally, warnings, undelivered: told.failures, waiting: told.waiting };
}

/** What is left of a reading, and what to write of it: the apps themselves are let go here. */
async function readAndJudge(
  session: Session,
  { collect, store, timeLeft, progress }: WatchPorts,
  telling: Telling,
  { events = [], dryRun }: WatchRequest,
): Promise<{ readonly judged: Judged; readonly change: Change }> {
  const { tenant, now } = telling;
  const loading = session.load();
  const asked = { tenant, now, mayProbe: !dryRun, timeLeft, progress };
  const collecting = collect(asked, async () => leftByReads(await loading));
  // Both to their ends, whichever fails: whoever opened the store closes it next.
  await Promise.allSettled([loading, collecting]);
  const [known, reading] = [await loading, await collecting];
  const { fingerprint: print, digest } = store;
  const newSeal = () => store.seal();
  const scene: Scene = { ...telling, session, print, digest, newSeal, known, reading, events };
  const judgement = await judge(scene);
  return { judged: judgedOf(scene, judgement), change: judgement.change };
}

function leftByReads({ apps, partial, logs }: Known): LeftByReads {
  return { knownApps: new Set(apps.keys()), resume: partial, logs };
}
