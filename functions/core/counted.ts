import {
  addCounts,
  countSeverities,
  countWords,
  listCommand,
  type Message,
  type Told,
} from './message.ts';

type Counted = Pick<NonNullable<Message['rest']>, 'count' | 'bySeverity' | 'resolved'>;

/** Counts of what is not shown in full: all, and apart from them what is over, which must wake nobody. */
export function countLeft(left: readonly Pick<Told, 'severity' | 'announcement'>[]): Counted {
  const over = left.filter(({ announcement }) => announcement === 'resolved');
  return {
    count: left.length,
    bySeverity: countSeverities(left.map(({ severity }) => severity)),
    ...(over.length > 0 && { resolved: countSeverities(over.map(({ severity }) => severity)) }),
  };
}

/** The message with only these of its findings in full, and its others counted in the rest. */
export function keepInFull(message: Message, kept: readonly Told[]): Message {
  const shown = new Set(kept);
  const left = message.told.filter((one) => !shown.has(one));
  if (left.length === 0) return message;
  const { rest } = message;
  const more = countLeft(left);
  const resolved = addCounts(more.resolved ?? [], rest?.resolved ?? []);
  return {
    ...message,
    told: kept,
    rest: {
      ...rest,
      count: more.count + (rest?.count ?? 0),
      bySeverity: addCounts(more.bySeverity, rest?.bySeverity ?? []),
      ...(resolved.length > 0 && { resolved }),
      command: rest?.command ?? listCommand(message),
    },
  };
}

/** Such as "3 high, 7 resolved": the severity of what is over no longer matters to whoever is woken by it. */
export function leftWords({ bySeverity, resolved = [] }: Counted): string {
  const over = new Map(resolved.map(({ severity, count }) => [severity, count]));
  const standing = bySeverity
    .map(({ severity, count }) => ({ severity, count: count - (over.get(severity) ?? 0) }))
    .filter(({ count }) => count > 0);
  let ended = 0;
  for (const { count } of resolved) ended += count;
  return [countWords(standing), ended > 0 ? `${ended} resolved` : '']
    .filter((part) => part !== '')
    .join(', ');
}
