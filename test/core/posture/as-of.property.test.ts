import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingKey, type Finding, type Life } from '../../../functions/core/finding.ts';
import { asOf } from '../../../functions/core/posture/as-of.ts';
import { pastsOf } from '../../../functions/core/posture/past.ts';
import type { Stored as StoredIn } from '../lifecycle-shell.ts';
import { stepsOf } from '../lifecycle-steps.ts';
import { act, newWorld, type Step } from '../lifecycle-world.ts';
import { isThorough } from '../../thorough.ts';

const seed = Number(process.env['STRICTWATCH_SEED'] ?? 20_261_123);
const numRuns = isThorough ? 5_000 : 300;

function findingsIn({ rows, words }: StoredIn): Finding[] {
  return [...rows].map(([row, { rule, subject, life }]) => ({
    ...life,
    key: findingKey('acme', rule, subject),
    tenant: 'acme',
    rule,
    subject,
    message: words.get(row)?.message ?? '',
    evidence: words.get(row)?.evidence ?? {},
  }));
}

function storedIn(stored: StoredIn, now: number, firstComplete: string | null) {
  const { history } = stored;
  return { findings: findingsIn(stored), history, firstComplete, now: new Date(now) };
}

/** What must not be lost of how it stood. */
function standing({ status, firstSeen, since, resolvedAt, end }: Life) {
  return { status, firstSeen, since, resolvedAt, ...(end === 'baseline' && { end }) };
}

/** Who decided so, as far as history is to tell. */
function decided({ status, decision }: Life) {
  if (status === 'open' || status === 'resolved' || !decision) return {};
  const { covers: _covers, severity: _weight, noticed: _noticed, ...said } = decision;
  return said;
}

/** Its suppression has ended, and no run has looked since: what the next one makes of it is told already. */
function isInLimbo({ status, decision }: Life, at: Date): boolean {
  const { until } = decision ?? {};
  return status === 'suppressed' && until !== undefined && Date.parse(until) <= at.getTime();
}

function histories(mayDie: boolean): fc.Arbitrary<Step[]> {
  return fc.array(fc.oneof(...stepsOf(mayDie)), { maxLength: 60, size: 'max' });
}

/** Of what an entry of tenants.json hides, and of a rule that is turned off and on again, too little is stored. */
function isRemembered(step: Step): boolean {
  if (step.do === 'file' || step.do === 'unfile') return false;
  return step.do !== 'run' || step.judges !== 'off';
}

/** A run comes before anybody decides: what happened between the end of a suppression and the next run is not stored. */
function withSchedule(step: Step): Step[] {
  const run: Step = { do: 'run', in: 'a', judges: 'all', lasts: Infinity };
  return step.do === 'wait' ? [step, run] : [step];
}

test('as of any moment, findings are as they were then', () => {
  fc.assert(
    fc.property(histories(false), (history) => {
      const steps = history.filter(isRemembered).flatMap(withSchedule);
      const world = newWorld();
      const { stored } = world.places.a;
      let adoption: string | null = null;
      const then: { readonly at: Date; readonly findings: readonly Finding[] }[] = [];
      for (const step of steps) {
        act(world, step);
        if (stored.adopted.length > 0) adoption ??= new Date(world.now).toISOString();
        then.push({ at: new Date(world.now), findings: findingsIn(stored) });
      }
      const pasts = pastsOf(storedIn(stored, world.now, adoption));
      for (const { at, findings } of then) {
        const told = new Map(asOf(pasts, at).map((one) => [one.key, one]));
        expect([...told.keys()].sort()).toEqual(findings.map(({ key }) => key).sort());
        for (const finding of findings.filter((one) => !isInLimbo(one, at))) {
          const one = told.get(finding.key) ?? finding;
          expect(standing(one), at.toISOString()).toEqual(standing(finding));
          expect(one.decision ?? {}, at.toISOString()).toMatchObject(decided(finding));
        }
      }
    }),
    { seed, numRuns },
  );
}, 240_000);

test('as of now, findings are as they are stored, whatever died on the way', () => {
  fc.assert(
    fc.property(histories(true), (steps) => {
      const world = newWorld();
      const { stored } = world.places.a;
      for (const step of steps) act(world, step);
      const findings = findingsIn(stored);
      const now = new Date(world.now);
      expect(asOf(pastsOf(storedIn(stored, world.now, null)), now)).toEqual(findings);
    }),
    { seed, numRuns },
  );
}, 240_000);
