import type { DecideReply } from './decide-output.ts';
import {
  DeliveryError,
  loggable,
  OperatorError,
  type BusyError,
  type RefusedError,
} from './errors.ts';
import { forTerminal } from './escape.ts';
import { addCounts, countSeverities, listCommand, plural } from './message.ts';
import { compareSeverity, compareText } from './order.ts';
import type { FindingResult, RunResult } from './run.ts';

/** What `watch` answers when another run holds the tenant. */
export interface BusyReply {
  readonly tenant: string;
  readonly busy: true;
  readonly message: string;
}

/** What `watch` answers when a decision does not fit what is stored: an answer, since nothing failed. */
export interface RefusedReply {
  readonly tenant: string;
  readonly refused: true;
  readonly message: string;
}

/**
 * Bytes of a reply as JSON. Lambda refuses an answer above 6 MB.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, "Invocation payload"
 */
const mostBytes = 5_000_000;

/** Findings that a run need make results of at all: none of them takes less than 250 bytes. */
export const mostListed = mostBytes / 250;

export function busyReply(tenant: string, { message }: BusyError): BusyReply {
  return { tenant, busy: true, message };
}

export function refusedReply(tenant: string, { message }: RefusedError): RefusedReply {
  return { tenant, refused: true, message };
}

/** A run's result as a function may answer it: findings beyond what fits are counted, the worst open ones kept. */
export function watchReply(run: RunResult, stack: string, most = mostBytes): RunResult {
  const { findings, omitted: before, ...rest } = run;
  let left = most - bytesOf(rest) - roomForOmitted;
  const kept = new Set<FindingResult>();
  for (const finding of findings.toSorted(openAndWorstFirst)) {
    left -= bytesOf(finding) + 1;
    if (left < 0) break;
    kept.add(finding);
  }
  if (kept.size === findings.length) return run;
  const omitted = findings.filter((finding) => !kept.has(finding));
  const bySeverity = countSeverities(omitted.map(({ severity }) => severity));
  return {
    ...rest,
    findings: findings.filter((finding) => kept.has(finding)),
    omitted: {
      count: omitted.length + (before?.count ?? 0),
      bySeverity: addCounts(before?.bySeverity ?? [], bySeverity),
      command: listCommand({ tenant: run.tenant, stack }),
    },
  };
}

/** A decision as a function may answer it: as many findings as fit, the first ones kept. */
export function decideReply(reply: DecideReply, most = mostBytes): DecideReply {
  const { findings, omitted = 0, ...rest } = reply;
  let left = most - bytesOf(rest) - roomForOmitted;
  const kept = findings.filter((finding) => (left -= bytesOf(finding) + 1) >= 0);
  const out = omitted + findings.length - kept.length;
  return { ...rest, findings: kept, ...(out > 0 && { omitted: out }) };
}

/** Bytes that `omitted` and the name of `findings` take at most. */
const roomForOmitted = 1_000;

/**
 * Makes the invocation fail when a channel did not accept: what was stored stays, and somebody is to know.
 * @throws {DeliveryError} with what each channel said
 */
export function requireDelivered(undelivered: readonly DeliveryError[], then: string): void {
  if (undelivered.length === 0) return;
  const complaints = [...new Set(undelivered.map(({ message }) => message))].join(' ');
  throw new DeliveryError(`${complaints} ${then}`);
}

/**
 * Makes the invocation fail when a tenant could not be looked at; what went wrong with each is in the log.
 * @throws {OperatorError} naming the tenants, with what channels said besides
 */
export function requireLooked(
  failures: readonly { readonly tenant: string }[],
  undelivered: readonly DeliveryError[],
): void {
  if (failures.length === 0) return;
  const names = failures.map(({ tenant }) => tenant).join(', ');
  const looked = `${plural(failures.length, 'tenant')} could not be looked at: ${names}. The log says why, with a line for each.`;
  const complaints = new Set(undelivered.map(({ message }) => message));
  throw new OperatorError([looked, ...complaints].join(' '));
}

/** An error as it may leave a function: the runtime writes it to the log and to whoever invoked. */
export function errorToThrow(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  const message = loggable(known);
  const thrown = new Error(forTerminal(message, longestStack));
  thrown.name = known.name;
  const words = `${thrown.name}: ${thrown.message}`;
  thrown.stack =
    known instanceof OperatorError
      ? words
      : (known.stack ?? words).replace(known.message, () => message).slice(0, longestStack);
  return thrown;
}

const longestStack = 4_000;

function openAndWorstFirst(a: FindingResult, b: FindingResult): number {
  return (
    Number(b.status === 'open') - Number(a.status === 'open') ||
    compareSeverity(a.severity, b.severity) ||
    compareText(a.key, b.key)
  );
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
