import type { ToTell } from './compose.ts';
import type { Announcement, End, Life } from './finding.ts';
import { moment, plural } from './message.ts';
import { endWords } from './posture/words.ts';

/**
 * What an announcement adds to the finding's own sentence.
 * @param over what it means that the rule finds it no more; see `Rule.over`
 */
export function openingWords(
  { announcement, life, because = life.because }: Pick<ToTell, 'announcement' | 'life' | 'because'>,
  over: string | undefined,
  at: Date,
): string {
  const { since, stage, unattendedSince = since } = life;
  const now = at.toISOString();
  const told = {
    opened: '',
    reopened: because === undefined ? 'It is back: ' : `Open again. ${because} It is so now: `,
    escalated: stage === undefined ? 'It weighs more now: ' : `Now at stage ${stage}: `,
    reminded: `Open for ${duration(since, now)}: `,
    unacknowledged: `Nobody has acknowledged it for ${duration(unattendedSince, now)}: `,
    'suppression-ending': endingWords(life),
    'suppression-ended': `${because ?? 'Its suppression has ended.'} It is still so: `,
    resolved: resolvedWords(life, over),
  } satisfies Record<Announcement, string>;
  return told[announcement];
}

function endingWords({ decision }: Life): string {
  const { by, owner, reason, until } = decision ?? {};
  const whose = by === undefined ? '' : ` by ${by}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  const answers = owner === undefined ? '' : `, for which ${owner} answers,`;
  const when = until === undefined ? 'soon' : `on ${moment(until)}`;
  return `The suppression${whose}${why}${answers} ends ${when}; it is still so: `;
}

function resolvedWords({ resolvedAt, since, end }: Life, over: string | undefined): string {
  // Without resolvedAt it has come back since; how long it was open is then no longer known.
  if (!resolvedAt) return 'It was over for a time. It was: ';
  const how = end === undefined ? undefined : howWords(end, over);
  const what = how === undefined ? '' : `: ${how}`;
  return `It is over, after ${duration(since, resolvedAt)}${what}. It was: `;
}

/** How a finding ended, as half a sentence; undefined where there is nothing to add. */
export function howWords(end: End, over: string | undefined): string | undefined {
  return end === 'changed' ? over : endWords[end];
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** The time between two ISO 8601 instants in its two largest units. */
function duration(from: string, to: string): string {
  let left = Date.parse(to) - Date.parse(from);
  const words: string[] = [];
  for (const [unit, ms] of units) {
    const count = Math.floor(left / ms);
    if (count <= 0) continue;
    words.push(plural(count, unit));
    left -= count * ms;
  }
  return words.slice(0, 2).join(' and ') || 'less than a minute';
}
