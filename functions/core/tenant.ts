import * as z from 'zod';
import { isPlain, isSecureOrLoopback } from './address.ts';
import { configProblems } from './config-problems.ts';
import { environmentVariable } from './environment-variable.ts';
import { ConfigError } from './errors.ts';
import { Route } from './route-schema.ts';
import { severities } from './severity.ts';
import { latestEnd, mostDays } from './suppression.ts';
import { isTimeZone } from './time-zone.ts';

const Credentials = z
  .union([
    z.strictObject({ secretId: z.string().min(1) }),
    z.strictObject({ ssmParameter: z.string().min(1) }),
    z.strictObject({
      env: z.union([
        z.strictObject({ clientId: environmentVariable, clientSecret: environmentVariable }),
        z.strictObject({ clientId: environmentVariable, privateKeyFile: environmentVariable }),
      ]),
    }),
  ])
  .meta({ description: 'Where the Auth0 credentials are kept; never the credentials themselves' });

const schedule = z
  .string()
  .regex(
    /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)|cron\(\S+( \S+){5}\))$/,
    'must be written as EventBridge Scheduler writes it, such as "rate(1 hour)", "rate(6 hours)" or "cron(0 7 ? * MON *)"',
  );

const Intent = z.strictObject({
  newApps: z.enum(['strict', 'permissive']).default('strict'),
  dcr: z.enum(['off', 'strict', 'permissive']).default('strict'),
});

const RuleSetting = z.union([z.literal('off'), z.strictObject({ severity: z.enum(severities) })]);

const day = z.iso.date();

const DeclaredToggle = z
  .strictObject({
    state: z.enum(['on', 'off']),
    by: z.string().min(1),
    on: day,
    until: day,
  })
  .refine(({ on, until }) => on <= until, {
    path: ['until'],
    message: 'must not be before `on`: such a declaration never holds',
  });

const ConfiguredSuppression = z
  .strictObject({
    rule: z.string().min(1),
    subject: z.string().min(1).max(1_000).default('*').meta({
      description: 'Subjects, with * for any run of characters',
    }),
    by: z.string().trim().min(1).max(200),
    owner: z.string().trim().min(1).max(200),
    reason: z.string().trim().min(1).max(500),
    on: day.meta({ description: 'From when on it holds' }),
    until: day.meta({ description: 'Its last day, at most 90 days after the first' }),
  })
  .refine(({ on, until }) => on <= until && new Date(until) <= latestEnd(new Date(on)), {
    path: ['until'],
    message: `must be from 0 to ${mostDays} days after \`on\`: a suppression that never ends is forgotten`,
  });

const Toggle = z.strictObject({
  apiField: z
    .string()
    .regex(
      /^(settings|migrations)\.flags\.[A-Za-z0-9_]{1,100}$/,
      'must be "settings.flags.NAME" or "migrations.flags.NAME"',
    )
    .optional()
    .meta({
      description:
        'A flag that shows the toggle on this tenant, as its operator found out; Auth0 documents none',
    }),
  probeEveryDays: z.int().min(1).max(90).optional().meta({
    description:
      'Creates an app without a mode, reads its mode and deletes it, once in so many days. Needs create:clients and delete:clients',
  }),
});

const DcrFlood = z.strictObject({
  perHour: z.int().min(2).max(10_000).default(15).meta({
    description: 'New apps of one cluster within an hour',
  }),
  perDay: z.int().min(2).max(100_000).default(50).meta({
    description: 'New apps of any kind within a day',
  }),
});

const timeZone = z
  .string()
  .refine(
    isTimeZone,
    'must be the name of an IANA time zone in its own spelling, such as "Europe/Vienna" or "UTC"; an offset such as "+01:00" is none',
  )
  .default('UTC');

/** Of a route only whom it tells: a report is of every severity. */
const FleetRoute = z
  .strictObject({ slack: Route.shape.slack, sns: Route.shape.sns })
  .refine(({ slack, sns }) => slack !== undefined || sns !== undefined, {
    message: 'needs "slack", "sns" or both: a route without a channel tells nobody',
  });

const Fleet = z.strictObject({
  schedule: schedule.default('cron(0 8 ? * MON *)').meta({
    description: 'When the report of all tenants is sent; an hour after those of the tenants',
  }),
  timeZone,
  routes: z.array(FleetRoute).min(1).optional().meta({
    description:
      'Who gets it; without it the routes of every tenant at the top of the file, else the alerts topic',
  }),
});

const Tenant = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9 and "-", such as "acme-prod"'),
  domain: z
    .string()
    .regex(
      /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i,
      'must be a bare host such as "acme.eu.auth0.com", without https:// and without a path',
    ),
  audience: z.url().optional(),
  baseUrl: z
    .string()
    .refine(
      (text) => isSecureOrLoopback(text) && isPlain(text),
      'must be an https address without user, password or query; plain http is accepted only on loopback',
    )
    .optional(),
  environment: z.string().min(1).max(40).default('production'),
  credentials: Credentials,
  intent: Intent.prefault({}),
  schedule: z
    .strictObject({
      watch: schedule.default('rate(1 hour)'),
      report: schedule.default('cron(0 7 ? * MON *)'),
      timeZone,
    })
    .prefault({}),
  routes: z.array(Route).default([]),
  suppressions: z.array(ConfiguredSuppression).max(100).default([]),
  canary: z.boolean().default(false).meta({
    description: 'Opens and resolves a harmless finding each day, to prove that messages arrive',
  }),
  rules: z.record(z.string(), RuleSetting).default({}),
  declared: z.strictObject({ toggle: DeclaredToggle.optional() }).prefault({}),
  toggle: Toggle.prefault({}),
  dcrFlood: DcrFlood.prefault({}),
  personalData: z.enum(['shown', 'hashed']).default('shown').meta({
    description: 'Whether names, e-mail and IP addresses from the logs are kept as they are',
  }),
  eventSource: z
    .string()
    .regex(
      /^aws\.partner\/auth0\.com\/[A-Za-z0-9._-]{1,200}\/auth0\.logs$/,
      'must be the partner event source of the tenant\'s log stream, such as "aws.partner/auth0.com/acme-0a1b2c3d-…/auth0.logs"',
    )
    .optional()
    .meta({ description: 'Log stream to EventBridge, for runs in near-real time' }),
  rateShare: z.number().gt(0).max(1).default(0.5),
  logRetentionDays: z.int().min(1).max(400).optional(),
});

/** The operator's file. Unknown keys are refused, so that a typo is an error and not a silence. */
export const TenantsFile = z.strictObject({
  $schema: z.string().optional(),
  routes: z.array(Route).default([]).meta({
    description: "Routes of every tenant, besides the tenant's own",
  }),
  fleet: Fleet.optional().meta({
    description: 'The report of all tenants; where there are several, it is sent without this too',
  }),
  tenants: z
    .array(Tenant)
    .min(
      1,
      'must name at least one tenant, as tenants.example.json does. To deploy none any more, leave the last one in and remove the monitor: npx cdk destroy --all',
    ),
});

/** As the file has it, with the stack that watches it where it is deployed. */
export type Tenant = z.infer<typeof Tenant> & { readonly stack?: string };
/** The report of all tenants, with what is not said filled in. */
export type Fleet = Omit<z.infer<typeof Fleet>, 'routes'> & {
  readonly routes: readonly FleetRoute[];
};
export type FleetRoute = z.infer<typeof FleetRoute>;
export type Intent = z.infer<typeof Intent>;
export type TenantsFile = z.infer<typeof TenantsFile>;
export type { Route } from './route-schema.ts';
export type Credentials = z.infer<typeof Credentials>;

export const defaultIntent: Intent = Intent.parse({});

export const defaultFleet = Fleet.parse({});

export const defaultFlood: Tenant['dcrFlood'] = DcrFlood.parse({});

/** One tenant with every default, for callers that have no file. */
export function parseTenant(value: z.input<typeof Tenant>): Tenant {
  const parsed = Tenant.safeParse(value);
  if (!parsed.success) throw new ConfigError(configProblems(parsed.error));
  return parsed.data;
}

/** Where the tenant's API is: `https://<domain>`, or the address given for private cloud and tests. */
export function tenantUrl(tenant: Pick<Tenant, 'domain' | 'baseUrl'>): string {
  return (tenant.baseUrl ?? `https://${tenant.domain}`).replace(/\/+$/, '');
}

export function tenantAudience(tenant: Pick<Tenant, 'domain' | 'audience'>): string {
  return tenant.audience ?? `https://${tenant.domain}/api/v2/`;
}
