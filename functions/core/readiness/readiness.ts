import type { EffectiveDcr } from '../dcr.ts';
import { findingKey } from '../finding.ts';
import { compareText } from '../order.ts';
import type { StoredSections } from '../ports.ts';
import type { RunRecord } from '../run.ts';
import type { App } from '../snapshot.ts';
import type { Intent } from '../tenant.ts';
import { blastOf } from './blast.ts';
import { userDefaults } from './default-permissions.ts';
import { groundOf, type Ground } from './ground.ts';
import { judgeApp, type Judged } from './judge-app.ts';
import { nextStep, type Around } from './next-step.ts';
import { requirements } from './requirements.ts';
import { countScenarios, scenariosOf, tenantScenarios } from './scenarios.ts';
import type { AppReadiness, Readiness, RequirementView } from './schema.ts';
import { dcrTrack } from './track-dcr.ts';
import { newAppsTrack } from './track-new-apps.ts';
import type { Stale } from './stale.ts';
import { addTo, emptyTally, validationItems } from './validation.ts';

/** What readiness is computed from. A section that is not there was never read. */
export interface ReadinessFacts {
  readonly tenant: { readonly id: string; readonly domain?: string; readonly intent?: Intent };
  /** The permissive third-party apps, as many as were kept; null when no apps are known. */
  readonly permissive: readonly App[] | null;
  /** All of them, those not in `permissive` too. */
  readonly permissiveCount: number;
  /** Third-party apps of each origin, whatever their mode. */
  readonly thirdPartyByOrigin: Readonly<Partial<Record<App['origin'], number>>>;
  /** The strict ones of them; without it, what follows from there being some is unknown. */
  readonly strictByOrigin?: Readonly<Partial<Record<App['origin'], number>>>;
  readonly sections: StoredSections;
  /** Of which of these, and of the apps and settings, the newest run left what was read before. */
  readonly stale?: Stale;
  /** Put together for an earlier moment. */
  readonly isPast?: boolean;
  /** Of the newest run, or as last known. */
  readonly toggle: RunRecord['toggle'];
  readonly dcr: {
    readonly enabled: boolean | null;
    readonly mode: string;
    readonly effective: EffectiveDcr;
  };
  /** Findings of `creation-relies-on-default` that are not resolved; null where that rule could not judge. */
  readonly callersOnDefault: number | null;
  readonly now: Date;
}

/** Apps told of one by one; the rest are counted. */
export const mostAppsTold = 500;

/**
 * What keeps each permissive app from being strict, and how far the tenant's own migration is. Looks at each app once, and
 * tells the details of those most blocked.
 */
export function readinessOf(facts: ReadinessFacts): Readiness {
  const { permissive } = facts;
  if (!permissive) return { known: false, reason: 'The apps of this tenant are not known.' };
  const ground = groundOf(facts.sections, facts.stale);
  const tally = emptyTally(permissive.length, facts.permissiveCount - permissive.length);
  const counts = { blocked: 0, change: 0, ask: 0 };
  const ranked = permissive.map((app) => {
    const judged = judgeApp(app, ground, requirements);
    addTo(tally, judged);
    counts[judged.state] += 1;
    return { app, blocks: judged.blocks, changes: judged.changes };
  });
  const told = ranked.sort(mostBlockedFirst).slice(0, mostAppsTold);
  const around = aroundOf(facts);
  const apps = told.map(({ app }) => tell(app, facts, ground, around));
  return {
    known: true,
    counts,
    apps,
    omitted: facts.permissiveCount - apps.length,
    requirements: namedBy(apps),
    scenarios: tenantScenarios(facts, countScenarios(permissive, ground), ground),
    newApps: newAppsTrack(facts, validationItems(tally, ground, facts)),
    dcr: dcrTrack(facts),
  };
}

type Ranked = Pick<Judged, 'blocks' | 'changes'> & { readonly app: App };

function mostBlockedFirst(a: Ranked, b: Ranked): number {
  return (
    b.blocks - a.blocks ||
    b.changes - a.changes ||
    compareText(a.app.name, b.app.name) ||
    compareText(a.app.id, b.app.id)
  );
}

function aroundOf({ tenant, dcr, sections }: ReadinessFacts): Around {
  const { grants } = sections;
  return {
    domain: tenant.domain,
    registersStrict: dcr.effective === 'strict',
    hasDefaultPermissions: grants ? userDefaults(grants.value).length > 0 : null,
  };
}

/** Judges it anew: 25,000 judgements kept for the few that are told would fill the memory. */
function tell(app: App, facts: ReadinessFacts, ground: Ground, around: Around): AppReadiness {
  const judged = judgeApp(app, ground, requirements);
  const { state, unmet, asks, hints } = judged;
  return {
    app: app.id,
    name: app.name,
    origin: app.origin,
    key: findingKey(facts.tenant.id, 'app-permissive', app.id),
    state,
    unmet,
    asks,
    ...(hints.length > 0 && { hints }),
    blast: blastOf(app, ground.access, facts.sections.connections),
    scenarios: scenariosOf(app, ground),
    next: nextStep(app, judged, ground, around),
  };
}

function namedBy(apps: readonly AppReadiness[]): RequirementView[] {
  const named = new Set(
    apps.flatMap(({ unmet, asks }) => [...unmet.map(({ requirement }) => requirement), ...asks]),
  );
  return requirements
    .filter(({ id }) => named.has(id))
    .map(({ id, kind, title, fix, source, since }) => ({ id, kind, title, fix, source, since }));
}
