import { endedWords } from '../core/configured-suppressions.ts';
import { droppedWords } from '../core/debts.ts';
import type { Change, Known } from '../core/ports.ts';
import { readResult, type ReadResult } from '../core/result.ts';
import { logWarnings } from '../core/retention.ts';
import type { Judgement, Scene } from './judge.ts';

/**
 * What a run still needs of a reading that it has judged. The apps are not among it, which in a large tenant are a third of
 * what lies in memory: what is then written and sent takes their room.
 */
export interface Judged extends Pick<Judgement, 'toggle' | 'verdicts' | 'observed' | 'sealed'> {
  readonly read: ReadResult;
  readonly calls: number;
  readonly warnings: readonly string[];
  /** Findings as they were before. */
  readonly known: Known['findings'];
  readonly findingRows: Change['findingRows'];
  readonly words: Change['words'];
  readonly head: Change['head'];
}

export function judgedOf(
  { tenant, known, reading, now }: Scene,
  { baseline, change, dropped, ...judgement }: Judgement,
): Judged {
  const { toggle, verdicts, observed, sealed } = judgement;
  const { findingRows, words, head } = change;
  const { logs } = reading.snapshot.sections;
  return {
    toggle,
    verdicts,
    observed,
    sealed,
    findingRows,
    words,
    head,
    read: readResult(reading.snapshot, baseline),
    calls: reading.calls,
    known: known.findings,
    warnings: [
      ...reading.warnings,
      ...logWarnings(logs, { tenant, before: known.logs.position, now }),
      ...droppedWords(dropped),
      ...endedWords(tenant, now),
    ],
  };
}
