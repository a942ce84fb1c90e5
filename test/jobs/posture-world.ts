import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import type { Action } from '../../functions/core/action.ts';
import { RefusedError } from '../../functions/core/errors.ts';
import type { Finding } from '../../functions/core/finding.ts';
import type { Posture } from '../../functions/core/posture/schema.ts';
import type { Store } from '../../functions/core/ports.ts';
import { app, defaultGrant, sample, settings } from '../../functions/core/sample.ts';
import type { App, Cause, Origin, SectionName } from '../../functions/core/snapshot.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { decide } from '../../functions/jobs/decide.ts';
import { gatherPosture, type PostureRequest } from '../../functions/jobs/posture.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { rules } from '../../functions/rules/index.ts';
import { memoryDynamo, memoryTable } from '../adapters/memory-dynamo.ts';

export type Mode = 'gone' | 'strict' | 'permissive' | 'unknown';

/** What is so in the tenant, whoever looks. */
export interface Truth {
  readonly apps: Readonly<Record<string, { readonly mode: Mode; readonly origin: Origin }>>;
  readonly dcr: 'off' | 'strict' | 'permissive';
  readonly scopes: readonly string[];
}

/** What a person wants to decide, about the nth of what there is. */
export interface Wish {
  readonly kind: Action['kind'] | 'suppress-all' | 'unsuppress-all';
  readonly nth: number;
  readonly days: number;
}

/** What the tenant becomes, a run that sees it, and what people then decide. */
export interface Step {
  readonly hours: number;
  readonly truth: Truth;
  readonly unread: Readonly<Partial<Record<SectionName, Cause>>>;
  readonly wishes: readonly Wish[];
}

/** What a job did, and what was stored of findings after it. */
export interface Seen {
  readonly at: Date;
  /** A run, or what was decided. */
  readonly did: 'run' | Wish['kind'];
  /** Of a decision about one finding. */
  readonly key?: string;
  readonly step: Step;
  readonly findings: readonly Finding[];
}

export const tenant = parseTenant({
  id: 'acme',
  domain: 'acme.eu.auth0.com',
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
});

export interface PostureWorld {
  readonly store: Store;
  readonly now: () => Date;
  /** Lets a step happen; returns what each of its jobs did. */
  play(step: Step): Promise<Seen[]>;
  gather(request?: Partial<PostureRequest>): Promise<Posture>;
}

/** The real jobs on the real store, in memory, with a clock of its own that starts here; synthetic. */
export function postureWorld(start = Date.UTC(2026, 10, 1, 9)): PostureWorld {
  let time = start;
  const now = () => new Date(time);
  const store = createStore({ client: memoryDynamo(), table: memoryTable, now: () => time });
  const made: string[] = [];

  async function run({ truth, unread }: Step): Promise<void> {
    const parts = { ...valuesOf(truth), unread };
    await watch(
      {
        collect: async () => ({
          snapshot: {
            version: 1,
            tenant: tenant.id,
            takenAt: now().toISOString(),
            sections: sample(parts).sections,
          },
          toggle: { apiField: null, probe: null, litter: [], probeName: null },
          calls: 0,
          warnings: [],
          partial: null,
        }),
        store,
        channels: [],
        progress: () => {},
        timeLeft: () => Infinity,
        elapsed: () => 0,
      },
      { tenant, rules, now: now(), dryRun: false },
    );
  }

  /** False where it was refused. */
  async function grant(action: Action): Promise<boolean> {
    try {
      const ports = { store, channels: [], timeLeft: () => Infinity };
      const { suppression } = await decide(ports, {
        tenant,
        rules,
        action,
        now: now(),
        dryRun: false,
      });
      if (suppression && action.kind === 'suppress') made.push(suppression.id);
      return true;
    } catch (error) {
      if (error instanceof RefusedError) return false;
      throw error;
    }
  }

  return {
    store,
    now,
    async play(step) {
      time += step.hours * 3_600_000;
      await run(step);
      let findings = await store.findings(tenant.id);
      const seen: Seen[] = [{ at: now(), did: 'run', step, findings }];
      for (const wish of step.wishes) {
        time += 60_000;
        const action = actionOf(wish, { findings, made, now: now() });
        if (!action || !(await grant(action))) continue;
        findings = await store.findings(tenant.id);
        const key = 'finding' in action ? { key: action.finding } : {};
        seen.push({ at: now(), did: wish.kind, step, findings, ...key });
      }
      return seen;
    },
    gather: (request) =>
      gatherPosture({ store, oldestAllowed }, { tenant, rules, now: now(), ...request }),
  };
}

function valuesOf({ apps, dcr, scopes }: Truth) {
  return {
    apps: appsOf(apps),
    settings: settings({
      dcr: dcr === 'off' ? { enabled: false, mode: 'strict' } : { enabled: true, mode: dcr },
    }),
    grants: [defaultGrant({ audience: 'https://api.acme.example', scopes })],
  };
}

function appsOf(apps: Truth['apps']): App[] {
  return Object.entries(apps).flatMap(([id, { mode, origin }]) =>
    mode === 'gone' ? [] : [app({ id, origin, securityMode: mode })],
  );
}

function actionOf(
  { kind, nth, days }: Wish,
  known: { findings: readonly Finding[]; made: readonly string[]; now: Date },
): Action | null {
  const { findings, made, now } = known;
  const said = { by: 'ann', owner: 'security', reason: 'synthetic' };
  const { by, reason } = said;
  const until = new Date(now.getTime() + days * 86_400_000).toISOString();
  const finding = findings[nth % findings.length]?.key;
  const suppression = made[nth % made.length];
  if (kind === 'suppress-all') {
    return { kind: 'suppress', rule: 'app-permissive', subject: '*', until, ...said };
  }
  if (kind === 'unsuppress-all') {
    return suppression === undefined ? null : { kind: 'unsuppress', suppression, by, reason };
  }
  if (finding === undefined) return null;
  if (kind === 'suppress') return { kind, finding, until, ...said };
  if (kind === 'accept') return { kind, finding, ...said };
  if (kind === 'acknowledge') return { kind, finding, by };
  return kind === 'reopen' ? { kind, finding, by, reason } : { kind, finding, by, reason };
}
