import * as z from 'zod';
import { ofType, type Template } from './deployed.ts';
import type { Sizes } from './limits.ts';

const Role = z.looseObject({
  Policies: z.array(z.object({ PolicyDocument: z.unknown(), PolicyName: z.string() })).default([]),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
});
const ManagedPolicy = z.looseObject({ PolicyDocument: z.unknown() });
const Environment = z.looseObject({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

/** What is deployed, counted in its templates. */
export function sizesOf(templates: readonly Template[]): Sizes {
  const most = (count: (template: Template) => number) => Math.max(...templates.map(count));
  const all = (type: string) => templates.flatMap((template) => ofType(template, type));
  const roles = all('AWS::IAM::Role').map(([, properties]) => Role.parse(properties));
  return {
    stacks: templates.length,
    resources: most(({ body }) => Object.keys(body.Resources).length),
    templateBytes: most(({ bytes }) => bytes),
    parameters: most(({ body }) => Object.keys(body.Parameters).length),
    outputs: most(({ body }) => Object.keys(body.Outputs).length),
    schedules: all('AWS::Scheduler::Schedule').length,
    scheduleGroups: all('AWS::Scheduler::ScheduleGroup').length,
    roles: roles.length,
    inlineCharacters: Math.max(...roles.map(inlineCharacters)),
    policiesOfRole: Math.max(...roles.map(({ ManagedPolicyArns }) => ManagedPolicyArns.length)),
    policyCharacters: Math.max(
      0,
      ...all('AWS::IAM::ManagedPolicy').map(([, properties]) =>
        characters(ManagedPolicy.parse(properties).PolicyDocument),
      ),
    ),
    environmentBytes: Math.max(
      ...all('AWS::Lambda::Function').map(([, properties]) =>
        variableBytes(Environment.parse(properties).Environment.Variables),
      ),
    ),
  };
}

function inlineCharacters({ Policies }: z.infer<typeof Role>): number {
  return Policies.reduce((sum, { PolicyDocument }) => sum + characters(PolicyDocument), 0);
}

/** As IAM counts: without white space. */
function characters(document: unknown): number {
  return JSON.stringify(resolved(document)).replaceAll(/\s/g, '').length;
}

function variableBytes(variables: Readonly<Record<string, unknown>>): number {
  const texts = Object.entries(variables).flatMap(([name, value]) => [name, resolved(value)]);
  return Buffer.byteLength(texts.join(''));
}

/** What CloudFormation fills in, each as long as it may be. */
const longest: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-9',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};
/** Longer than any name or ARN of ours that is known only once it is deployed. */
const reference = 'x'.repeat(150);

/** A value with CloudFormation's functions filled in. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', null]] = entries.length === 1 ? entries : [];
  if (name === 'Ref') return longest[String(argument)] ?? reference;
  if (name === 'Fn::Join') {
    const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
    return parts.map(resolved).join(separator);
  }
  if (name.startsWith('Fn::')) return reference;
  return Object.fromEntries(entries.map(([key, each]) => [key, resolved(each)]));
}
