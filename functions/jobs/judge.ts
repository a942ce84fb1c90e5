import type { Baseline } from '../core/baseline.ts';
import { passOn } from '../core/debts.ts';
import { evaluate, type Verdict } from '../core/evaluate.ts';
import type { Change, Known, PartialRead, Reading, Session } from '../core/ports.ts';
import { expectation } from '../core/pulse.ts';
import { overlay, reconcile, type Reconciled } from '../core/reconcile.ts';
import { isComplete } from '../core/result.ts';
import type { Sections } from '../core/snapshot.ts';
import { owedSummary } from './adoption.ts';
import { audienceOf } from './audience.ts';
import { compare } from './compare.ts';
import type { Telling } from './tell.ts';

/** What the steps of one run share. */
export interface Scene extends Telling {
  readonly session: Session;
  readonly print: (value: unknown) => string;
  readonly known: Known;
  readonly reading: Reading;
}

export interface Judgement {
  readonly baseline: Baseline;
  readonly verdicts: readonly Verdict[];
  readonly observed: Reconciled['observed'];
  readonly change: Change;
  /** Findings with messages owed to channels that are gone, and none came in their place. */
  readonly dropped: number;
}

/** Holds a reading against what is known and asks the rules: everything a run decides, nothing written yet. */
export async function judge(scene: Scene): Promise<Judgement> {
  const { rules, tenant, channels, known, reading, now, print } = scene;
  const { snapshot } = reading;
  const { channelIds, hears, severityOf } = audienceOf(tenant, channels);
  const { sections } = snapshot;
  const { baseline, bases, changed, prints } = await compare(scene);
  const verdicts = evaluate(
    rules.filter(({ job = 'watch' }) => job === 'watch'),
    { sections, baseline, appBases: bases, intent: tenant.intent, watched: null, now },
  );
  const { rows, words, adopted, observed } = reconcile({
    rules,
    verdicts,
    known: known.findings,
    adopted: known.head?.adopted ?? [],
    severityOf,
    channelsFor: hears,
    print,
    now,
  });
  const passed = passOn(overlay(known.findings, rows), {
    channels: channelIds,
    before: known.head?.channels,
    hears,
  });
  const head = {
    baseline,
    adopted,
    sections: prints,
    owedSummary: owedSummary(known.head, isComplete(snapshot), channelIds),
    channels: channelIds,
    firstComplete: known.head?.firstComplete ?? (isComplete(snapshot) ? now.toISOString() : null),
    ...expectation(known.head, tenant.schedule.watch, now),
    ...(known.head?.isStale && { isStale: known.head.isStale }),
    ...(known.head?.lastComplete && { lastComplete: known.head.lastComplete }),
  };
  const validFrom = snapshot.takenAt;
  const partial = partialToKeep(sections.apps, reading.partial, known.partial);
  const findingRows = new Map([...rows, ...passed.rows]);
  const change = { ...changed, validFrom, words, findingRows, head, partial };
  return { baseline, verdicts, observed, change, dropped: passed.dropped };
}

/** An unfinished listing outlives a run that could not go on with it, unless the listing itself was at fault. */
function partialToKeep(
  apps: Sections['apps'],
  now: PartialRead | null,
  before: PartialRead | null,
): PartialRead | null {
  return now ?? (apps.ok || apps.cause === 'inconsistent' ? null : before);
}
