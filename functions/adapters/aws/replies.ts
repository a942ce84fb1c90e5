import * as z from 'zod';
import { DecideReply } from '../../core/decide-output.ts';
import { OperatorError } from '../../core/errors.ts';
import { forTerminal } from '../../core/escape.ts';
import { PulseResult } from '../../core/pulse.ts';
import { RunResult } from '../../core/run.ts';
import { TestAlertReply } from '../../core/test-alert.ts';
import { otherVersion } from './lambda.ts';

const Busy = z.object({ tenant: z.string(), busy: z.literal(true), message: z.string() });

const Refused = z.object({ tenant: z.string(), refused: z.literal(true), message: z.string() });

const Posture = z.object({
  tenant: z.string(),
  environment: z.string(),
  at: z.iso.datetime(),
  headline: z.string(),
  lines: z.array(z.string()),
});

const Report = z.object({ tenant: z.string(), posture: Posture, told: z.array(z.string()) });

export type WatchReply = RunResult | z.infer<typeof Busy>;
export type ReportReply = z.infer<typeof Report>;

/** @throws {OperatorError} when the reply is not one that this version knows */
export function watchReplyOf(value: unknown): WatchReply {
  return parse(z.union([Busy, RunResult]), value);
}

/** @throws {OperatorError} when the reply is not one that this version knows, or says that nothing was decided */
export function decideReplyOf(value: unknown): DecideReply {
  const reply = parse(z.union([Busy, Refused, DecideReply]), value);
  if (!('busy' in reply) && !('refused' in reply)) return reply;
  throw new OperatorError(forTerminal(reply.message, 2000));
}

/** @throws {OperatorError} when the reply is not one that this version knows */
export function reportReplyOf(value: unknown): ReportReply {
  return parse(Report, value);
}

/** @throws {OperatorError} when the reply is not one that this version knows */
export function pulseReplyOf(value: unknown): PulseResult {
  return parse(PulseResult, value);
}

/** @throws {OperatorError} when the reply is not one that this version knows */
export function testReplyOf(value: unknown): TestAlertReply {
  return parse(TestAlertReply, value);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new OperatorError(`The reply is not one that this command knows. ${otherVersion}`);
}
