import * as z from 'zod';
import { jobNames, type JobName } from '../../../functions/core/deployment.ts';

/** A template as CloudFormation is given it. */
export interface Template {
  /** Bytes of the file that is uploaded. */
  readonly bytes: number;
  readonly body: z.infer<typeof Body>;
}

export const Body = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.looseObject({})).default({}),
});

/** A function, and what Lambda does for it with starts that nobody waits for. */
export interface DeployedFunction {
  readonly name: string;
  readonly job: JobName;
  /** Megabytes. */
  readonly memory: number;
  readonly timeoutMs: number;
  /** How often a run that failed is tried again. */
  readonly retries: number;
  /** For how long a start may wait. */
  readonly patienceMs: number;
}

export interface DeployedSchedule {
  /** Its stack: tenants of one cell have one pulse. */
  readonly cell: number;
  readonly function: DeployedFunction;
  /** null where it is not of one tenant. */
  readonly tenant: string | null;
  readonly expression: string;
  readonly timeZone: string;
  readonly windowMs: number;
  /** How often a start that Lambda refused is tried again, and for how long. */
  readonly retries: number;
  readonly patienceMs: number;
}

/** Where what failed for good goes: without it a start could be lost in silence. */
const somewhere = z.union([z.string().min(1), z.looseObject({})]);
const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

// A function that keeps places for itself, or has as few, is nothing the simulation knows of.
const FunctionProperties = z.looseObject({
  FunctionName: z.string(),
  MemorySize: z.number(),
  Timeout: z.number(),
  ReservedConcurrentExecutions: z.undefined().optional(),
});

const InvokeConfig = z.object({
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: somewhere }) }),
  FunctionName: z.object({ Ref: z.string() }),
  MaximumEventAgeInSeconds: z.number(),
  MaximumRetryAttempts: z.number(),
  Qualifier: z.literal('$LATEST'),
});

const ScheduleProperties = z.looseObject({
  FlexibleTimeWindow: z.union([
    z.object({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.number() }),
    z.object({ Mode: z.literal('OFF'), MaximumWindowInMinutes: z.undefined().optional() }),
  ]),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string(),
  State: z.literal('ENABLED'),
  Target: z.looseObject({
    Arn: attribute,
    DeadLetterConfig: z.object({ Arn: somewhere }),
    Input: z.string(),
    RetryPolicy: z.object({
      MaximumEventAgeInSeconds: z.number(),
      MaximumRetryAttempts: z.number(),
    }),
  }),
});

const Input = z.looseObject({ tenant: z.string().optional() });

/**
 * Every schedule of the templates with the function it starts: what is simulated is what is deployed.
 * @throws {z.ZodError} for a template that says something the simulation does not know
 */
export function schedulesIn(templates: readonly Template[]): DeployedSchedule[] {
  return templates.flatMap((template, cell) => {
    const functions = functionsIn(template);
    return ofType(template, 'AWS::Scheduler::Schedule').map(([, properties]) => {
      const { Target, FlexibleTimeWindow, ...schedule } = ScheduleProperties.parse(properties);
      const [started] = Target.Arn['Fn::GetAtt'];
      const { RetryPolicy } = Target;
      return {
        cell,
        function: required(functions.get(started), `what ${started} is, which a schedule starts`),
        tenant: Input.parse(JSON.parse(Target.Input)).tenant ?? null,
        expression: schedule.ScheduleExpression,
        timeZone: schedule.ScheduleExpressionTimezone,
        windowMs: (FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * 60_000,
        retries: RetryPolicy.MaximumRetryAttempts,
        patienceMs: RetryPolicy.MaximumEventAgeInSeconds * 1000,
      };
    });
  });
}

/** By logical id. */
function functionsIn(template: Template): Map<string, DeployedFunction> {
  const configs = new Map(
    ofType(template, 'AWS::Lambda::EventInvokeConfig').map(([, properties]) => {
      const config = InvokeConfig.parse(properties);
      return [config.FunctionName.Ref, config];
    }),
  );
  return new Map(
    ofType(template, 'AWS::Lambda::Function').map(([id, properties]) => {
      const { FunctionName, MemorySize, Timeout } = FunctionProperties.parse(properties);
      const config = required(configs.get(id), `how starts of ${id} are retried`);
      const deployed = {
        name: FunctionName,
        job: required(
          jobNames.find((job) => FunctionName.includes(`-${job}-`)),
          `the job of ${FunctionName}`,
        ),
        memory: MemorySize,
        timeoutMs: Timeout * 1000,
        retries: config.MaximumRetryAttempts,
        patienceMs: config.MaximumEventAgeInSeconds * 1000,
      };
      return [id, deployed];
    }),
  );
}

/** Logical ids and properties of the resources of one type. */
export function ofType({ body }: Template, type: string): [string, unknown][] {
  return Object.entries(body.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the templates do not say ${what}`);
  return value;
}
