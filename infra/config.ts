import { readFileSync } from 'node:fs';
import { scheduleProblems } from '../functions/adapters/schedule.ts';
import { isLoopback } from '../functions/core/address.ts';
import {
  requireDeployable,
  requireDeployableFleet,
  requireReachable,
} from '../functions/core/deployed-tenant.ts';
import { ConfigError } from '../functions/core/errors.ts';
import { fleetSchedule } from '../functions/core/fleet.ts';
import { parseFile, type Configured } from '../functions/core/parse-tenants.ts';
import type { RoutedRule } from '../functions/core/unheard.ts';

export interface ConfigInput {
  readonly file: string;
  readonly rules: readonly RoutedRule[];
  /** A schedule must fire after it. */
  readonly now: Date;
  /** Address of AWS where it is not the usual one; on loopback it is emulated, and reaches this machine. */
  readonly endpoint?: string | undefined;
}

/**
 * The tenants of the operator's file, and the report of all of them.
 * @throws {ConfigError} when it is missing or wrong, names what is on a laptop only, or has a schedule that
 * EventBridge would refuse half-way through a deployment
 */
export function deployable({ file, rules, now, endpoint = '' }: ConfigInput): Configured {
  const configured = parseFile(readConfig(file), file, rules);
  const { tenants, fleet } = configured;
  requireDeployable(tenants, file);
  if (fleet) requireDeployableFleet(fleet, file);
  if (!isLoopback(endpoint)) requireReachable(tenants, file);
  const schedules = [
    ...tenants,
    ...(fleet ? [{ id: 'fleet', schedule: fleetSchedule(fleet) }] : []),
  ];
  const problems = schedules.flatMap(({ id, schedule }) =>
    scheduleProblems(schedule, now).map((problem) => `- ${id}: ${problem}`),
  );
  if (problems.length === 0) return configured;
  throw new ConfigError(`${file} cannot be deployed.\n${problems.join('\n')}`);
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be read, so there is nothing to deploy. Copy tenants.aws.example.json to tenants.json and name your tenants in it, or name another file with -c config=FILE.`,
      { cause: error },
    );
  }
}
