import type { Attributable } from '../core/attributable.ts';
import { attribute, wordsToRead } from '../core/attribute.ts';
import type { Baseline } from '../core/baseline.ts';
import { canaryOf, type CanaryState } from '../core/canary.ts';
import { keptFailing } from '../core/channel-health.ts';
import { passOn, stillFailing } from '../core/debts.ts';
import { evaluate, type Verdict } from '../core/evaluate.ts';
import type { Change, Head, Known, PartialRead, Reading, Session, Store } from '../core/ports.ts';
import type { LogEntry } from '../core/log-entry.ts';
import type { LogMemory, StoredLogs } from '../core/log-memory.ts';
import { expectation } from '../core/pulse.ts';
import { overlay, reconcile, type Reconciled } from '../core/reconcile.ts';
import { remember } from '../core/remember.ts';
import { isComplete } from '../core/result.ts';
import { isOnlySecond } from '../core/route.ts';
import { sectionNames, type Sections } from '../core/snapshot.ts';
import { toggleLadder, type ToggleLadder } from '../core/toggle.ts';
import { entriesOf } from '../core/trail.ts';
import { owedSummary } from './adoption.ts';
import { audienceOf } from './audience.ts';
import { compare } from './compare.ts';
import { monitorOf } from './monitor-of.ts';
import { suppressionsOf } from './suppressions-of.ts';
import type { Telling } from './tell.ts';

/** What the steps of one run share. */
export interface Scene extends Telling {
  readonly session: Session;
  readonly print: (value: unknown) => string;
  readonly digest: (value: unknown) => string;
  readonly newSeal: Store['seal'];
  readonly known: Known;
  readonly reading: Reading;
  /** Log entries that came as events, ahead of the logs. */
  readonly events: readonly LogEntry[];
}

export interface Judgement {
  readonly baseline: Baseline;
  readonly toggle: ToggleLadder;
  readonly verdicts: readonly Verdict[];
  readonly observed: Reconciled['observed'];
  readonly change: Change;
  /** The hash of the snapshot. */
  readonly sealed: string;
  /** Findings with messages owed to channels that are gone, and none came in their place. */
  readonly dropped: number;
}

/** Holds a reading against what is known and asks the rules: everything a run decides, nothing written yet. */
export async function judge(scene: Scene): Promise<Judgement> {
  const { rules, tenant, channels, known, reading, events, now, print, digest } = scene;
  const { snapshot } = reading;
  const { channelIds, severityOf, ...hearing } = audienceOf(tenant, channels, rules);
  const { sections } = snapshot;
  const memory = remember(known.logs.memory, { reading, events, knownApps: known.apps, now });
  const toggle = toggleLadder(memory.toggle, tenant.declared.toggle, now);
  const { baseline, bases, changed, prints, sealed } = await compare(scene, toggle);
  const canary = canaryOf(known, tenant, now);
  const suppressions = suppressionsOf(known.head, tenant, print);
  const verdicts = evaluate(
    rules.filter(({ job = 'watch' }) => job === 'watch'),
    {
      sections,
      baseline,
      appBases: bases,
      intent: tenant.intent,
      past: memory,
      toggle,
      flood: tenant.dcrFlood,
      watched: null,
      monitor: monitorOf(known, tenant, canary, { suppressions, digest, now }),
      digest,
      now,
    },
  );
  const reconciled = reconcile({
    rules,
    verdicts,
    known: known.findings,
    adopted: known.head?.adopted ?? [],
    severityOf,
    hearing,
    suppressions,
    deletedApps: new Set(changed.deletedApps),
    print,
    digest,
    now,
  });
  const { rows, adopted, history, observed } = reconciled;
  const words = await attributedWords(scene, { reconciled, memory, baseline });
  const passed = passOn(overlay(known.findings, rows), {
    channels: channelIds,
    before: known.head?.channels,
    channelsFor: hearing.channelsFor,
  });
  const head = headOf(scene, { baseline, adopted, prints, channelIds, canary });
  const validFrom = snapshot.takenAt;
  const partial = partialToKeep(sections.apps, reading.partial, known.partial);
  const findingRows = new Map([...rows, ...passed.rows]);
  const logs = {
    position: sections.logs.ok ? sections.logs.value.position : known.logs.position,
    memory,
    ...readTimes(scene),
  };
  const change = { ...changed, validFrom, words, history, findingRows, head, partial, logs };
  return { baseline, toggle, verdicts, observed, change, sealed, dropped: passed.dropped };
}

function headOf(
  { known, tenant, reading, now }: Scene,
  judged: {
    readonly baseline: Baseline;
    readonly adopted: Head['adopted'];
    readonly prints: Head['sections'];
    readonly channelIds: readonly string[];
    readonly canary: CanaryState;
  },
): Head {
  const { baseline, adopted, prints, channelIds, canary } = judged;
  const complete = isComplete(reading.snapshot);
  const {
    failing: _lately,
    canarySince: _since,
    canaryArrived: _arrived,
    ...before
  }: Partial<Head> = known.head ?? {};
  const there = Object.entries(stillFailing(known)).filter(([id]) => channelIds.includes(id));
  const summarized = channelIds.filter((id) => !isOnlySecond(tenant, id));
  return {
    ...before,
    ...keptFailing(Object.fromEntries(there)),
    ...canary.kept,
    baseline,
    adopted,
    sections: prints,
    owedSummary: owedSummary(known.head, complete, summarized),
    channels: channelIds,
    environment: tenant.environment,
    firstComplete: known.head?.firstComplete ?? (complete ? now.toISOString() : null),
    ...expectation(known.head, tenant.schedule.watch, now),
  };
}

/** What findings are to say, with who did it as far as the logs tell; reads only words that are to be added to. */
async function attributedWords(
  { session, rules, known, reading, events, now }: Scene,
  told: { reconciled: Reconciled; memory: LogMemory; baseline: Baseline },
): Promise<Change['words']> {
  const { reconciled, memory, baseline } = told;
  const { sections, takenAt } = reading.snapshot;
  const run: Attributable = {
    rules,
    known: known.findings,
    reconciled,
    entries: entriesOf(sections.logs, events),
    logs: sections.logs,
    logsSince: baseline.coverage.logs?.since ?? null,
    gaps: memory.gaps,
    recent: known.logs.memory.recent,
    settings: memory.settings,
    readAt: known.logs.readAt ?? {},
    awaited: new Set(memory.awaited.map(({ app }) => app)),
    takenAt,
    now,
  };
  const keys = wordsToRead(run);
  return attribute(run, keys.length > 0 ? await session.storedWords(keys) : new Map());
}

/** A run that read nothing of the logs leaves them as they were: what it saw is explained by what the next one reads. */
function readTimes({ known, reading, events, now }: Scene): Pick<StoredLogs, 'readAt'> {
  const { takenAt, sections } = reading.snapshot;
  const before = known.logs.readAt;
  if (!sections.logs.ok && events.length === 0) return before ? { readAt: before } : {};
  const read = sectionNames.filter((name) => name !== 'logs' && sections[name].ok);
  const times = read.map((name) => [name, name === 'apps' ? takenAt : now.toISOString()]);
  return { readAt: { ...before, ...Object.fromEntries(times) } };
}

/** An unfinished listing outlives a run that could not go on with it, unless the listing itself was at fault. */
function partialToKeep(
  apps: Sections['apps'],
  now: PartialRead | null,
  before: PartialRead | null,
): PartialRead | null {
  return now ?? (apps.ok || apps.cause === 'inconsistent' ? null : before);
}
