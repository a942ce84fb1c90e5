import { deadlines, isPast } from './deadlines.ts';
import type { Caller } from './log-memory.ts';
import { quoted } from './quoted.ts';

const shownApps = 10;

/** Who leaves the mode to the tenant, with what, and what the deadline changes for it. */
export function relianceInWords({ kind, id, name, tool }: Caller, now: Date): string {
  const who = name ? `${kind} ${quoted(name)}` : `${kind} ${id}`;
  const how = tool ? ` with ${tool}` : '';
  const { on } = deadlines.strictByDefault;
  const change = isPast(deadlines.strictByDefault, now)
    ? `since ${on} they are strict, unless the toggle for permissive apps is still on`
    : `from ${on} on they are strict`;
  return `${who} creates third-party apps${how} without saying their security mode: ${change}`;
}

/** The caller, what it created so, newest first, and how many more there were at least. */
export function relianceFacts({ apps, more, stated, ...caller }: Caller) {
  const { id, ip, userAgent, tool, kind, name } = caller;
  const earlier = more + Math.max(0, apps.length - shownApps);
  return {
    caller: present({ name, id, kind, tool, ip, userAgent }),
    created: apps.slice(0, shownApps).map(({ id, name, at, mode }) => ({ name, mode, at, id })),
    ...(earlier > 0 && { earlierApps: earlier }),
    ...(stated !== null && { saidModeBefore: stated }),
  };
}

/** Without what is not known. */
function present(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
