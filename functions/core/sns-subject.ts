import type { Announcement } from './finding.ts';
import { keepInFull, leftWords } from './counted.ts';
import {
  countSeverities,
  countWords,
  plural,
  type AdoptionSummary,
  type Message,
  type Place,
  type Told,
} from './message.ts';
import { compareSeverity } from './order.ts';
import type { PostureSummary } from './posture/posture-summary.ts';

/** SNS takes fewer than 100 characters of ASCII. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const longest = 99;
const longestTenant = 40;
const longestEnvironment = 16;

/** Announcements as a subject says them. */
const said: Readonly<Record<Announcement, string>> = {
  opened: 'opened',
  reopened: 'reopened',
  escalated: 'escalated',
  resolved: 'resolved',
  reminded: 'still open',
  'suppression-ended': 'no longer suppressed',
  'suppression-ending': 'soon no longer suppressed',
  unacknowledged: 'not acknowledged',
};

/** Those first that a reader can wait with least: what is beyond the limit is cut off. */
const byUrgency = [
  ['unacknowledged'],
  ['escalated'],
  ['opened', 'reopened'],
  ['suppression-ended'],
  ['reminded'],
  ['suppression-ending'],
  ['resolved'],
] as const satisfies readonly (readonly Announcement[])[];

/** Such as `[acme-prod, production] 1 high opened: app-permissive`. */
export function subjectOf(message: Message): string {
  const { digest, adoption, rest } = message;
  const parts = [
    ...(adoption ? [adoptionWords(adoption)] : []),
    ...(rest ? [burstWords(message)] : announcementWords(message)),
  ];
  return subject(message, `${digest ? 'digest: ' : ''}${parts.join('; ') || 'nothing new'}`);
}

export function postureSubject(posture: PostureSummary): string {
  return subject(posture, `posture: ${posture.headline}`);
}

/** Such as `[TEST acme-prod, production] test alert, nothing was found`. */
export function testSubject(place: Place): string {
  return subject(place, 'test alert, nothing was found', 'TEST ');
}

function subject({ tenant, environment }: Place, words: string, mark = ''): string {
  const where = [cut(ascii(tenant), longestTenant), cut(ascii(environment), longestEnvironment)];
  return cut(`[${mark}${where.filter((part) => part !== '').join(', ')}] ${ascii(words)}`, longest);
}

function adoptionWords({ total, bySeverity }: AdoptionSummary): string {
  if (total === 0) return 'adopted, nothing found';
  return `adopted, ${plural(total, 'finding')}: ${countWords(bySeverity)}`;
}

function burstWords(message: Message): string {
  const { rest: all } = keepInFull(message, []);
  return all ? `${plural(all.count, 'finding')}: ${leftWords(all)}` : '';
}

function announcementWords({ told }: Message): string[] {
  const groups = byUrgency.flatMap((kinds) => {
    const worstFirst = told
      .filter(({ announcement }) => kinds.some((kind) => kind === announcement))
      .toSorted((a, b) => compareSeverity(a.severity, b.severity));
    return [...Map.groupBy(worstFirst, ({ announcement }) => announcement)].map(groupWords);
  });
  const [rule, ...more] = new Set(told.map(({ rule }) => rule));
  if (rule === undefined) return [];
  return [`${groups.join(', ')}: ${more.length > 0 ? `${rule} and ${more.length} more` : rule}`];
}

function groupWords([kind, told]: readonly [Announcement, readonly Told[]]): string {
  // The severity of what is over no longer matters to whoever is woken by it.
  if (kind === 'resolved') return `${told.length} resolved`;
  return `${countWords(countSeverities(told.map(({ severity }) => severity)))} ${said[kind]}`;
}

/** Accents go, dashes become hyphens, what is left beyond ASCII becomes `?`. */
function ascii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]+/g, '?')
    .trim();
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3).trimEnd()}...`;
}
