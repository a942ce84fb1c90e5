import { rowKey, type Cost } from '../core/ports.ts';
import { findingResult, runResult } from '../core/result.ts';
import { listedRows, type Listing } from '../core/tally.ts';
import type { RunResult } from '../core/run.ts';
import { toggleOf } from '../core/toggle.ts';
import type { Judged } from './judged.ts';
import type { Telling, Told } from './tell.ts';
import type { WordBook } from './word-book.ts';

/** The run so far, as its result; `elapsed` in milliseconds. */
export function resultOf(
  { tenant, now }: Telling,
  { read, toggle, calls }: Judged,
  { reported, words }: WordBook,
  { announced }: Told,
  run: { readonly elapsed: number; readonly listing: Listing | undefined; readonly cost: Cost },
): RunResult {
  const { rows, omitted } = listedRows(reported, run.listing);
  return runResult({
    tenant: tenant.id,
    startedAt: now,
    finishedAt: new Date(now.getTime() + Math.round(run.elapsed)),
    read,
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
    calls,
    cost: run.cost,
  });
}
