import type { Severity } from '../severity.ts';

export const levels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Record<Severity, string>;

/**
 * What GitHub tells severities by: critical from 9.1, high from 7.0, medium from 4.0.
 * Source: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
 */
export const scores = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.1',
} as const;

/**
 * GitHub refuses a file with more in a run, and shows 5,000.
 * Source: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
export const mostResults = 25_000;
