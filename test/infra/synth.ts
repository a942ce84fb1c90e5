import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  Validations,
  type Environment,
  type IPolicyValidationPlugin,
  type Stack,
} from 'aws-cdk-lib';
import { fleetOf } from '../../functions/core/fleet.ts';
import { parseTenant, type Tenant, type TenantsFile } from '../../functions/core/tenant.ts';
import { readOptions } from '../../infra/options.ts';
import { addStacks } from '../../infra/stacks.ts';

/** A resource as CloudFormation is given it, with its references as text: `{Ref}`, `{Id.Attribute}`, `{Stack:Output}`. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** What tests look into; the rest they compare whole. */
export interface Properties {
  readonly [name: string]: unknown;
  readonly PolicyDocument?: PolicyDocument;
  readonly KeyPolicy?: PolicyDocument;
  readonly AssumeRolePolicyDocument?: PolicyDocument;
  readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[];
  readonly ManagedPolicyArns?: readonly string[];
  readonly Topics?: readonly string[];
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
}

export interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** A synthesised stack. */
export interface Synthesised {
  readonly name: string;
  /** As CloudFormation is given it. */
  readonly template: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Monitor {
  readonly app: App;
  readonly stacks: readonly Stack[];
  readonly shared: Synthesised;
  readonly cells: readonly Synthesised[];
}

interface SynthInput {
  readonly tenants: readonly Tenant[];
  /** As the file has it. */
  readonly fleet?: TenantsFile['fleet'];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly env?: Environment;
  /** Builds the functions' code too and leaves everything in this folder; slow. */
  readonly into?: string;
  /** Has the templates checked by CloudFormation's rules and these; takes seconds the first time. */
  readonly checks?: (app: App) => IPolicyValidationPlugin;
}

/** The context that `cdk` hands to the app. */
const cdkContext = (
  JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
    context: Record<string, unknown>;
  }
).context;

export function synth(input: SynthInput): Monitor {
  if (input.into !== undefined) return synthInto(input.into, input, {});
  const outdir = mkdtempSync(join(tmpdir(), 'strictwatch-synth-'));
  try {
    return synthInto(outdir, input, { 'aws:cdk:bundling-stacks': [] });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function synthInto(outdir: string, input: SynthInput, context: object): Monitor {
  const { tenants, options = {}, env = {}, checks } = input;
  const app = new App({
    outdir,
    autoSynth: false,
    analyticsReporting: false,
    builtinCloudFormationValidation: checks !== undefined,
    treeMetadata: false,
    context: { ...cdkContext, ...context },
  });
  const fleet = fleetOf({ tenants, fleet: input.fleet, routes: [] });
  const stacks = addStacks(app, { options: readOptions(options), tenants, fleet, env });
  if (checks) Validations.of(app).addPlugins(checks(app));
  const assembly = app.synth();
  const [shared, ...cells] = stacks.map(({ stackName }) =>
    synthesised(stackName, assembly.getStackByName(stackName).template as Synthesised['template']),
  );
  if (!shared) throw new Error('there is no stack');
  return { app, stacks, shared, cells };
}

export function ofType({ resources }: Synthesised, type: string): Resource[] {
  return resources.filter(({ Type }) => Type === type);
}

export function only(stack: Synthesised, type: string): Resource {
  const [first, ...others] = ofType(stack, type);
  if (!first || others.length > 0) throw new Error(`${stack.name} has not exactly one ${type}`);
  return first;
}

/** A tenant whose credentials are in Secrets Manager under its id. */
export function tenant(id: string, more: Partial<Parameters<typeof parseTenant>[0]> = {}): Tenant {
  return parseTenant({
    id,
    domain: `${id}.eu.auth0.com`,
    credentials: { secretId: `auth0/${id}` },
    ...more,
  });
}

/** A tenant that streams its logs to EventBridge, such as Auth0 names its source. */
export function streaming(
  id: string,
  more: Partial<Parameters<typeof parseTenant>[0]> = {},
): Tenant {
  return tenant(id, { eventSource: eventSourceOf(id), ...more });
}

export function eventSourceOf(id: string): string {
  return `aws.partner/auth0.com/${id}-00000000-0000-4000-8000-000000000000/auth0.logs`;
}

export function manyTenants(count: number): Tenant[] {
  return Array.from({ length: count }, (_, index) =>
    tenant(`tenant-${String(index).padStart(4, '0')}`),
  );
}

function synthesised(name: string, template: Synthesised['template']): Synthesised {
  const resources = Object.entries(template['Resources'] as Record<string, Resource>);
  const outputs = Object.entries(template['Outputs'] as Record<string, { Value: unknown }>);
  return {
    name,
    template,
    resources: resources.map(([id, resource]) => ({
      ...(asText(resource) as Resource),
      Properties: asText(resource.Properties ?? {}) as Properties,
      id,
    })),
    outputs: Object.fromEntries(outputs.map(([key, { Value }]) => [key, String(asText(Value))])),
  };
}

/** The value with CloudFormation's functions as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', null]] = entries.length === 1 ? entries : [];
  if (name === 'Ref') return `{${String(argument).replace('AWS::', '')}}`;
  if (name === 'Fn::GetAtt') return `{${(argument as string[]).join('.')}}`;
  if (name === 'Fn::GetStackOutput') {
    const { StackName, OutputName } = argument as Record<string, string>;
    return `{${StackName}:${OutputName}}`;
  }
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(asText).join(separator);
  }
  return Object.fromEntries(entries.map(([key, each]) => [key, asText(each)]));
}
