import type { AppBase } from '../../functions/core/baseline.ts';
import { emptyBaseline } from '../../functions/core/baseline.ts';
import type { Life } from '../../functions/core/finding.ts';
import type { AppRow, Change, FindingRow, Head } from '../../functions/core/ports.ts';
import { rowKey } from '../../functions/core/ports.ts';
import type { RunRecord } from '../../functions/core/run.ts';

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
