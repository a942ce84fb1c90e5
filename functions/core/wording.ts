import type { App, Settings } from './snapshot.ts';
import { isPast, type Deadline } from './deadlines.ts';
import { quoted } from './quoted.ts';

/** What to do about drift that was meant, as the end of a sentence. */
export const acceptIt =
  'accept it: `npx strictwatch accept FINDING --owner NAME --reason WHY` makes what it saw the accepted state and ends it.';

/** `app "Partner"`, or its id where the name says nothing. */
export function nameOf(app: Pick<App, 'id' | 'name'>): string {
  return app.name.trim() === '' ? `app without a name (${app.id})` : `app ${quoted(app.name)}`;
}

/** The few facts about an app that fit into evidence: a tenant may have 100,000 findings. */
export function appFacts(app: App): Record<string, unknown> {
  const facts = { name: app.name, origin: app.origin };
  return app.createdAt === undefined ? facts : { ...facts, createdAt: app.createdAt };
}

/** Party and security mode in words, such as `third-party, strict`. */
export function identityOf(app: Pick<App, 'firstParty' | 'securityMode'>): string {
  if (app.firstParty === null) return `party unknown, ${app.securityMode ?? 'no mode'}`;
  if (app.firstParty) return 'first-party';
  return `third-party, ${app.securityMode ?? 'no mode'}`;
}

/** Why it cannot be told what kind of app dynamic registration makes. */
export function whyDcrUnknown(dcr: Settings['dcr']): string {
  return dcr.mode === 'unset'
    ? 'the DCR mode was never set, and nothing read so far shows whether this customer can create permissive apps'
    : `the DCR mode is ${JSON.stringify(dcr.rawMode ?? dcr.mode)}, which is not a mode we know`;
}

/** A deadline in a sentence about something that is still there. */
export function untilOrSince(deadline: Deadline, now: Date): string {
  return isPast(deadline, now)
    ? `although Auth0 announced their end for ${deadline.on}`
    : `until Auth0 ends them on ${deadline.on}`;
}
