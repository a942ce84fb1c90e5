import * as z from 'zod';
import { Action, actionForms } from './action.ts';
import { cellOf, functionName, type JobName } from './deployment.ts';
import { ConfigError } from './errors.ts';
import { forTerminal } from './escape.ts';
import type { Fleet, Tenant } from './tenant.ts';

const tenantPayload = z.strictObject({
  tenant: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  dryRun: z.boolean().default(false),
});

const watchPayload = tenantPayload
  .extend({
    action: Action.exactOptional(),
    testAlert: z.boolean().exactOptional(),
    retryNow: z.boolean().exactOptional(),
  })
  .refine(({ testAlert, action, dryRun }) => !testAlert || !(action || dryRun), {
    message: '"testAlert" goes neither with "action" nor with "dryRun", which tells nobody.',
  });

const instant = z.iso.datetime().transform((text) => new Date(text));

const reportPayload = z
  .strictObject({
    tenant: tenantPayload.shape.tenant.exactOptional(),
    fleet: z.literal(true).exactOptional(),
    since: instant.exactOptional(),
    at: instant.exactOptional(),
    scheduled: instant.exactOptional(),
    dryRun: z.boolean().default(false),
  })
  .refine(({ tenant, fleet }) => tenant !== undefined || fleet !== undefined, { path: ['tenant'] })
  .refine(({ tenant, fleet }) => tenant === undefined || fleet === undefined, {
    message: '"tenant" and "fleet" do not go together: a report is of one of them.',
  })
  .refine(({ scheduled, at, since }) => scheduled === undefined || !(at ?? since), {
    message: '"scheduled" goes neither with "at" nor with "since": its schedule says both.',
  });

const cellPayload = z.strictObject({
  dryRun: z.boolean().default(false),
  retryNow: z.boolean().exactOptional(),
});

/**
 * With an action, the tenant is not read: what a person decided about its findings takes effect. With `testAlert` neither:
 * a marked test goes through every channel it has. With `retryNow` channels that failed lately are tried at once.
 */
export type WatchPayload = z.infer<typeof watchPayload>;
/**
 * Of a tenant, or of all. `scheduled` is the moment its schedule meant, which makes a retry the same report; `at` is another
 * past moment to tell of.
 */
export type ReportPayload = z.infer<typeof reportPayload>;
export type CellPayload = z.infer<typeof cellPayload>;

const toSend = {
  watch: '{"tenant":"acme-prod"}',
  report: '{"tenant":"acme-prod"} or {"fleet":true}',
  pulse: '{}',
} as const satisfies Record<JobName, string>;

/**
 * What a function that works on one tenant was asked to do.
 * @throws {ConfigError} saying what to send; values are never repeated, since they may be anything
 */
export function tenantPayloadOf(job: 'watch', event: unknown): WatchPayload {
  return parse(job, watchPayload, event);
}

/**
 * What `report` was asked to tell of.
 * @throws {ConfigError} saying what to send
 */
export function reportPayloadOf(event: unknown): ReportPayload {
  return parse('report', reportPayload, event);
}

/**
 * What a function that works on its whole cell was asked to do.
 * @throws {ConfigError} saying what to send
 */
export function cellPayloadOf(job: 'pulse', event: unknown): CellPayload {
  return parse(job, cellPayload, event);
}

/** Where a function runs: its cell, of how many, in which deployment. */
export interface Place {
  readonly stack: string;
  /** From 1. */
  readonly cell: number;
  readonly cells: number;
}

/** Tenants an error names; the rest are counted. */
const shownTenants = 50;

/**
 * The tenant a payload names, among those of this cell.
 * @throws {ConfigError} naming those that are here, and where the tenant would be
 */
export function tenantNamed(
  id: string,
  tenants: readonly Tenant[],
  job: JobName,
  place: Place,
): Tenant {
  const found = tenants.find((tenant) => tenant.id === id);
  if (found) return found;
  throw new ConfigError(
    `There is no tenant "${id}" here. ${whereItIs(id, job, place)} ${list(tenants)}`,
  );
}

/**
 * The report of all tenants, which cell 1 makes.
 * @throws {ConfigError} where there is none, naming where there would be
 */
export function fleetHere(fleet: Fleet | null, { stack, cell }: Place): Fleet {
  if (cell === 1 && fleet) return fleet;
  throw new ConfigError(
    cell === 1
      ? 'There is no report of the fleet: it is sent where there are several tenants, or where tenants.json has "fleet". Add "fleet": {} to it and deploy.'
      : `The report of the fleet is made in cell 1: invoke ${functionName(stack, 'report', 1)}.`,
  );
}

function whereItIs(id: string, job: JobName, { stack, cell, cells }: Place): string {
  const here = `This is cell ${cell} of ${cells}`;
  const home = cellOf(id, cells);
  return home === cell
    ? `${here}, where it would be: check its spelling, or add it to tenants.json and deploy.`
    : `${here}; if it is deployed, it is in cell ${home}: invoke ${functionName(stack, job, home)}.`;
}

function list(tenants: readonly Tenant[]): string {
  const shown = tenants.slice(0, shownTenants).map(({ id }) => id);
  const left = tenants.length - shown.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return `The tenants of this cell are: ${shown.join(', ') || 'none'}${more}.`;
}

function parse<T>(job: JobName, schema: z.ZodType<T>, event: unknown): T {
  const parsed = schema.safeParse(decoded(event));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `${complaint(parsed.error, event)} Send ${toSend[job]}, with "dryRun": true beside it to write nothing and tell nobody.`,
  );
}

/** Some senders deliver the JSON as text. */
function decoded(event: unknown): unknown {
  if (typeof event !== 'string') return event;
  try {
    return JSON.parse(event);
  } catch {
    return event; // refused as no object
  }
}

function complaint(error: z.ZodError, event: unknown): string {
  if (isEmpty(event)) return 'The payload is empty.';
  return error.issues.map(problem).join(' ');
}

function problem(issue: z.core.$ZodIssue): string {
  if (issue.path[0] === 'action') return `The "action" in the payload is none. ${actionForms}`;
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, 5).map((key) => JSON.stringify(forTerminal(key, 40)));
    return `The payload has unknown keys: ${names.join(', ')}.`;
  }
  const [name] = issue.path;
  if (name === 'tenant')
    return 'The payload names no tenant: "tenant" must be an id of tenants.json.';
  if (name === 'dryRun' || name === 'testAlert' || name === 'retryNow') {
    return `"${name}" in the payload must be true or false.`;
  }
  if (name === 'fleet') return '"fleet" in the payload must be true.';
  if (name === 'since' || name === 'at' || name === 'scheduled') {
    return `"${name}" in the payload must be a moment such as "2026-11-23T07:00:00Z".`;
  }
  if (issue.code === 'custom') return issue.message;
  return 'The payload is not a JSON object.';
}

function isEmpty(event: unknown): boolean {
  if (event === null || event === undefined || event === '') return true;
  return typeof event === 'object' && Object.keys(event).length === 0;
}
