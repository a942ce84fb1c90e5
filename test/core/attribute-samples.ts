import type { Attributable } from '../../functions/core/attributable.ts';
import { attribute, wordsToRead } from '../../functions/core/attribute.ts';
import { attributionOf, type Attribution } from '../../functions/core/attribution.ts';
import { paid } from '../../functions/core/debts.ts';
import { evaluate } from '../../functions/core/evaluate.ts';
import type { Actor, LogEntry, LogPosition, LogReading } from '../../functions/core/log-entry.ts';
import type { LogMemory, ReadTimes } from '../../functions/core/log-memory.ts';
import { rowKey, type FindingRow, type Words } from '../../functions/core/ports.ts';
import { rememberRecent, rememberSettings } from '../../functions/core/remember-recent.ts';
import { reconcile } from '../../functions/core/reconcile.ts';
import { judgedOf, sample, type SampleParts } from '../../functions/core/sample.ts';
import { sectionNames, type Section } from '../../functions/core/snapshot.ts';
import { hearingBy } from './hearing-samples.ts';
import { rules } from '../../functions/rules/index.ts';

/** Actors and entries of tests; synthetic, addresses of RFC 5737. */
export function actor(parts: Partial<Actor> = {}): Actor {
  return {
    kind: 'app',
    id: 'SyntheticPipeline',
    name: 'partner-sync',
    email: null,
    ip: '203.0.113.7',
    userAgent: 'Terraform/1.9.8',
    tool: 'Terraform provider',
    channel: 'api',
    ...parts,
  };
}

export const ana: Actor = actor({
  kind: 'user',
  id: 'auth0|ana',
  name: 'Ana',
  email: 'ana@acme.example',
  ip: '198.51.100.9',
  userAgent: 'Mozilla/5.0',
  tool: null,
  channel: 'dashboard',
});

export function entry(parts: Partial<LogEntry> & Pick<LogEntry, 'operation'>): LogEntry {
  const at = parts.at ?? '2026-11-18T02:14:00.000Z';
  return { id: `90020261118${at.replaceAll(/\D/g, '')}`, at, actor: actor(), ...parts };
}

export function created(app: string, parts: Partial<LogEntry> = {}): LogEntry {
  const creation = {
    firstParty: false,
    asked: 'unstated',
    answered: 'permissive',
    callbacks: [],
  } as const;
  return entry({ operation: 'app-created', app, creation, ...parts });
}

export function set(
  settings: NonNullable<LogEntry['settings']>,
  parts: Partial<LogEntry> = {},
): LogEntry {
  return entry({ operation: 'settings-updated', settings, ...parts });
}

export function position(parts: Partial<LogPosition> = {}): LogPosition {
  return {
    cursor: 'synthetic',
    newest: null,
    caughtUpAt: '2026-11-18T00:00:00.000Z',
    oldest: '2026-10-20T00:00:00.000Z',
    oldestAskedAt: '2026-11-18T00:00:00.000Z',
    ...parts,
  };
}

export function logs(
  entries: readonly LogEntry[] = [],
  parts: Partial<LogReading> = {},
): Section<LogReading> {
  return { ok: true, value: { entries, position: position(), gap: null, ...parts } };
}

export const forbiddenLogs: Section<LogReading> = {
  ok: false,
  reason: 'missing scope read:logs',
  cause: 'scope',
};

interface Run {
  /** A day of November 2026, or ISO 8601. */
  readonly on: number | string;
  readonly logs?: Section<LogReading>;
  readonly logsSince?: string | null;
  readonly past?: Partial<LogMemory>;
  /** Ids of rules that are off. */
  readonly without?: readonly string[];
}

/** Runs of one tenant on nothing but values: what a run wrote is what the next one knows. A channel stays owed what it was to be told. */
export function tenantOf(channels: readonly string[] = ['slack']) {
  const known = new Map<string, FindingRow>();
  const words = new Map<string, Words>();
  let adopted: readonly string[] = [];
  let memory: Pick<LogMemory, 'recent' | 'settings'> = { recent: [], settings: [] };
  let readAt: ReadTimes = {};
  let appIds: readonly string[] = [];
  let wordsRead: readonly string[] = [];
  return {
    /** @returns the keys whose words were written */
    run(parts: SampleParts, run: Run): string[] {
      const now = new Date(typeof run.on === 'string' ? run.on : Date.UTC(2026, 10, run.on, 3));
      const given = sample({ ...parts, now: now.toISOString() });
      const { apps } = given.sections;
      const present = apps.ok ? apps.value.map(({ id }) => id) : appIds;
      const deletedApps = new Set(appIds.filter((id) => !present.includes(id)));
      appIds = present;
      const asked = rules.filter(({ id }) => !run.without?.includes(id));
      const verdicts = evaluate(asked, judgedOf(given));
      const settings = given.sections.settings.ok
        ? rememberSettings(memory.settings, given.sections.settings.value, now)
        : memory.settings;
      const reconciled = reconcile({
        rules: asked,
        verdicts,
        known,
        adopted,
        severityOf: ({ severity }) => severity,
        hearing: hearingBy(channels),
        suppressions: [],
        deletedApps,
        print: (value) => JSON.stringify(value),
        digest: (value) => JSON.stringify(value),
        now,
      });
      const read = run.logs ?? logs();
      const attributable: Attributable = {
        rules,
        known,
        reconciled,
        entries: read.ok ? read.value.entries : [],
        logs: read,
        logsSince: run.logsSince === undefined ? '2026-11-01T00:00:00.000Z' : run.logsSince,
        gaps: run.past?.gaps ?? [],
        awaited: new Set(run.past?.awaited?.map(({ app }) => app)),
        recent: memory.recent,
        settings,
        readAt,
        takenAt: now.toISOString(),
        now,
      };
      // Only what it asked for is read.
      const stored = new Map<string, Words>();
      wordsRead = wordsToRead(attributable);
      for (const key of wordsRead) {
        const its = words.get(key);
        if (its) stored.set(key, its);
      }
      const written = attribute(attributable, stored);
      for (const [key, row] of reconciled.rows) known.set(key, row);
      for (const [key, its] of written) words.set(key, its);
      adopted = reconciled.adopted;
      memory = { recent: rememberRecent(memory.recent, attributable.entries, now), settings };
      const times = sectionNames.flatMap((name) =>
        given.sections[name].ok ? [[name, now.toISOString()] as const] : [],
      );
      if (read.ok) readAt = { ...readAt, ...Object.fromEntries(times) };
      return [...written.keys()];
    },
    /** As a run left them that died before it wrote the rest. */
    leave(rule: string, subject: string, evidence: Words['evidence']): void {
      const key = rowKey(rule, subject);
      const its = words.get(key);
      if (its) words.set(key, { ...its, evidence: { ...its.evidence, ...evidence } });
    },
    /** As versions left it that did not note how a finding ended. */
    forgetEnd(rule: string, subject: string): void {
      const row = known.get(rowKey(rule, subject));
      if (!row) return;
      const { end: _how, ...life } = row.life;
      known.set(rowKey(rule, subject), { ...row, life });
    },
    /** Keys of the stored words that the last run read. */
    wordsRead: () => wordsRead,
    /** Every channel accepts what it is owed. */
    deliver(): void {
      for (const [key, row] of known) known.set(key, channels.reduce(paid, row));
    },
    who(rule: string, subject: string): Attribution | null {
      return attributionOf(words.get(rowKey(rule, subject))?.evidence ?? {});
    },
    row: (rule: string, subject: string) => known.get(rowKey(rule, subject)),
    words: (rule: string, subject: string) => words.get(rowKey(rule, subject)),
  };
}
