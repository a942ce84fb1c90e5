import { rowKey } from '../core/ports.ts';
import { findingResult, runResult } from '../core/result.ts';
import { listedRows, type Listing } from '../core/tally.ts';
import type { RunResult } from '../core/run.ts';
import { toggleOf } from '../core/toggle.ts';
import type { Judgement, Scene } from './judge.ts';
import type { Told } from './tell.ts';
import type { WordBook } from './word-book.ts';

/** The run so far, as its result; `elapsed` in milliseconds. */
export function resultOf(
  { tenant, reading, session, now }: Scene,
  { baseline, toggle }: Judgement,
  { reported, words }: WordBook,
  { announced }: Told,
  { elapsed, listing }: { readonly elapsed: number; readonly listing: Listing | undefined },
): RunResult {
  const { rows, omitted } = listedRows(reported, listing);
  return runResult({
    tenant: tenant.id,
    startedAt: now,
    finishedAt: new Date(now.getTime() + Math.round(elapsed)),
    snapshot: reading.snapshot,
    baseline,
    toggle: toggleOf(toggle),
    findings: rows.map((row) =>
      findingResult(
        tenant.id,
        row,
        words(row),
        announced.get(rowKey(row.rule, row.subject)) ?? null,
      ),
    ),
    omitted,
    calls: reading.calls,
    cost: session.cost(),
  });
}
