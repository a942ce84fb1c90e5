import { announcements, type Announcement } from './finding.ts';
import type { Message, Told } from './message.ts';
import { compareText } from './order.ts';
import { severities, type Severity } from './severity.ts';

/** As the Publish operation of Amazon SNS takes it. */
export interface SnsAttribute {
  readonly DataType: 'String' | 'String.Array';
  readonly StringValue: string;
}

export type SnsAttributes = Readonly<Record<string, SnsAttribute>>;

/** All a message is about, the findings it only counts included: what a filter must not miss. */
export interface Coverage {
  /** Sorted. */
  readonly rules: readonly string[];
  /** Worst first. */
  readonly severities: readonly Severity[];
  /** In the order of a finding's life. */
  readonly announcements: readonly Announcement[];
}

interface Attributed {
  /** null of what is about all tenants: no filter for one of them must let it pass. */
  readonly tenant: string | null;
  readonly environment: string | null;
  readonly kind: 'findings' | 'posture' | 'fleet' | 'test';
  readonly covers: Coverage | null;
  /** The findings shown, those of an adoption included. */
  readonly told: readonly Told[];
}

/** Far more than ids of ours have; one that was cut would be another finding's. */
export const longestId = 1024;
const longestValue = 256;
const ruleId = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function coverageOf({ told, rest, adoption }: Message): Coverage {
  const counted = [...(rest?.bySeverity ?? []), ...(adoption?.bySeverity ?? [])];
  const seen = new Set([
    ...[...told, ...(adoption?.worst ?? [])].map(({ severity }) => severity),
    ...counted.filter(({ count }) => count > 0).map(({ severity }) => severity),
  ]);
  const rules = new Set([
    ...[...told, ...(adoption?.worst ?? [])].map(({ rule }) => rule),
    ...(rest?.rules ?? []),
    ...(adoption?.rules ?? []),
  ]);
  const kinds = new Set([
    ...told.map(({ announcement }) => announcement),
    ...(rest?.announcements ?? []),
  ]);
  return {
    rules: [...rules].filter((rule) => ruleId.test(rule)).sort(compareText),
    severities: severities.filter((severity) => seen.has(severity)),
    announcements: announcements.filter((kind) => kinds.has(kind)),
  };
}

/** What subscribers filter by. An attribute with nothing to say is left out: SNS refuses empty ones. */
export function attributesOf({
  tenant,
  environment,
  kind,
  covers,
  told,
}: Attributed): SnsAttributes {
  const ids = told
    .map(({ key, transition }) => acceptable(`${key}#${transition}`))
    .filter((id) => id.length <= longestId);
  const attributes: Record<string, SnsAttribute | null> = {
    tenant: tenant === null ? null : one(tenant),
    environment: environment === null ? null : one(environment),
    kind: one(kind),
    test: kind === 'test' ? one('true') : null,
    rule: several(covers?.rules ?? []),
    severity: several(covers?.severities ?? []),
    announcement: several(covers?.announcements ?? []),
    transition: several(ids),
  };
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/**
 * Percent-encodes, as in a URL, whatever is not printable ASCII, and `"`, `%` and `\`: SNS refuses characters
 * beyond U+FFFF, and a filter policy would have to escape quotes, backslashes and controls twice.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html and
 * https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function acceptable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^ -~]+|["%\\]/gu, (characters) => encodeURIComponent(characters));
}

function one(text: string): SnsAttribute | null {
  const value = acceptable(text).slice(0, longestValue).replace(/%.?$/, '').trim();
  return value === '' ? null : { DataType: 'String', StringValue: value };
}

function several(values: readonly string[]): SnsAttribute | null {
  if (values.length === 0) return null;
  return { DataType: 'String.Array', StringValue: JSON.stringify([...new Set(values)]) };
}
