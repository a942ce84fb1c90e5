import type { Actor, LogEntry } from './log-entry.ts';

// Longer than what Auth0 lets people enter, short enough that the memory stays small whatever strangers send.
const longestName = 100;
const longestNotice = 300;

/** A log entry whose texts are short enough to be remembered; ids stay as they are, because things are found by them. */
export function shortened(entry: LogEntry): LogEntry {
  const { appName, notice } = entry;
  return {
    ...entry,
    actor: shortenedActor(entry.actor),
    ...(appName !== undefined && { appName: shortText(appName) }),
    ...(notice !== undefined && { notice: shortText(notice, longestNotice) }),
  };
}

/** At most `max` UTF-16 units, and no half of a character at the cut. */
export function shortText(text: string, max = longestName): string {
  return text.length <= max ? text : text.slice(0, max).toWellFormed();
}

function shortenedActor(actor: Actor): Actor {
  const { name, email, ip, userAgent, tool } = actor;
  return {
    ...actor,
    name: name && shortText(name),
    email: email && shortText(email),
    ip: ip && shortText(ip),
    userAgent: userAgent && shortText(userAgent),
    tool: tool && shortText(tool),
  };
}
