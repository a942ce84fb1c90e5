import { effectiveDcr } from './dcr.ts';
import type { Baseline } from './baseline.ts';
import { unknownRules, type Verdict } from './evaluate.ts';
import { findingKey, type Announcement } from './finding.ts';
import { compareText } from './order.ts';
import type { Cost, FindingRow, Words } from './ports.ts';
import type { FindingResult, RunRecord, RunResult } from './run.ts';
import { requiredSections, sectionNames, type SectionName, type Snapshot } from './snapshot.ts';
import type { Tally } from './tally.ts';
import type { Toggle } from './toggle.ts';

export interface RunFacts {
  readonly tenant: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly read: ReadResult;
  readonly toggle: Toggle;
  readonly findings: readonly FindingResult[];
  /** Findings that are not among them, counted. */
  readonly omitted?: RunResult['omitted'];
  readonly calls: number;
  readonly cost: Cost;
}

/** What a run's result says of what was read. */
export type ReadResult = Pick<RunResult, 'complete' | 'sections' | 'dcr'>;

export function readResult(snapshot: Snapshot, baseline: Baseline): ReadResult {
  return {
    complete: isComplete(snapshot),
    sections: sectionResults(snapshot),
    dcr: dcrResult(snapshot, baseline),
  };
}

export function runResult(facts: RunFacts): RunResult {
  const { complete, sections, dcr } = facts.read;
  return {
    tenant: facts.tenant,
    complete,
    startedAt: facts.startedAt.toISOString(),
    finishedAt: facts.finishedAt.toISOString(),
    sections,
    toggle: facts.toggle,
    dcr,
    findings: facts.findings,
    ...(facts.omitted && { omitted: facts.omitted }),
    calls: facts.calls,
    cost: facts.cost,
  };
}

export function isComplete(snapshot: Snapshot): boolean {
  return requiredSections.every((name) => snapshot.sections[name].ok);
}

/**
 * What a run leaves behind: as its result, with findings counted and the rules that could not judge named.
 * @param snapshot the hash of what was judged
 */
export function runRecord(
  { findings: _listed, omitted: _others, ...result }: RunResult,
  { statuses, announced }: Tally,
  verdicts: readonly Verdict[],
  snapshot: string,
): RunRecord {
  return {
    ...result,
    version: 1,
    findings: statuses,
    unknown: unknownRules(verdicts),
    told: Object.values(announced).reduce((sum, count) => sum + count, 0),
    snapshot,
  };
}

/** A finding as a run reports it. */
export function findingResult(
  tenant: string,
  { rule, subject, life }: FindingRow,
  { message, evidence }: Words,
  announced: Announcement | null,
): FindingResult {
  return {
    key: findingKey(tenant, rule, subject),
    rule,
    severity: life.severity,
    subject,
    status: life.status,
    announced,
    message,
    evidence,
    firstSeen: life.firstSeen,
    transition: life.transition,
    ...(life.stage === undefined ? {} : { stage: life.stage }),
  };
}

/** The rows a run reports: those not resolved, those it resolved, and those whose end it still has to tell now. */
export function reportedRows(
  known: ReadonlyMap<string, FindingRow>,
  changed: ReadonlyMap<string, FindingRow>,
  isDue: (row: FindingRow) => boolean,
): FindingRow[] {
  const rows: FindingRow[] = [];
  for (const [key, row] of known) {
    const now = changed.get(key) ?? row;
    const isOver = now.life.status === 'resolved' && row.life.status === 'resolved';
    if (!isOver || isDue(now)) rows.push(now);
  }
  for (const [key, row] of changed) if (!known.has(key)) rows.push(row);
  return rows.sort((a, b) => compareText(a.rule, b.rule) || compareText(a.subject, b.subject));
}

function sectionResults(snapshot: Snapshot): RunResult['sections'] {
  const results = sectionNames.map((name) => {
    const section = snapshot.sections[name];
    return [
      name,
      section.ok
        ? { ok: true, count: countOf(name, snapshot) }
        : { ok: false, reason: section.reason },
    ];
  });
  return Object.fromEntries(results) as RunResult['sections'];
}

/** Settings and login are one thing each; the others count their items, logs the entries that tell of something watched. */
function countOf(name: SectionName, { sections }: Snapshot): number {
  const section = sections[name];
  if (!section.ok) return 0;
  if (Array.isArray(section.value)) return section.value.length;
  if (name === 'logs' && sections.logs.ok) return sections.logs.value.entries.length;
  if (name === 'pipeline' && sections.pipeline.ok) {
    return sections.pipeline.value.rules.length + sections.pipeline.value.hooks.length;
  }
  return 1;
}

function dcrResult({ sections }: Snapshot, baseline: Baseline): RunResult['dcr'] {
  if (!sections.settings.ok) return { enabled: null, mode: 'unknown', effective: 'unknown' };
  const { dcr } = sections.settings.value;
  return { enabled: dcr.enabled, mode: dcr.mode, effective: effectiveDcr(dcr, baseline.eligible) };
}
