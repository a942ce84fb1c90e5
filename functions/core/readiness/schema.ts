import * as z from 'zod';

const count = z.int().min(0);

/**
 * `block`: strict refuses it; `change`: must be set otherwise, or becomes so; `ask`: Auth0's configuration does not show
 * it, so somebody must say.
 */
export const requirementKinds = ['block', 'change', 'ask'] as const;

/** A requirement of strict mode, as the report explains it; `requirements.ts` has them all. */
const RequirementView = z.strictObject({
  id: z.string(),
  kind: z.enum(requirementKinds),
  title: z.string(),
  fix: z.string(),
  source: z.string(),
  since: z.iso.date().meta({ description: 'The day its source said so' }),
});

/** A requirement an app does not meet, and what of the app shows it. */
const Unmet = z.strictObject({ requirement: z.string(), detail: z.string() });

/** What would stop when the app is replaced by a strict one. */
const Blast = z.strictObject({
  grants: z
    .array(
      z.strictObject({
        audience: z.string(),
        scopes: z.array(z.string()).readonly(),
        allScopes: z.boolean(),
      }),
    )
    .readonly()
    .nullable()
    .meta({ description: 'Its own API grants; null when not known' }),
  implicitApis: z
    .strictObject({
      apis: z.array(z.string()).readonly(),
      more: count.meta({ description: 'Beyond those in `apis`' }),
    })
    .nullable()
    .meta({
      description:
        'APIs it reaches without a grant, because their policy allows all; null when not known',
    }),
  refreshTokens: z.boolean().meta({ description: 'It may hold refresh tokens, which are lost' }),
  organizations: z.string().nullable().meta({ description: 'How it uses organisations' }),
  connections: z
    .strictObject({ domain: count, total: count })
    .nullable()
    .meta({ description: 'Of the tenant; a strict app logs in through domain connections only' }),
});

const Step = z.strictObject({
  words: z.string(),
  commands: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Printed for people, and never run by Strictwatch' }),
});

const AppReadiness = z.strictObject({
  app: z.string(),
  name: z.string(),
  origin: z.enum(['regular', 'dcr', 'cimd', 'unknown']),
  key: z.string().meta({ description: 'Of its finding' }),
  state: z.enum(['blocked', 'change', 'ask']).meta({
    description:
      '`blocked`: something strict refuses; `change`: settings must change; `ask`: nothing seen, and what cannot be seen must be asked',
  }),
  unmet: z.array(Unmet).readonly(),
  asks: z.array(z.string()).readonly().meta({
    description:
      'Ids of what must be asked: what no configuration shows, and what could not be checked',
  }),
  hints: z.array(Unmet).readonly().optional().meta({
    description: 'To some of `asks`: what suggests the answer, or why it could not be checked',
  }),
  blast: Blast,
  scenarios: z.array(z.int().min(1).max(4)).readonly(),
  next: Step,
});

/** One item of the migration guide's checklist. */
const ChecklistItem = z.strictObject({
  id: z.string(),
  title: z.string(),
  state: z.enum(['done', 'not-done', 'unknown', 'not-needed']),
  because: z.string(),
  next: Step.optional(),
});

const Track = z.strictObject({
  option: z.enum(['A', 'B']).meta({ description: 'A: strict; B: permissive, as before' }),
  title: z.string(),
  items: z.array(ChecklistItem).readonly(),
});

const Scenario = z.strictObject({
  number: z.int().min(1).max(4),
  title: z.string(),
  applies: z.enum(['yes', 'no', 'unknown']),
  because: z.string(),
  recommendation: z.string(),
});

/** What keeps a tenant's permissive apps from being strict. */
export const Readiness = z.union([
  z.strictObject({
    known: z.literal(true),
    counts: z.strictObject({ blocked: count, change: count, ask: count }).meta({
      description:
        'Of the permissive apps that were looked at: all there are, unless their sum is less than `apps` and `omitted` together',
    }),
    apps: z.array(AppReadiness).readonly().meta({ description: 'Most blocked first' }),
    omitted: count.meta({ description: 'Permissive apps left out of `apps`' }),
    requirements: z
      .array(RequirementView)
      .readonly()
      .meta({ description: 'Those named by the apps' }),
    scenarios: z.array(Scenario).readonly(),
    newApps: Track,
    dcr: Track,
  }),
  z.strictObject({ known: z.literal(false), reason: z.string() }),
]);

export type Readiness = z.infer<typeof Readiness>;
export type AppReadiness = z.infer<typeof AppReadiness>;
export type RequirementView = z.infer<typeof RequirementView>;
export type Blast = z.infer<typeof Blast>;
export type Track = z.infer<typeof Track>;
export type Scenario = z.infer<typeof Scenario>;
export type Step = z.infer<typeof Step>;
