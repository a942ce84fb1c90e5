import * as z from 'zod';
import { WatchOutput } from '../../functions/core/run.ts';
import { TenantsFile } from '../../functions/core/tenant.ts';

/** JSON schemas of what people write for us and what we write for machines, from the parsers themselves. */
export function schemas(): Map<string, string> {
  return new Map([
    ['tenants.schema.json', schema('The tenants Strictwatch watches', TenantsFile, 'input')],
    ['docs/watch-output.schema.json', schema('What `watch --json` prints', WatchOutput, 'output')],
  ]);
}

function schema(title: string, of: z.ZodType, io: 'input' | 'output'): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(of, { io }) }, null, 2)}\n`;
}
