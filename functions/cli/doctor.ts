import { slackChannels, type Local } from '../adapters/local.ts';
import { DeliveryError, OperatorError } from '../core/errors.ts';
import { compose } from '../core/compose.ts';
import { forTerminal } from '../core/escape.ts';
import type { Reading } from '../core/ports.ts';
import { isComplete } from '../core/result.ts';
import { sectionScopes } from '../core/scopes.ts';
import { sectionNames } from '../core/snapshot.ts';
import type { Tenant } from '../core/tenant.ts';
import { requireTenants, withLocal, type Context } from './context.ts';
import { progressOn } from './progress.ts';

interface Check {
  readonly tenant: string;
  readonly check: string;
  readonly ok: boolean;
  readonly says: string;
}

/** `doctor`: reads each tenant without storing anything and says what works and what to do; exit 0, 1 or 3. */
export async function doctorCommand(context: Context, alert: boolean): Promise<number> {
  const tenants = requireTenants(context);
  const checks: Check[] = [];
  const isReadable: boolean[] = [];
  await withLocal(context, async (local) => {
    for (const tenant of tenants) {
      const reading = await readOnce(context, local, tenant).catch((error: unknown) => {
        if (!(error instanceof OperatorError)) throw error;
        checks.push({ tenant: tenant.id, check: 'credentials', ok: false, says: error.message });
        return null;
      });
      if (reading) checks.push(...readingChecks(tenant, reading));
      isReadable.push(reading === null || isComplete(reading.snapshot));
      checks.push(...(await routeChecks(context, tenant, alert)));
    }
  });
  context.out(
    context.options.json ? `${JSON.stringify({ version: 1, checks })}\n` : asText(checks),
  );
  if (isReadable.includes(false)) return 3;
  const required = checks.filter(({ check }) => !check.startsWith('optional '));
  return required.every(({ ok }) => ok) ? 0 : 1;
}

async function readOnce(context: Context, local: Local, tenant: Tenant): Promise<Reading> {
  const progress = progressOn(context, tenant.id);
  try {
    return await local.collect({
      tenant,
      now: context.now,
      knownApps: new Set(),
      resume: null,
      timeLeft: () => Infinity,
      progress: progress.report,
    });
  } finally {
    progress.clear();
  }
}

function readingChecks(tenant: Tenant, { snapshot, warnings }: Reading): Check[] {
  const sections = sectionNames.map((name) => {
    const section = snapshot.sections[name];
    const { required, scopes, what } = sectionScopes[name];
    const says = section.ok ? `readable with ${scopes.join(', ')}` : `${section.reason} (${what})`;
    return {
      tenant: tenant.id,
      check: `${required ? '' : 'optional '}${name}`,
      ok: section.ok,
      says,
    };
  });
  const clock = {
    tenant: tenant.id,
    check: 'clock',
    ok: warnings.length === 0,
    says: warnings.join('; ') || 'agrees with Auth0 to within 5 minutes',
  };
  return [...sections, clock];
}

async function routeChecks(context: Context, tenant: Tenant, alert: boolean): Promise<Check[]> {
  const check = 'routes';
  try {
    const channels = slackChannels(tenant, context.env);
    if (channels.length === 0) {
      return [
        { tenant: tenant.id, check, ok: true, says: 'none to Slack: alerts are shown here only' },
      ];
    }
    if (!alert) {
      const says = `${channels.length} to Slack; send a test with --alert`;
      return [{ tenant: tenant.id, check, ok: true, says }];
    }
    for (const channel of channels) await channel.send(testAlert(tenant, context));
    return [
      { tenant: tenant.id, check, ok: true, says: 'a test alert was accepted by every channel' },
    ];
  } catch (error) {
    if (error instanceof OperatorError || error instanceof DeliveryError) {
      return [{ tenant: tenant.id, check, ok: false, says: error.message }];
    }
    throw error;
  }
}

function testAlert(tenant: Tenant, { now, rules }: Context) {
  const at = now.toISOString();
  const life = {
    status: 'open',
    severity: 'info',
    transition: 1,
    firstSeen: at,
    since: at,
  } as const;
  const words = {
    message: 'This is a test alert: nothing was found, and there is nothing to do.',
    evidence: { sentBy: 'strictwatch doctor --alert' },
  };
  const told = [
    {
      rule: 'test-alert',
      subject: 'test',
      life,
      words,
      announcement: 'opened',
      transition: 1,
    } as const,
  ];
  return compose({ tenant, told, adoption: null, rules, at: now });
}

function asText(checks: readonly Check[]): string {
  const lines = checks.map(
    ({ tenant, check, ok, says }) =>
      `${ok ? 'ok      ' : 'NOT OK  '}${tenant}  ${check}: ${forTerminal(says, 500)}`,
  );
  return `${lines.join('\n')}\n`;
}
