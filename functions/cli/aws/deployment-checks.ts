import type { DeployedAlarm } from '../../adapters/aws/alarms.ts';
import type { Cloud } from '../../adapters/aws/cloud.ts';
import type { Deployment } from '../../adapters/aws/deployment.ts';
import { deployedTenant } from '../../core/deployed-tenant.ts';
import {
  cellStackName,
  functionName,
  jobNames,
  outputNames,
  variableNames,
} from '../../core/deployment.ts';
import { forTerminal } from '../../core/escape.ts';
import { plural } from '../../core/message.ts';
import type { Tenant } from '../../core/tenant.ts';
import { checked, type Check, type Said } from '../checks.ts';
import { secretSays } from './secret-checks.ts';
import { leftoverCells, stackSays } from './stack-checks.ts';

/** Stacks, functions, alarms, who hears them, and runs that failed. */
export async function checkDeployment(
  cloud: Cloud,
  deployment: Deployment,
  tenants: readonly Tenant[] | null,
): Promise<Check[]> {
  const { stack, status, outputs, cells } = deployment;
  const numbers = Array.from({ length: cells }, (_, index) => index + 1);
  const stacks = [stack, ...numbers.map((cell) => cellStackName(stack, cell))];
  return [
    { tenant: null, check: `stack ${stack}`, ...stackSays(status) },
    ...(await Promise.all(
      stacks.slice(1).map((name) =>
        checked(null, `stack ${name}`, async () => {
          const found = await cloud.stacks.describe(name);
          return found ? stackSays(found.status) : isMissing('It is not there');
        }),
      ),
    )),
    ...(await leftoverCells(cloud.stacks, stack, cells + 1)),
    ...(await Promise.all(numbers.map((cell) => checkFunctions(cloud, stack, cell)))),
    await checked(null, 'alarms', () => alarmsSay(cloud, stacks)),
    await checked(null, 'alerts', () =>
      topicSays(cloud, outputs[outputNames.alerts], {
        unheard: tellsBySns(tenants, stack) ? 'nobody hears of findings through SNS' : null,
      }),
    ),
    await checked(null, 'operations', () =>
      topicSays(cloud, outputs[outputNames.operations], { unheard: 'nobody hears the alarms' }),
    ),
    await checked(null, 'failed runs', () => queueSays(cloud, outputs[outputNames.failedRuns])),
    await checked(null, 'heartbeat', () => heartbeatSays(cloud, stack)),
  ];
}

function isMissing(what: string): Said {
  return { ok: false, says: `${what}. Deploy it: \`npx cdk deploy --all\`.` };
}

/** What a stack made and somebody took away: an ordinary deployment skips a stack whose template is the same. */
const putBack = 'Put back what was deployed: `npx cdk deploy --all --revert-drift`.';

function checkFunctions({ functions, stacks }: Cloud, stack: string, cell: number): Promise<Check> {
  return checked(null, `functions of cell ${cell}`, async () => {
    const problems: string[] = [];
    let isAnyGone = false;
    for (const job of jobNames) {
      const name = functionName(stack, job, cell);
      const found = await functions.describe(name);
      isAnyGone ||= !found;
      if (!found) problems.push(`${name} is not there`);
      else if (found.state !== 'Active') problems.push(`${name} is ${found.state}`);
      else if (found.lastUpdate === 'Failed') problems.push(`the last update of ${name} failed`);
    }
    if (isAnyGone && (await stacks.describe(cellStackName(stack, cell)))) {
      return { ok: false, says: `${problems.join('; ')}. ${putBack}` };
    }
    if (problems.length > 0) return isMissing(problems.join('; '));
    return { ok: true, says: `${jobNames.join(', ')} are there and active` };
  });
}

async function alarmsSay({ stacks, alarms }: Cloud, of: readonly string[]): Promise<Said> {
  const names: string[] = [];
  for (const stack of of) names.push(...(await stacks.alarmNames(stack)));
  if (names.length === 0) return isMissing('There are none');
  const found = await alarms(names);
  const missing = names.filter((name) => !found.some((alarm) => alarm.name === name));
  const raised = found.filter(({ state }) => state === 'ALARM').map(alarmWords);
  const changed = [
    ...missing.map((name) => `${name} is not there`),
    ...found
      .filter(({ hasActions }) => !hasActions)
      .map(({ name }) => `${name} tells nobody: its actions are switched off or gone`),
  ];
  const problems = [...raised, ...changed].join('; ');
  if (changed.length > 0) return { ok: false, says: `${problems}. ${putBack}` };
  if (raised.length > 0) return { ok: false, says: problems };
  return { ok: true, says: `${plural(names.length, 'alarm')}, none of them raised` };
}

function alarmWords({ name, since, description }: DeployedAlarm): string {
  const article = /docs\/runbook\.md#[a-z-]+/.exec(description)?.[0] ?? 'docs/runbook.md';
  return `${forTerminal(name, 255)} is raised${since ? ` since ${since}` : ''}, see ${article}`;
}

/** A tenant without a file to name its routes may be told through SNS. */
function tellsBySns(tenants: readonly Tenant[] | null, stack: string): boolean {
  if (tenants === null) return true;
  return tenants.some((tenant) => deployedTenant(tenant, stack).routes.some(({ sns }) => sns));
}

async function topicSays(
  { subscriptions }: Cloud,
  topic: string | undefined,
  /** What it means that nobody is subscribed; null when that is as it should be. */
  { unheard }: { readonly unheard: string | null },
): Promise<Said> {
  if (!topic) return isMissing('The stack does not name the topic');
  const { confirmed, pending } = await subscriptions(topic);
  const waiting = pending > 0 ? `, ${pending} not confirmed yet` : '';
  if (confirmed > 0) return { ok: true, says: `${plural(confirmed, 'subscription')}${waiting}` };
  if (unheard === null)
    return { ok: true, says: `no subscription, and no tenant needs one${waiting}` };
  const confirm =
    pending > 0 ? 'Follow the link in the e-mail that AWS sent, or subscribe' : 'Subscribe';
  return {
    ok: false,
    says: `No confirmed subscription${waiting}: ${unheard}. ${confirm}: \`aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ADDRESS\`.`,
  };
}

async function queueSays({ messages }: Cloud, queueUrl: string | undefined): Promise<Said> {
  if (!queueUrl) return isMissing('The stack does not name the queue');
  const count = await messages(queueUrl);
  if (count === 0) return { ok: true, says: 'none' };
  return {
    ok: false,
    says: `${plural(count, 'run')} failed for good: see docs/runbook.md#failed-runs.`,
  };
}

async function heartbeatSays({ functions, secrets }: Cloud, stack: string): Promise<Said> {
  const pulse = await functions.describe(functionName(stack, 'pulse', 1));
  const id = pulse?.variables[variableNames.heartbeat];
  if (!id) {
    return {
      ok: true,
      says: 'none: should all of AWS be silent, nobody is told (set heartbeatSecretId in cdk.context.json and deploy)',
    };
  }
  return secretSays(await secrets.secret(id), 'the secret with its address');
}
