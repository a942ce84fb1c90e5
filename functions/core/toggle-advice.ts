import type { Tenant } from './tenant.ts';
import { knownState, type Rung, type ToggleLadder } from './toggle.ts';

/** What the toggle's state could be known from, here. */
export interface Sources {
  /** null when no configuration was given. */
  readonly configured: Pick<Tenant, 'toggle' | 'declared'> | null;
  /** True when the tenant's logs were read at least once. */
  readonly logsRead: boolean;
}

/** What to do next, to know the state better or to change it. Our own words only. */
export function toggleAdvice(ladder: ToggleLadder, sources: Sources): string[] {
  const isProven = ladder.rungs.some(({ wins, proof }) => wins && proof !== undefined);
  return [
    ...(sources.logsRead ? [] : [readLogs]),
    ...(isProven ? [] : betterEvidence(ladder, sources)),
    ...(contradicts(ladder, 'declared') ? [correctDeclaration] : []),
    ...(ladder.state === 'on' ? [switchOff] : []),
  ];
}

const readLogs =
  'The logs were never read. Authorise `read:logs` for the app of Strictwatch: they then show the state whenever an app is created without a mode, and who created it.';
const probe =
  'Nothing proves the state now. A probe would: `toggle.probeEveryDays` in tenants.json lets Strictwatch create an app without a mode, read its mode and delete it. It needs create:clients and delete:clients.';
const waitForProbe =
  'A probe is configured, and shows nothing that counts. The first run only gives it a name. Each run of `npx strictwatch watch` says why it could not be made, and `npx strictwatch doctor` whether it has its scopes.';
const declare =
  'Until then, look under Settings > Advanced > Migrations in the Auth0 Dashboard and declare what you see: `declared.toggle` in tenants.json, with who, on which day and until when.';
const correctDeclaration =
  'What is declared in tenants.json is contradicted by proof. Correct `declared.toggle`, or take it out.';
const switchOff =
  'To switch it off without breaking those who rely on it: `npx strictwatch explain toggle-on`.';

function betterEvidence(ladder: ToggleLadder, { configured }: Sources): string[] {
  const asksForProbe = configured?.toggle.probeEveryDays !== undefined;
  return [asksForProbe ? waitForProbe : probe, ...(knownState(ladder) === null ? [declare] : [])];
}

/** True when the rung says the other state than the one that counts. */
function contradicts({ state, rungs }: ToggleLadder, basis: Rung['basis']): boolean {
  return rungs.some((rung) => rung.basis === basis && rung.says !== null && rung.says !== state);
}
