import * as z from 'zod';
import { ActingChannelSchema, actorFields } from './actor-schema.ts';
import { operations, type Actor, type LogEntry, type Operation } from './log-entry.ts';
import { moment, plural } from './message.ts';
import { quoted } from './quoted.ts';
import { cut } from './sns-shorten.ts';

const By = z.object(actorFields);

const Deed = z.enum(operations).exclude(['deprecation-notice']);

const How = z.enum(['api-explicit', 'api-default', 'dcr', 'unknown']);

const Attributed = z.object({
  by: By,
  channel: ActingChannelSchema,
  at: z.string(),
  logId: z.string(),
  did: Deed,
  among: z.int().min(2).optional(),
  how: How.optional(),
  seen: z.string().optional(),
  after: z.string().optional(),
});

const Unattributed = z.object({
  unattributed: z.string(),
  did: Deed,
  seen: z.string(),
  after: z.string().optional(),
  how: How.optional(),
});

const Attribution = z.union([Attributed, Unattributed]);

export type By = Readonly<z.infer<typeof By>>;

/** What kind of log entry it is, or would be. */
export type Deed = z.infer<typeof Deed>;

/**
 * How an app came to be permissive. `api-explicit`: the request asked for it; `api-default`: the request named no
 * mode, so the toggle decided; `dcr`: dynamic registration, where the DCR mode decides.
 */
export type How = z.infer<typeof How>;

/** Who did it, as a log entry tells. Every string is a tenant's or a stranger's. */
export interface Attributed {
  readonly by: By;
  readonly channel: Actor['channel'];
  /** ISO 8601. */
  readonly at: string;
  readonly logId: string;
  readonly did: Deed;
  /** How many entries it may have been, when the logs do not tell which; this is the newest of them. */
  readonly among?: number;
  /** Only of apps that are permissive. */
  readonly how?: How;
  /** As of {@link Unattributed}; not where an app's creation explains it. */
  readonly seen?: string;
  readonly after?: string;
}

export interface Unattributed {
  /** Why it is not known, as half a sentence. */
  readonly unattributed: string;
  readonly did: Deed;
  /** ISO 8601 when the state was seen: what was done after it cannot have caused it. */
  readonly seen: string;
  /** ISO 8601 of the read before, which did not show it yet: what was done until then cannot have caused it. */
  readonly after?: string;
  readonly how?: How;
}

export type Attribution = Attributed | Unattributed;

/** The attribution in a finding's evidence; null where it has none. */
export function attributionOf(evidence: Readonly<Record<string, unknown>>): Attribution | null {
  return readAttribution(evidence['attribution']);
}

/** Who ended it, where the logs told; null where they did not. */
export function endOf(evidence: Readonly<Record<string, unknown>>): Attributed | null {
  const read = readAttribution(evidence['endedBy']);
  return read && isAttributed(read) ? read : null;
}

export function attributed({ actor, at, id }: LogEntry, did: Deed): Attributed {
  const { channel, ...by } = actor;
  return { by, channel, at, logId: id, did };
}

export function isAttributed(attribution: Attribution): attribution is Attributed {
  return 'by' in attribution;
}

export function deedWords(did: Deed): string {
  return {
    'app-created': 'created by',
    'app-registered': 'created by',
    'app-updated': 'app changed by',
    'app-deleted': 'app deleted by',
    'settings-updated': 'changed by',
    'grant-changed': 'grant changed by',
    'api-updated': 'API changed by',
  }[did];
}

/** Of who ended a finding: what was accepted is put back, and anything else is not as it was. */
export function endWords({ did }: Attributed, evidence: Readonly<Record<string, unknown>>): string {
  const isAcceptedAgain = 'before' in evidence && evidence['comparedWith'] !== 'intent';
  return {
    'app-created': 'created by',
    'app-registered': 'created by',
    'app-updated': 'app then changed by',
    'app-deleted': 'app deleted by',
    'settings-updated': isAcceptedAgain ? 'put back by' : 'then changed by',
    'grant-changed': 'grant then changed by',
    'api-updated': 'API then changed by',
  }[did];
}

/** Such as `M2M app "partner-sync" (abc), 203.0.113.7, Terraform provider, 2026-11-18 02:14 UTC`. Not escaped. */
export function attributedWords({ by, channel, at, among }: Attributed): string {
  const parts = [whoWords(by), by.ip && bare(by.ip, 45), toolWords(by, channel), moment(at)];
  const words = parts.filter(Boolean).join(', ');
  return among === undefined ? words : `${words} (${amongWords(among)})`;
}

export function amongWords(among: number): string {
  return `the newest of ${plural(among, 'change')}; the logs do not tell which of them it was`;
}

/** How an app came to be permissive, in words; null where there is nothing to add. */
export function howWords({ how }: Attribution): string | null {
  if (how === undefined) return null;
  return {
    'api-explicit': 'the request asked for permissive mode',
    'api-default': "mode not stated in the request, so the tenant's default made it permissive",
    dcr: 'registered dynamically, so the DCR mode made it permissive',
    unknown: null,
  }[how];
}

/** Names stand in quotes, which they cannot hold themselves: what is ours ends where theirs begins. */
export function whoWords({ kind, id, name, email }: By): string {
  const called = [
    name && quoted(cut(name, 60)),
    email && `<${bare(email, 60)}>`,
    id && `(${bare(id, 64)})`,
  ]
    .filter(Boolean)
    .join(' ');
  if (kind === 'anyone')
    return 'somebody unknown, by dynamic registration, which is open to anyone';
  const what = { user: 'user', app: 'M2M app', unknown: 'somebody' }[kind];
  return called === '' ? `${what} not named in the log` : `${what} ${called}`;
}

/** With which tool, or by which way when the tool is none we know. */
export function toolWords({ tool, userAgent }: By, channel: Actor['channel']): string | null {
  if (channel === 'dashboard') return 'Auth0 Dashboard';
  if (tool !== null) return tool;
  return userAgent === null || userAgent === '' ? null : quoted(cut(userAgent, 60));
}

/** An id or address has none of what closes our own brackets and lists; one that has is not to be trusted with them. */
function bare(text: string, max: number): string {
  return cut(text.replaceAll(/[\s,()<>"]/g, '·'), max);
}

function readAttribution(value: unknown): Attribution | null {
  const read = Attribution.safeParse(value);
  return read.success ? (read.data as Attribution) : null;
}

/** The entry's own kinds, but for the notice of a deprecation, which nobody did. */
export function isDeed(operation: Operation): operation is Deed {
  return operation !== 'deprecation-notice';
}
