import { expect } from 'vitest';
import type { Announcement } from '../../functions/core/finding.ts';
import { RunResult } from '../../functions/core/run.ts';
import { invoke, type Invoked } from './aws.ts';
import { nameOf, type World } from './world.ts';

/** How scenarios reach the world: it is there once their tests run. */
export type Get = () => World;

export type TenantName = keyof World['tenants'];

/** A run of the deployed function, whatever comes of it. */
export function tryWatch(world: World, tenant: TenantName, more = {}): Promise<Invoked<unknown>> {
  return invoke(world.aws, nameOf('watch'), { tenant, ...more });
}

/** A run of the deployed function that must not fail. */
export async function watch(world: World, tenant: TenantName, more = {}): Promise<RunResult> {
  const invoked = await tryWatch(world, tenant, more);
  if (!invoked.ok) throw new Error(`the run failed: ${invoked.error}`);
  return RunResult.parse(invoked.reply);
}

/** The message of a run that must fail. */
export async function failedWatch(world: World, tenant: TenantName): Promise<string> {
  const invoked = await tryWatch(world, tenant);
  if (invoked.ok) throw new Error(`the run did not fail: ${JSON.stringify(invoked.reply)}`);
  return invoked.error;
}

/** What a run told, such as "opened app-permissive partner". */
export function toldBy({ findings }: RunResult): string[] {
  return findings.flatMap(({ announced, rule, subject }) =>
    announced ? [told(announced, rule, subject)] : [],
  );
}

export function told(announced: Announcement, rule: string, subject: string): string {
  return `${announced} ${rule} ${subject}`;
}

/** A third-party app in permissive mode, as somebody would create it. */
export function permissive(client_id: string, more = {}) {
  return {
    client_id,
    name: `Partner ${client_id}`,
    is_first_party: false,
    third_party_security_mode: 'permissive',
    app_type: 'regular_web',
    grant_types: ['authorization_code'],
    callbacks: ['https://partner.example.com/callback'],
    ...more,
  };
}

const started = new Date();

/** The text with the moments of this run put the same for every run. */
export function steady(text: string): string {
  let same = text
    .replaceAll(/X-Amz-[\w=%&;.-]+/g, '<signed>')
    .replaceAll(/strictwatch-reports[a-z0-9-]+/g, '<bucket>')
    .replaceAll(/\d{4}\/\d{4}-\d\d-\d\dT\d{6}Z-asked-\d{4}-\d\d-\d\dT\d{6}Z/g, '<moments>')
    .replaceAll(/Kept until \d{4}-\d\d-\d\d/g, 'Kept until <day>')
    .replaceAll(/Run record \d+, SHA-256 [0-9a-f]{64}/g, 'Run record <number>, SHA-256 <hash>')
    .replaceAll(/127\.0\.0\.1(∶|:)\d+/g, '127.0.0.1:<port>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<moment>')
    .replaceAll(/\d+ days? (after|until|before|left)/g, '<days> $1')
    .replaceAll(/\d+ minutes? ago/g, '<minutes> ago');
  // The suite may run past midnight.
  for (const day of [started, new Date()]) {
    same = same.replaceAll(day.toISOString().slice(0, 10), '<today>');
  }
  return same;
}

/** Compares with a file beside the tests; a file that is not there is an error where CI runs. */
export async function expectText(text: string, name: string): Promise<void> {
  await expect(steady(text)).toMatchFileSnapshot(`expected/${name}`);
}

export function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Shown in CI's log: what people would have received. */
export function show(title: string, text: string): void {
  process.stdout.write(`\n--- ${title}\n${text.trimEnd()}\n---\n`);
}
