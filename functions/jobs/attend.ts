import { emptyBaseline } from '../core/baseline.ts';
import { droppedWords, passOn } from '../core/debts.ts';
import type { Change, FindingRow, Head, Known, Session } from '../core/ports.ts';
import { overdueRule } from '../core/canary.ts';
import { lookedAt, staleRule } from '../core/pulse.ts';
import { overlay, reconcile, type Reconciled } from '../core/reconcile.ts';
import { findingResult } from '../core/result.ts';
import type { FindingResult } from '../core/run.ts';
import { audienceOf } from './audience.ts';
import { isOfPulse, lookAt, type Look, type PulseScene } from './look.ts';
import { suppressionsOf } from './suppressions-of.ts';
import { wordBook, type WordBook } from './word-book.ts';

export interface Attended {
  readonly look: Look;
  /** The findings of pulse that stand, or that this pulse ended. */
  readonly findings: readonly FindingResult[];
  /** True when a channel is to be told of one. */
  readonly owes: boolean;
  readonly warnings: readonly string[];
}

type Rows = ReadonlyMap<string, FindingRow>;

/**
 * Gives the findings of pulse their life, and stores what is owed of them. Findings of watch, and what they owe, are
 * left to watch: reading what they say would cost a large tenant thousands of reads each pulse.
 */
export async function attend(scene: PulseScene, session: Session): Promise<Attended> {
  const { ports, request, tenant } = scene;
  const known = await session.load();
  // A run may have ended between the first look and the lease.
  const look = await lookAt(scene, known.head);
  const head = headOf(scene, known.head, look);
  const change = changeOf(known, head, request.now);
  const print = ports.store.fingerprint;
  // Written before the finding is: a pulse that dies in between leaves a mark without a finding, which the next one
  // takes away, and never a finding to which none comes back.
  if (!request.dryRun && print(known.head) !== print(head)) await session.save(change);

  const own = rowsOfPulse(scene, known);
  const { judged, findingRows, warnings } = judgeOwn(scene, known.head, own, look);
  if (!request.dryRun && findingRows.size + judged.words.size > 0) {
    const { words, history } = judged;
    await session.save({ ...change, words, history, findingRows });
  }
  const book = await wordBook(session, own, { observed: judged.observed, findingRows });
  if (!request.dryRun) await unmark(session, head, overlay(own, findingRows));
  return { look, findings: findingsOf(tenant.id, book), owes: book.owing.size > 0, warnings };
}

/** The head as it is to be: with what is expected of the tenant, and marked while it is stale. */
function headOf(
  { request, tenant, channels, rules }: PulseScene,
  before: Head | null,
  look: Look,
): Head {
  const { expectedSince, schedule, lastComplete } = look.watched;
  const { channelIds } = audienceOf(tenant, channels, rules);
  const head = {
    ...(before ?? { ...noRunYet, channels: channelIds }),
    expectedSince,
    schedule,
    ...(request.isScheduled && { lookedAt: lookedAt(before, request.now) }),
  };
  return {
    ...head,
    ...(look.found.has(staleRule) && { isStale: true, ...(lastComplete && { lastComplete }) }),
    ...(look.found.has(overdueRule) && { isOverdue: true }),
  };
}

/** A first complete run still adopts the tenant and says so: nothing here stands for one. */
const noRunYet: Head = {
  baseline: emptyBaseline,
  adopted: [],
  sections: {},
  owedSummary: null,
  firstComplete: null,
};

/** A change of the head alone. */
export function changeOf({ partial, logs }: Known, head: Head, now: Date): Change {
  return {
    validFrom: now.toISOString(),
    apps: [],
    deletedApps: [],
    sections: {},
    words: new Map(),
    appRows: new Map(),
    findingRows: new Map(),
    head,
    partial,
    logs,
  };
}

export function rowsOfPulse({ request }: PulseScene, { findings }: Known): Rows {
  const ids = new Set(request.rules.filter(isOfPulse).map(({ id }) => id));
  return new Map([...findings].filter(([, { rule }]) => ids.has(rule)));
}

const noApps: ReadonlySet<string> = new Set();

interface JudgedRows {
  readonly judged: Reconciled;
  readonly findingRows: Rows;
  readonly warnings: readonly string[];
}

function judgeOwn(scene: PulseScene, before: Head | null, own: Rows, look: Look): JudgedRows {
  const { ports, request, tenant, channels, rules } = scene;
  const { channelIds, severityOf, ...hearing } = audienceOf(tenant, channels, rules);
  const judged = reconcile({
    rules,
    verdicts: look.verdicts,
    known: own,
    adopted: [],
    severityOf,
    hearing,
    suppressions: suppressionsOf(before, tenant, ports.store.fingerprint),
    deletedApps: noApps,
    print: ports.store.fingerprint,
    digest: ports.store.digest,
    now: request.now,
  });
  const passed = passOn(overlay(own, judged.rows), {
    channels: channelIds,
    before: before?.channels,
    channelsFor: hearing.channelsFor,
  });
  const warnings = droppedWords(passed.dropped).map((words) => `${tenant.id}: ${words}`);
  return { judged, findingRows: new Map([...judged.rows, ...passed.rows]), warnings };
}

/** Takes the marks of a tenant away whose findings are over and told. */
export async function unmark(
  session: Session,
  head: Head,
  own: Iterable<readonly [string, FindingRow]>,
): Promise<void> {
  const standing = [...own].filter(([, { life }]) => life.status !== 'resolved' || life.owed);
  const rules = new Set(standing.map(([, { rule }]) => rule));
  const { isStale, lastComplete, isOverdue, ...rest } = head;
  const stale = isStale && rules.has(staleRule);
  const overdue = isOverdue && rules.has(overdueRule);
  if (stale === isStale && overdue === isOverdue) return;
  await session.settle(new Map(), {
    ...rest,
    ...(stale && { isStale, ...(lastComplete && { lastComplete }) }),
    ...(overdue && { isOverdue }),
  });
}

function findingsOf(tenant: string, book: WordBook): FindingResult[] {
  return book.reported.map((row) => findingResult(tenant, row, book.words(row), null));
}
