import type { AppBase } from '../../functions/core/baseline.ts';
import { emptyBaseline } from '../../functions/core/baseline.ts';
import type { Life } from '../../functions/core/finding.ts';
import type { Actor, LogPosition } from '../../functions/core/log-entry.ts';
import { emptyMemory, type Caller, type LogMemory } from '../../functions/core/log-memory.ts';
import type { AppRow, Change, FindingRow, Head } from '../../functions/core/ports.ts';
import { rowKey } from '../../functions/core/ports.ts';
import type { RunRecord } from '../../functions/core/run.ts';
import type { ToggleProof } from '../../functions/core/toggle-evidence.ts';

/** Synthetic values for tests of the store. */

export const base: AppBase = {
  firstParty: false,
  securityMode: 'strict',
  grantTypes: ['authorization_code'],
  callbacks: ['https://partner.example/callback'],
  origins: [],
  apis: [],
};

export const quiet: Life = {
  status: 'inherited',
  severity: 'high',
  transition: 0,
  firstSeen: '2026-11-23T09:00:00.000Z',
  since: '2026-11-23T09:00:00.000Z',
};

export const owing: Life = {
  ...quiet,
  status: 'open',
  transition: 1,
  owed: [{ channel: 'slack:T1', kind: 'opened', transition: 1 }],
};

export const head: Head = {
  baseline: { ...emptyBaseline, dcr: { enabled: true, mode: 'unset' }, flags: ['a', 'b'] },
  adopted: ['app-permissive'],
  sections: { settings: 'abcdefgh' },
  owedSummary: null,
  firstComplete: '2026-11-23T09:00:00.000Z',
};

const actor: Actor = {
  kind: 'app',
  id: 'pipeline',
  name: 'Partner onboarding',
  email: null,
  ip: '203.0.113.7',
  userAgent: 'Go-http-client/1.1',
  tool: 'Terraform provider',
  channel: 'api',
};

export const on: ToggleProof = { state: 'on', asOf: '2026-11-23T08:00:00.000Z' };

export const caller: Caller = {
  id: 'pipeline',
  kind: 'app',
  name: 'Partner onboarding',
  ip: '203.0.113.7',
  userAgent: 'Go-http-client/1.1',
  tool: 'Terraform provider',
  apps: [
    {
      id: 'app1',
      name: 'Partner',
      at: '2026-11-23T08:00:00.000Z',
      mode: 'permissive',
      logId: '90020261123080000',
    },
  ],
  more: 3,
  stated: null,
};

const memory: LogMemory = {
  toggle: {
    apiField: null,
    log: { ...on, logId: '90020261123080000', app: 'app1', appName: 'Partner', actor },
    logBefore: { state: 'off', asOf: '2026-10-23T08:00:00.000Z', logId: '90020261023080000' },
    probe: { ...on, app: 'probe1' },
    notice: { asOf: '2026-10-01T08:00:00.000Z', text: 'Third-party apps', logId: '9002026100108' },
  },
  callers: [caller],
  registrations: [
    {
      app: 'app2',
      at: '2026-11-23T08:30:00.000Z',
      name: 'Gift \ud800',
      hosts: ['gift.example'],
      traits: 'none: authorization_code',
      ip: '198.51.100.1',
    },
    { app: 'app3', at: '2026-11-23T08:00:00.000Z', name: '', hosts: [], traits: '', undated: true },
  ],
  awaited: [{ app: 'app4', since: '2026-11-23T08:00:00.000Z', searches: 0 }],
  handled: ['90020261123080000', '90020261123083000'],
  gaps: [{ from: '2026-10-01T00:00:00.000Z', to: '2026-10-02T00:00:00.000Z', reason: 'too old' }],
  probeName: 'strictwatch probe 1a2b',
  recent: [
    {
      id: '90020261123083000',
      at: '2026-11-23T08:30:00.000Z',
      operation: 'settings-updated',
      actor,
      settings: { 'flags.enable_sso': true, default_audience: null },
    },
    {
      id: '90020261123082000',
      at: '2026-11-23T08:20:00.000Z',
      operation: 'app-updated',
      actor,
      app: 'app1',
      changed: ['callbacks'],
    },
  ],
  settings: [{ path: 'default_audience', value: null, since: '2026-11-23T08:00:00.000Z' }],
};

const position: LogPosition = {
  cursor: '90020261123083000373123456789012345678901234567890123456',
  newest: '2026-11-23T08:30:00.000Z',
  caughtUpAt: '2026-11-23T09:00:00.000Z',
  oldest: '2026-10-24T09:00:00.000Z',
  oldestAskedAt: '2026-11-23T09:00:00.000Z',
};

export const logs = { position, memory, readAt: { settings: '2026-11-23T09:00:00.000Z' } };

export function row(subject: string, life: Life = quiet, print = 'wordwo'): FindingRow {
  return { rule: 'app-permissive', subject, life, print };
}

export function rowsBy(rows: readonly FindingRow[]): Map<string, FindingRow> {
  return new Map(rows.map((row) => [rowKey(row.rule, row.subject), row]));
}

export function change(parts: Partial<Change> = {}): Change {
  return {
    validFrom: '2026-11-23T09:00:00.000Z',
    apps: [],
    deletedApps: [],
    sections: {},
    words: new Map(),
    appRows: new Map(),
    findingRows: new Map(),
    head,
    partial: null,
    logs: { position: null, memory: emptyMemory },
    ...parts,
  };
}

/** `count` app rows, each with one quiet finding, as a large tenant has them after its adoption. */
export function manyRows(count: number, life: Life = quiet) {
  const ids = Array.from({ length: count }, (_, index) => randomId(index));
  return {
    appRows: new Map<string, AppRow>(ids.map((id, index) => [id, { print: randomId(index, 8) }])),
    findingRows: rowsBy(ids.map((id, index) => row(id, life, randomId(index + count, 8)))),
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An id as Auth0 makes them, the same for the same seed. */
export function randomId(seed: number, length = 32): string {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  let id = '';
  while (id.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5) >>> 0;
    id += letters[(state >>> 8) % letters.length] ?? '';
  }
  return id;
}

export function runRecord(tenant: string, startedAt: string): RunRecord {
  const read = { ok: true, count: 3 } as const;
  return {
    version: 1,
    tenant,
    complete: true,
    startedAt,
    finishedAt: startedAt,
    sections: {
      apps: read,
      settings: read,
      grants: read,
      apis: read,
      connections: read,
      login: read,
      pipeline: { ok: false, reason: 'missing scope read:rules' },
      logs: read,
    },
    toggle: { state: 'unknown', basis: 'unknown', asOf: null },
    dcr: { enabled: true, mode: 'unset', effective: 'permissive' },
    findings: { open: 2 },
    calls: 14,
    cost: { readUnits: 3, writeUnits: 2 },
    unknown: [{ rule: 'pipeline-blocks-strict', reason: 'pipeline not read' }],
    told: 0,
  };
}
