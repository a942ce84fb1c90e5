import { rowKey } from '../core/ports.ts';
import { findingResult, runResult } from '../core/result.ts';
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
  elapsed: number,
): RunResult {
  return runResult({
    tenant: tenant.id,
    startedAt: now,
    finishedAt: new Date(now.getTime() + Math.round(elapsed)),
    snapshot: reading.snapshot,
    baseline,
    toggle: toggleOf(toggle),
    findings: reported.map((row) =>
      findingResult(
        tenant.id,
        row,
        words(row),
        announced.get(rowKey(row.rule, row.subject)) ?? null,
      ),
    ),
    calls: reading.calls,
    cost: session.cost(),
  });
}
