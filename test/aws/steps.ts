import { expect } from 'vitest';
import type { Announcement } from '../../functions/core/finding.ts';
import { RunResult } from '../../functions/core/run.ts';
import { steady } from '../steady.ts';
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

/** As every run says it, whenever it is; the suite may go on past midnight. */
export function steadyNow(text: string): string {
  return steady(text, [started, new Date()]);
}

/** Compares with a file beside the tests; a file that is not there is an error where CI runs. */
export async function expectText(text: string, name: string): Promise<void> {
  await expect(steadyNow(text)).toMatchFileSnapshot(`expected/${name}`);
}

export function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Shown in CI's log: what people would have received. */
export function show(title: string, text: string): void {
  process.stdout.write(`\n--- ${title}\n${text.trimEnd()}\n---\n`);
}
