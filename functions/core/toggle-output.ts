import * as z from 'zod';
import { ActingChannelSchema, actorFields } from './actor-schema.ts';
import { RunResult } from './run.ts';
import type { ToggleLadder } from './toggle.ts';

const instant = z.iso.datetime();
const Actor = z.strictObject({ ...actorFields, channel: ActingChannelSchema });

const Proof = z.strictObject({
  state: z.enum(['on', 'off']),
  asOf: instant,
  logId: z.string().exactOptional(),
  app: z.string().exactOptional(),
  appName: z.string().exactOptional(),
  actor: Actor.exactOptional(),
  field: z.string().exactOptional(),
});

const Rung = z.strictObject({
  basis: RunResult.shape.toggle.shape.basis.exclude(['unknown']),
  says: RunResult.shape.toggle.shape.state.exclude(['unknown']).nullable().meta({
    description: 'null when it says nothing, or nothing any more',
  }),
  asOf: instant.nullable(),
  because: z.string(),
  wins: z.boolean(),
  proof: Proof.exactOptional(),
});

const TenantToggle = RunResult.shape.toggle.extend({
  tenant: z.string(),
  rungs: z.array(Rung).readonly().meta({
    description: 'Every way to know the toggle, strongest first',
  }),
  conflicts: z.array(z.string()).readonly().meta({
    description: 'A sentence for each pair that disagrees, and which one counts',
  }),
});

/** The document of `toggle --json`. */
export const ToggleOutput = z.strictObject({
  version: z.literal(1),
  tenants: z.array(TenantToggle).readonly(),
});

export type TenantToggle = z.infer<typeof TenantToggle>;
export type ToggleOutput = z.infer<typeof ToggleOutput>;

export function toggleOutput(
  tenants: readonly { readonly tenant: string; readonly ladder: ToggleLadder }[],
): ToggleOutput {
  return { version: 1, tenants: tenants.map(({ tenant, ladder }) => ({ tenant, ...ladder })) };
}
