import { announcements, type Life } from '../finding.ts';
import type { Incident, Known } from './incidents.ts';
import { remindersBy } from '../reminders.ts';
import { coverAt, isHiddenByFile } from './patterns.ts';
import { turnOf, type Turn } from './turn.ts';

/** How a finding began. Nothing says so but what it came to be. */
export function birthOf(known: Known, incidents: readonly Incident[]): Turn {
  const { finding, events, patterns } = known;
  const { firstSeen: at } = finding;
  const [event] = events;
  const { severity = finding.severity, stage } = event?.severity ? event : finding;
  // Which stage it had before it came to a later one is not stored.
  const isStageKnown = stage !== undefined && event?.what !== 'escalated';
  const life: Life = {
    status: 'open',
    severity,
    transition: 1,
    firstSeen: at,
    since: at,
    ...(isStageKnown && { stage }),
  };
  const opened: Turn = { at, what: 'opened', life };
  const quiet = { ...life, transition: 0 };
  const decision = coverAt(patterns, at) ?? hiddenFromBirth(known, incidents);
  if (decision) return { at, what: null, life: { ...quiet, status: 'suppressed', decision } };
  if (!isAdopted(opened, known, incidents)) return opened;
  return { at, what: 'adopted', life: { ...quiet, status: 'inherited' } };
}

const uneventful: ReadonlySet<Incident['did']> = new Set(['expired', 'filed', 'gone']);

/** An entry of tenants.json that hid it from the beginning, where nothing else ever became of it. */
function hiddenFromBirth(
  { finding: { decision, firstSeen } }: Known,
  incidents: readonly Incident[],
) {
  if (!decision || !isHiddenByFile(decision) || decision.at > firstSeen) return null;
  return incidents.every(({ did }) => uneventful.has(did)) ? decision : null;
}

const announced: ReadonlySet<string> = new Set(announcements);

/** Whether it had never been announced before its first event, nor by now where it has none: it was there before. */
function isAdopted(opened: Turn, known: Known, incidents: readonly Incident[]): boolean {
  const { finding, events, patterns, firstComplete, now } = known;
  const [event] = events;
  const until = event ? incidents.findIndex(({ did }) => did === 'event') : incidents.length;
  let turn = opened;
  let mostReminders = 0;
  for (const incident of [...incidents.slice(0, until), null]) {
    const { since, status } = turn.life;
    const end = incident?.at ?? event?.at ?? now.toISOString();
    // Reminders count like announcements, and are not stored: since it was shown again there may have been some.
    const isShown = status === 'open' && since !== finding.firstSeen;
    if (isShown) mostReminders += remindersBy(since, new Date(end));
    if (incident) turn = turnOf(turn, incident, patterns);
  }
  const counted = turn.life.transition - opened.life.transition;
  const itself = event && announced.has(event.what) ? 1 : 0;
  const left = (event ?? finding).transition - itself - counted;
  if (left <= 0 || left > mostReminders) return left <= 0;
  return firstComplete !== null && finding.firstSeen <= firstComplete;
}
