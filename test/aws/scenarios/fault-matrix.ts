import { expect, test } from 'vitest';
import type { SlackPayload } from '../../../functions/core/render-slack.ts';
import {
  faults,
  keepMeasured,
  readMeasured,
  type Fault,
  type Happened,
  type Row,
} from '../../../scripts/fault-matrix/measured.ts';
import { permissive, tryWatch, watch, type Get, type TenantName } from '../steps.ts';
import type { World } from '../world.ts';
import { awsSteps, standFor, type AwsStep } from './fault-steps.ts';

/** Its finding stays open all along. */
const held = 'matrix-held';

export function faultMatrix(world: Get): void {
  test('what happens when a step on AWS fails is what docs/fault-matrix.md says', async () => {
    const tenants = ['acme', 'beta'] as const;
    for (const tenant of tenants) {
      for (const id of [held, appOf(0)]) world().tenants[tenant].createApp(permissive(id));
      await watch(world(), tenant);
    }
    const rows: Row[] = [];
    const cells = { acme: 0, beta: 0 } as Record<TenantName, number>;
    for (const step of awsSteps) {
      const row: Partial<Record<Fault, Happened>> = {};
      for (const fault of faults.filter((one) => step.answers[one])) {
        cells[step.tenant] += 1;
        row[fault] = await cellOf(world(), step, fault, cells[step.tenant]);
      }
      rows.push({ step: step.step, cells: row });
    }
    for (const tenant of tenants) {
      for (const id of [held, appOf(cells[tenant])]) world().tenants[tenant].deleteApp(id);
      await watch(world(), tenant);
      await world().alerts[tenant].rest();
    }
    const parts = [{ title: 'The deployed watch', rows }];
    keepMeasured('aws', parts);
    const all = rows.flatMap((row) => Object.values(row.cells));
    expect(all.filter((one) => !['at once', 'next run', 'twice'].includes(one))).toEqual([]);
    expect(parts).toEqual(readMeasured().aws);
  }, 300_000);
}

function appOf(cell: number): string {
  return `matrix-${cell}`;
}

/** One finding is to be told as opened and one as resolved in a run that is disturbed. */
async function cellOf(world: World, step: AwsStep, fault: Fault, cell: number): Promise<Happened> {
  const { recorder, tenants } = world;
  const { tenant } = step;
  await heardBy(world, tenant);
  tenants[tenant].createApp(permissive(appOf(cell)));
  tenants[tenant].deleteApp(appOf(cell - 1));
  // A failed invocation ends the emulator's process, so that the next one has read nothing yet.
  if (step.isCold) await tryWatch(world, tenant, { unknown: true });
  recorder.standIn(standFor(step, fault));
  await tryWatch(world, tenant);
  recorder.standIn(null);
  const first = await heardBy(world, tenant);
  const next = await watch(world, tenant);
  const heard = [...first, ...(await heardBy(world, tenant))];
  const again = await watch(world, tenant);

  const findings = new Map(next.findings.map((one) => [one.subject, one]));
  if (findings.get(held)?.status !== 'open') return 'WRONGLY RESOLVED';
  const wanted = wantedOf(tenant, cell);
  if (wanted.some((one) => !heard.includes(one))) return 'LOST';
  if (heard.some((one) => !wanted.includes(one))) return 'FALSE';
  const isTold = again.findings.every(({ announced }) => announced === null);
  const { status, transition } = findings.get(appOf(cell)) ?? {};
  if (!isTold || status !== 'open' || transition !== 1) return 'NOT REPAIRED';
  if (heard.length > wanted.length) return 'twice';
  return first.length === wanted.length ? 'at once' : 'next run';
}

function wantedOf(tenant: TenantName, cell: number): string[] {
  const channels = tenant === 'acme' ? ['sns', 'slack'] : ['sns'];
  return channels.flatMap((channel) => [
    `${channel} ${tenant}/app-permissive/${appOf(cell)}#1`,
    `${channel} ${tenant}/app-permissive/${appOf(cell - 1)}#2`,
  ]);
}

/** What the tenant's channels heard since they were last asked, as finding and transition. */
async function heardBy({ alerts, slack }: World, tenant: TenantName): Promise<string[]> {
  const published = await alerts[tenant].rest();
  const told = published.flatMap(({ attributes }) => {
    const transitions = JSON.parse(attributes['transition'] ?? '[]') as string[];
    return transitions.map((one) => `sns ${one}`);
  });
  const shown = slack.messages.flatMap(({ body }) => {
    // A test alert tells of no finding, and has no metadata.
    const { metadata } = body as unknown as Partial<SlackPayload>;
    const findings = metadata?.event_payload.findings ?? [];
    return findings.map(({ id, transition }) => `slack ${id}#${transition}`);
  });
  slack.reset();
  // That a tenant cannot be read is told, too, where it is so at once; that is no matter of these cells.
  return [...told, ...shown].filter((one) => one.includes('/app-permissive/'));
}
