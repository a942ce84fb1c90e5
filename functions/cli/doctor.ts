import { probeScopes } from '../adapters/auth0/probe-scopes.ts';
import { localCollect, slackChannels } from '../adapters/local.ts';
import { OperatorError } from '../core/errors.ts';
import { longestWait } from '../adapters/schedule.ts';
import { emptyMemory } from '../core/log-memory.ts';
import type { Collect, LeftByReads, Reading } from '../core/ports.ts';
import { isComplete } from '../core/result.ts';
import { retentionWarning } from '../core/retention.ts';
import { isRequired, sectionScopes } from '../core/scopes.ts';
import { sectionNames } from '../core/snapshot.ts';
import type { Tenant } from '../core/tenant.ts';
import { toggleWarnings } from '../core/toggle-warnings.ts';
import { alertChecks } from './alert-checks.ts';
import { checked, showChecks, type Check, type Said } from './checks.ts';
import { requireTenants, type Context } from './context.ts';
import { progressOn } from './progress.ts';

/** `doctor`: reads each tenant without storing anything and says what works and what to do; exit 0, 1 or 3. */
export async function doctorCommand(context: Context, alert: boolean): Promise<number> {
  const collect = localCollect(context.env);
  const checks: Check[] = [];
  let isUnread = false;
  for (const tenant of requireTenants(context)) {
    const reading = await readOnce(context, collect, tenant);
    if (reading instanceof OperatorError) {
      checks.push({
        tenant: tenant.id,
        check: 'credentials',
        ok: false,
        says: unreadSays(tenant, reading),
      });
    } else {
      checks.push(...readingChecks(tenant, reading), logRetention(tenant, reading, context.now));
      isUnread ||= !isComplete(reading.snapshot);
    }
    checks.push(...(await routeChecks(context, tenant, alert)));
  }
  showChecks(context, checks);
  if (isUnread) return 3;
  const required = checks.filter(({ check }) => !check.startsWith('optional '));
  return required.every(({ ok }) => ok) ? 0 : 1;
}

/** As of a tenant nobody read before. */
const nothingLeft: LeftByReads = {
  knownApps: new Set(),
  resume: null,
  logs: { position: null, memory: emptyMemory },
};

/** A wrong configuration is a result of the check, not the end of it. */
async function readOnce(
  context: Context,
  collect: Collect,
  tenant: Tenant,
): Promise<Reading | OperatorError> {
  const progress = progressOn(context, tenant.id);
  try {
    const { now } = context;
    const asked = { tenant, now, mayProbe: false, timeLeft: () => Infinity };
    return await collect({ ...asked, progress: progress.report }, async () => nothingLeft);
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  } finally {
    progress.clear();
  }
}

/** Credentials kept in AWS cannot be tried here; where they are read, they can. */
function unreadSays({ credentials }: Tenant, { message }: OperatorError): string {
  if ('env' in credentials) return message;
  return `${message} \`npx strictwatch doctor --aws\` checks what is deployed.`;
}

function readingChecks(tenant: Tenant, reading: Reading): Check[] {
  const { snapshot, warnings, toggle } = reading;
  const sections = sectionNames.map((name) => {
    const section = snapshot.sections[name];
    const { scopes, what } = sectionScopes[name];
    const says = section.ok ? `readable with ${scopes.join(', ')}` : `${section.reason} (${what})`;
    return {
      tenant: tenant.id,
      check: `${isRequired(name) ? '' : 'optional '}${name}`,
      ok: section.ok,
      says,
    };
  });
  const isHeard = sections.some(({ ok }) => ok);
  const ofToggle = new Set(toggleWarnings(toggle));
  const others = warnings.filter((warning) => !ofToggle.has(warning));
  const clock = {
    tenant: tenant.id,
    check: 'clock',
    ok: isHeard && others.length === 0,
    says: others.join('; ') || (isHeard ? "agrees with Auth0's" : 'not known: nothing was read'),
  };
  return [...sections, ...toggleChecks(tenant, reading), clock];
}

/** Only of the ways to see the toggle that the operator asks for. Nothing is created here. */
function toggleChecks(tenant: Tenant, { toggle }: Reading): Check[] {
  const { apiField, probeEveryDays } = tenant.toggle;
  if (apiField === undefined && probeEveryDays === undefined) return [];
  const works = [
    ...(toggle.apiField?.ok ? [`${apiField} says ${toggle.apiField.proof.state}`] : []),
    ...(probeEveryDays === undefined ? [] : [`the probe has ${probeScopes.join(', ')}`]),
  ];
  const fails = toggleWarnings(toggle);
  const says = (fails.length > 0 ? fails : works).join('; ');
  return [{ tenant: tenant.id, check: 'optional toggle', ok: fails.length === 0, says }];
}

/** Logs that live shorter than runs are apart take with them who did what. */
function logRetention(tenant: Tenant, { snapshot }: Reading, now: Date): Check {
  const { logs } = snapshot.sections;
  const check = 'optional log retention';
  const warning = retentionWarning({
    waitMs: longestWait(tenant.schedule, now),
    between: 'schedule',
    logRetentionDays: tenant.logRetentionDays,
    position: logs.ok ? logs.value.position : null,
    now,
  });
  const says = warning ?? 'runs are close enough together to miss no log entry';
  return { tenant: tenant.id, check, ok: warning === null, says };
}

async function routeChecks(context: Context, tenant: Tenant, alert: boolean): Promise<Check[]> {
  if (alert) return alertChecks(context, tenant);
  return [await checked(tenant.id, 'routes', async () => routesSay(context, tenant))];
}

function routesSay({ env }: Context, tenant: Tenant): Said {
  const { length } = slackChannels(tenant, env);
  if (length === 0) return { ok: true, says: 'none to Slack: alerts are shown here only' };
  return { ok: true, says: `${length} to Slack; send a test with --alert` };
}
