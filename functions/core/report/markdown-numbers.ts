import { ageWords } from '../age.ts';
import { dcrWords } from '../dcr-words.ts';
import { forMarkdown } from '../escape-markdown.ts';
import { moment, plural } from '../message.ts';
import { isKnown } from '../posture/is-known.ts';
import { modeCounts } from '../posture/mode-counts.ts';
import type { Posture } from '../posture/schema.ts';
import type { Track } from '../readiness/schema.ts';
import { itemWords, readinessCountWords } from '../readiness/words.ts';
import { capitalized } from '../sentence.ts';
import { toggleBasisWords, toggleName, toggleStateWords } from '../toggle-words.ts';
import { heading, item, type Block } from './markdown-lines.ts';

/** How the tenant stands, a line a number, each with what it rests on. */
export function numberBlocks(posture: Posture): Block[] {
  const above = [findingsLine(posture), appsLine(posture), toggleLine(posture), dcrLine(posture)];
  const below = [
    permissionsLine(posture),
    ...readinessLines(posture),
    ...timesLine(posture),
    freshnessLine(posture),
  ];
  const numbers = [
    ...above.flatMap((line) => item(line)),
    // An address is longer than a line may be, and stands whole on one of its own.
    ...posture.deadlines.flatMap((one) => item(deadlineLine(one), [`<${one.source}>`])),
    ...below.flatMap((line) => item(line)),
  ];
  return [heading(3, 'Numbers'), numbers];
}

function findingsLine(posture: Posture): string {
  const { open, verdict } = posture;
  if (verdict.state === 'never-read') return 'Findings: not known, never read';
  const { undecided, acknowledged, accepted, suppressed } = open;
  const counts = `${open.open} open, ${undecided} undecided from before anyone watched, ${acknowledged} acknowledged`;
  const more = isKnown(posture) ? '' : '; there may be more: not read whole';
  return `Findings: ${counts}, ${accepted} accepted, ${suppressed} suppressed${more}`;
}

function appsLine({ apps }: Posture): string {
  if (!apps.known) return `Third-party apps: not known. ${forMarkdown(apps.reason, 300)}`;
  const counts = modeCounts(apps);
  const modes = `${counts.permissive} permissive, ${counts.strict} strict, ${counts.unknown} of unknown mode`;
  const first = apps.trend.find((point) => point.counts !== null);
  const trend =
    first?.counts && first !== apps.trend.at(-1)
      ? `; on ${first.at.slice(0, 10)} ${first.counts.permissive} were permissive`
      : '';
  return `Third-party apps: ${apps.thirdParty} of ${plural(apps.total, 'app')}, ${modes} (read ${moment(apps.asOf)})${trend}`;
}

function toggleLine({ toggle: { state, basis, asOf, ageSeconds } }: Posture): string {
  const shown = toggleBasisWords(basis, asOf && moment(asOf));
  return `${capitalized(toggleName)}: ${toggleStateWords[state]} (${shown}${ago(ageSeconds)})`;
}

function dcrLine({ dcr }: Posture): string {
  const { asOf, ageSeconds } = dcr;
  const age = asOf === null ? 'never read' : `read ${moment(asOf)}${ago(ageSeconds)}`;
  return `Dynamic client registration: ${dcrWords(dcr)} (${age})`;
}

function deadlineLine({ on, days, what }: Posture['deadlines'][number]): string {
  const words = days > 0 ? `in ${plural(days, 'day')}` : `${plural(-days, 'day')} ago`;
  return `Deadline ${on} (${days === 0 ? 'today' : words}): ${what}`;
}

function permissionsLine({ defaultPermissions: given }: Posture): string {
  const name = 'Default permissions of third-party apps';
  if (!given.known) return `${name}: not known. ${forMarkdown(given.reason, 300)}`;
  const grants = given.grants.map(({ audience, subjectType, allScopes, scopes }) => {
    const what = allScopes ? 'all scopes' : plural(scopes.length, 'scope');
    return `${forMarkdown(audience, 120)} (${forMarkdown(subjectType, 20)}, ${what})`;
  });
  return `${name}: ${grants.join(', ') || 'none'} (read ${moment(given.asOf)})`;
}

function readinessLines({ readiness }: Posture): string[] {
  if (!readiness.known)
    return [`Readiness for strict: not known. ${forMarkdown(readiness.reason, 300)}`];
  return [
    `Readiness of permissive apps: ${readinessCountWords(readiness.counts)}`,
    trackLine('New apps', readiness.newApps),
    trackLine('Dynamic registration', readiness.dcr),
  ];
}

function trackLine(name: string, { option, title, items }: Track): string {
  const steps = (['done', 'not-done', 'unknown'] as const)
    .map((state) => `${items.filter((one) => one.state === state).length} ${itemWords[state]}`)
    .join(', ');
  return `${name}, option ${option} (${title}): ${steps}`;
}

function timesLine({ times: { since, acknowledge, resolve } }: Posture): string[] {
  const parts = [
    ...(acknowledge ? [`to acknowledge ${spanWords(acknowledge)}`] : []),
    ...(resolve ? [`to resolve ${spanWords(resolve)}`] : []),
  ];
  return parts.length === 0 ? [] : [`Time since ${since.slice(0, 10)}: ${parts.join(', ')}`];
}

function spanWords(time: NonNullable<Posture['times']['resolve']>): string {
  return `${ageWords(time.medianSeconds)} (median of ${time.count}, longest ${ageWords(time.longestSeconds)})`;
}

function freshnessLine({ freshness }: Posture): string {
  const { lastComplete, ageSeconds, isOverdue, runs, incompleteRuns } = freshness;
  const incomplete = `${incompleteRuns} of ${plural(runs, 'run')} in the period incomplete`;
  if (lastComplete === null) return `Last read whole: never; ${incomplete}`;
  const overdue = isOverdue ? ', longer ago than its schedule allows' : '';
  return `Last read whole: ${moment(lastComplete)}${ago(ageSeconds)}${overdue}; ${incomplete}`;
}

function ago(seconds: number | null): string {
  return seconds === null ? '' : `, ${ageWords(seconds)} ago`;
}
