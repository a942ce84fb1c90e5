import { readFileSync } from 'node:fs';

/**
 * The most memory this process has held, in MiB. Where there is `/proc`, from there: what getrusage(2) says begins with
 * what the parent held when it started the process.
 */
export function peakMiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
