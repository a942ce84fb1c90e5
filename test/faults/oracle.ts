import type { Message } from '../../functions/core/message.ts';
import type { FindingRow } from '../../functions/core/ports.ts';
import { knownRuleIds, knownRules, type Seen } from './known-rules.ts';
import { decidedAt, patternedAt, seenAt, type Expected, type Lives } from './lives.ts';
import { channelIds, type Deed, type Step } from './schedule.ts';
import type { TenantState } from './tenant-state.ts';

/** Something a channel accepted. */
interface Accepted {
  readonly kind: string;
  readonly transition: number;
  isSettled: boolean;
}

/** One run of watch or pulse, as it can be seen from outside. */
export interface RunSeen {
  /** It has read the tenant, at a moment (milliseconds since 1970). */
  reads(state: TenantState, unread: Step['unread'], now: number): void;
  /** A person decides. */
  decides(deed: Deed, now: number): void;
  /** What it wrote of findings took effect. */
  storesFindings(): void;
  /** What it wrote of the tenant as a whole took effect. */
  storesHead(): void;
  accepts(channel: string, message: Message): void;
  /** What was accepted last is struck off: findings, or the summary of an adoption. */
  settles(what: 'findings' | 'summary'): void;
  /** It goes on to another channel, or is over: what was accepted is not struck off any more. */
  letsGo(): void;
}

/** Watches a schedule from outside: what was read, what was stored, what channels accepted. */
export interface Oracle {
  run(): RunSeen;
  report(problem: string): void;
  /** Compares with what is stored after a step. */
  checkStored(rows: ReadonlyMap<string, FindingRow>): void;
  /** Compares with what was accepted, once all faults are over. */
  checkHeard(): void;
  readonly problems: readonly string[];
}

/** What the oracle knows of all runs. */
interface Memory extends Lives {
  readonly adopted: Set<string>;
  /** By channel and finding. */
  readonly accepted: Map<string, Accepted[]>;
  /** Whatever was ever seen to be owed. */
  readonly everOwed: Set<string>;
  /** What messages only counted, by channel, rule and kind: beyond ten findings they say how many more there are. */
  readonly counted: Set<string>;
  /** By channel. */
  readonly summaries: Map<string, Accepted>;
  wantsSummary: boolean;
  readonly report: (problem: string) => void;
}

export function createOracle(): Oracle {
  const problems: string[] = [];
  const memory: Memory = {
    findings: new Map(),
    patterns: [],
    adopted: new Set(),
    accepted: new Map(),
    everOwed: new Set(),
    counted: new Set(),
    summaries: new Map(),
    wantsSummary: false,
    report: (problem) => {
      if (!problems.includes(problem)) problems.push(problem);
    },
  };
  return {
    problems,
    report: memory.report,
    run: () => runSeen(memory),
    checkStored: (rows) => checkStored(memory, rows),
    checkHeard: () => checkHeard(memory),
  };
}

function runSeen(memory: Memory): RunSeen {
  const { adopted, counted, summaries, report } = memory;
  let seen = new Map<string, Seen>();
  let deed: Deed | null = null;
  let now = 0;
  let isComplete = false;
  let isStored = false;
  let isHeadStored = false;
  let pending: Accepted[] = [];
  let summary: Accepted | null = null;
  return {
    reads(state, unread, at) {
      now = at;
      isComplete = !unread.apps && !unread.settings;
      seen = new Map();
      for (const { rule, see } of knownRules) {
        const found = see(state, unread);
        if (found) seen.set(rule, found);
      }
    },
    decides(decided, at) {
      now = at;
      deed = decided;
    },
    storesFindings() {
      // What is struck off later is written in the same place.
      if (isStored) return;
      isStored = true;
      for (const [rule, found] of seen)
        seenAt(memory, { rule, seen: found, adopts: !adopted.has(rule), now });
      if (deed) decidedAt(memory, deed, now);
    },
    storesHead() {
      if (isHeadStored) return;
      isHeadStored = true;
      for (const rule of seen.keys()) adopted.add(rule);
      memory.wantsSummary ||= isComplete;
      if (deed) patternedAt(memory, deed, now);
    },
    accepts(channel, { told, rest, adoption }) {
      pending = told.map((one) => acceptOne(memory, channel, one));
      for (const rule of rest?.rules ?? [])
        for (const kind of rest?.announcements ?? []) counted.add(`${channel} ${rule} ${kind}`);
      if (!adoption) return;
      if (summaries.get(channel)?.isSettled) report(`DUPLICATED: the summary for ${channel}`);
      summary = { kind: 'summary', transition: 0, isSettled: false };
      summaries.set(channel, summary);
    },
    settles(what) {
      if (what === 'summary' && summary) summary.isSettled = true;
      if (what === 'findings') for (const one of pending) one.isSettled = true;
    },
    letsGo() {
      pending = [];
      summary = null;
    },
  };
}

function acceptOne(
  memory: Memory,
  channel: string,
  { rule, subject, transition, announcement: kind }: Message['told'][number],
): Accepted {
  const id = `${rule} ${subject}`;
  const heard = heardBy(memory, channel, id);
  const before = heard.findLast((one) => one.transition === transition);
  const what = `${channel} ${kind} ${id} ${transition}`;
  if (before?.isSettled) memory.report(`DUPLICATED: ${what}, which was struck off`);
  if (before && before.kind !== kind) memory.report(`TWO MEANINGS: ${what}, and ${before.kind}`);
  const one = { kind, transition, isSettled: false };
  heard.push(one);
  return one;
}

function heardBy({ accepted }: Memory, channel: string, id: string): Accepted[] {
  const key = `${channel} ${id}`;
  const heard = accepted.get(key) ?? [];
  accepted.set(key, heard);
  return heard;
}

function checkStored(
  { findings, everOwed, report }: Memory,
  rows: ReadonlyMap<string, FindingRow>,
): void {
  for (const [id, { life }] of rows)
    for (const { channel, kind, transition } of life.owed ?? [])
      if (kind !== 'reminded') everOwed.add([channel, kind, transition, id].join(' '));
  for (const id of new Set([...findings.keys(), ...rows.keys()])) {
    const expected = findings.get(id)?.status ?? 'none';
    const stored = rows.get(id)?.life.status ?? 'none';
    if (!isKnownRule(id) || stored === expected) continue;
    const what = stored === 'resolved' ? 'WRONGLY RESOLVED' : 'WRONG';
    report(`${what}: ${id} is ${stored}, and must be ${expected}`);
  }
}

function isKnownRule(id: string): boolean {
  return knownRuleIds.some((rule) => id.startsWith(`${rule} `));
}

function checkHeard(memory: Memory): void {
  const { wantsSummary, summaries, findings, everOwed, counted, report } = memory;
  for (const channel of channelIds) {
    if (wantsSummary && !summaries.has(channel)) report(`LOST: the summary for ${channel}`);
    for (const [id, expected] of findings) checkChannel(memory, channel, id, expected);
  }
  for (const owed of everOwed) {
    const [channel = '', kind = '', transition, rule = '', ...subject] = owed.split(' ');
    const heard = heardBy(memory, channel, [rule, ...subject].join(' '));
    const isHeard = heard.some((one) => one.transition === Number(transition));
    if (!isHeard && !counted.has(`${channel} ${rule} ${kind}`)) report(`LOST: ${owed}`);
  }
}

function checkChannel(memory: Memory, channel: string, id: string, { rule, hear }: Expected): void {
  const { counted, report } = memory;
  const known = knownRules.find((one) => one.rule === rule);
  const heard = heardBy(memory, channel, id).toSorted((a, b) => a.transition - b.transition);
  const distinct = heard.filter((one, at) => one.transition !== heard[at - 1]?.transition);
  const kinds = distinct.map(({ kind }) => kind);
  if (kinds.includes('reminded') && !known?.reminds) report(`FALSE: ${channel} reminded of ${id}`);
  // An owner is told beforehand that a suppression ends; how often depends on when the tenant was read.
  const changes = kinds.filter((kind) => kind !== 'reminded' && kind !== 'suppression-ending');
  const wanted = known?.channels.includes(channel) ? hear : [];
  if (isInOrder(wanted, changes, (kind) => counted.has(`${channel} ${rule} ${kind}`))) return;
  const what = changes.length < wanted.length ? 'LOST' : 'FALSE';
  report(
    `${what}: ${channel} heard of ${id}: ${changes.join(', ')}; it must hear: ${wanted.join(', ')}`,
  );
}

/** What was heard is what was to be heard, in order; what a message only counted may be missing. */
function isInOrder(
  wanted: readonly string[],
  heard: readonly string[],
  isCounted: (kind: string) => boolean,
): boolean {
  let at = 0;
  for (const kind of wanted) {
    if (heard[at] === kind) at += 1;
    else if (!isCounted(kind)) return false;
  }
  return at === heard.length;
}
