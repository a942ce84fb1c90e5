import { toolWords, whoWords } from './attribution.ts';
import { deadlines, isPast } from './deadlines.ts';
import { moment } from './message.ts';
import type { Tenant } from './tenant.ts';
import { silenceBeaten } from './toggle-beaten.ts';
import type { ToggleEvidence, ToggleProof } from './toggle-evidence.ts';
import { dayMs, proofMoment, silenceOf, type ProofBasis } from './toggle-freshness.ts';
import type { Rung } from './toggle.ts';
import { nameOf } from './wording.ts';

type Declared = Tenant['declared']['toggle'];
type Unranked = Omit<Rung, 'wins'>;

const deadline = deadlines.strictByDefault;

/** What each way to know the toggle says now, strongest first; which of them wins is not decided here. */
export function rungsOf(evidence: ToggleEvidence, declared: Declared, now: Date): Rung[] {
  const { apiField, log, probe } = evidence;
  const rungs = [
    proofRung('api-field', apiField, now),
    withTheRestOfTheLog(proofRung('log', log, now), evidence, now),
    proofRung('probe', probe, now),
    declaredRung(declared, now),
    vendorRung(now),
  ];
  const standing = silenceBeaten(rungs, evidence.logBefore, now);
  return standing.map((rung) => ({ ...rung, wins: false }));
}

function proofRung(basis: ProofBasis, proof: ToggleProof | null, now: Date): Unranked {
  if (!proof) return { basis, says: null, asOf: null, because: nothingSeen[basis] };
  const { state, asOf } = proof;
  const silence = silenceOf(basis, asOf, now);
  const shown = shownWords[basis](proof, proofMoment(basis, asOf));
  if (silence === null) return { basis, says: state, asOf, because: shown, proof };
  return { basis, says: null, asOf, because: `${shown}; ${silence}`, proof };
}

const nothingSeen = {
  'api-field':
    'no field of the API has shown it: tenants.json names none (`toggle.apiField`), or the one it names was not there',
  log: 'no log entry read so far shows an app that was created without a mode',
  probe:
    'no probe has shown it: tenants.json asks for none (`toggle.probeEveryDays`), or none has succeeded yet',
} as const satisfies Record<ProofBasis, string>;

const shownWords = {
  'api-field': ({ state, field }: ToggleProof, when: string) =>
    `the field ${field ?? 'of the API'} said ${state} on ${when}`,
  log: (proof: ToggleProof, when: string) =>
    `${appWords(proof)} was created without a mode and became ${modeOf(proof)}, ${when}${byWords(proof)}${entryWords(proof)}`,
  probe: (proof: ToggleProof, when: string) =>
    `an app that a probe created without a mode became ${modeOf(proof)}, ${when}`,
} as const satisfies Record<ProofBasis, (proof: ToggleProof, when: string) => string>;

/** An older entry tells when it was switched; a deprecation notice goes with "on", and proves nothing alone. */
function withTheRestOfTheLog(
  rung: Unranked,
  { log, logBefore, notice }: ToggleEvidence,
  now: Date,
): Unranked {
  const parts = [rung.because];
  if (log && logBefore) {
    parts.push(
      `it was ${logBefore.state} at ${moment(logBefore.asOf)}, so it was switched between the two`,
    );
  }
  if (notice && silenceOf('log', notice.asOf, now) === null) {
    parts.push(
      `a deprecation notice about third-party apps (${moment(notice.asOf)}, log entry ${notice.logId}) goes with on, and proves nothing alone`,
    );
  }
  return { ...rung, because: parts.join('; ') };
}

function declaredRung(declared: Declared, now: Date): Unranked {
  const basis = 'declared';
  if (!declared) {
    const because = 'nobody declared it in tenants.json (`declared.toggle`)';
    return { basis, says: null, asOf: null, because };
  }
  const { state, by, on, until } = declared;
  const begin = Date.parse(on);
  const end = Date.parse(until) + dayMs;
  const asOf = new Date(begin).toISOString();
  if (now.getTime() < begin) {
    return { basis, says: null, asOf, because: `${by} declared it ${state} from ${on} on` };
  }
  if (now.getTime() >= end) {
    const because = `${by} declared it ${state} on ${on}; that ended with ${until}`;
    return { basis, says: null, asOf, because };
  }
  return {
    basis,
    says: state,
    asOf,
    because: `${by} declared it ${state} on ${on}, until ${until}`,
  };
}

function vendorRung(now: Date): Unranked {
  const basis = 'vendor-schedule';
  if (!isPast(deadline, now)) {
    const because = `Auth0 announced that it would switch it off on ${deadline.on}, which is still to come`;
    return { basis, says: null, asOf: null, because };
  }
  const because = `Auth0 announced that it would switch it off on ${deadline.on}; nothing in that shows that it did`;
  const asOf = new Date(deadline.on).toISOString();
  return { basis, says: 'expected-off', asOf, because };
}

function modeOf({ state }: ToggleProof): string {
  return state === 'on' ? 'permissive' : 'strict';
}

function appWords({ app, appName = '' }: ToggleProof): string {
  return app === undefined ? 'an app' : nameOf({ id: app, name: appName });
}

function byWords({ actor }: ToggleProof): string {
  if (!actor) return '';
  const tool = toolWords(actor, actor.channel);
  return `, by ${whoWords(actor)}${tool === null ? '' : ` with ${tool}`}`;
}

function entryWords({ logId }: ToggleProof): string {
  return logId === undefined ? '' : ` (log entry ${logId})`;
}
