/**
 * Rules about the monitor itself. No pattern hides what they find: it would hide as well that Strictwatch no longer sees,
 * or can no longer tell, anything else.
 */
export const aboutMonitor: ReadonlySet<string> = new Set([
  'canary',
  'canary-overdue',
  'channel-failing',
  'coverage-lost',
  'watch-stale',
]);

/** Why a pattern may not have this rule, and what to do instead. */
export function monitorWords(rule: string): string {
  return `${rule} is about the monitor itself: a pattern would hide what comes later as well, such as that nothing is read or told any more. Suppress one finding of it, by its key, or turn the rule off under \`rules\` in tenants.json.`;
}
