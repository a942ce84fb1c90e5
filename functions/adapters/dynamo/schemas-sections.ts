import * as z from 'zod';
import type { KeptSection } from '../../core/snapshot.ts';

// Enough of a section to know that the item is one; collectors of several versions wrote the rest. Nothing is added to what
// was stored, and nothing left out: its hash is taken of it.

const texts = z.array(z.string());
const extensions = z.array(z.looseObject({ id: z.string(), name: z.string() }));

export const storedSections = {
  settings: z.looseObject({
    dcr: z.looseObject({ enabled: z.boolean(), mode: z.string() }),
    flags: z.record(z.string(), z.unknown()),
  }),
  grants: z.array(z.looseObject({ id: z.string(), audience: z.string(), scopes: texts })),
  apis: z.array(z.looseObject({ identifier: z.string(), name: z.string() })),
  connections: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  login: z.looseObject({ experience: z.string() }),
  pipeline: z.looseObject({ rules: extensions, hooks: extensions, gone: texts }),
} as const satisfies Readonly<Record<KeptSection, z.ZodType>>;
