import * as z from 'zod';
import { FindingEvent } from '../../functions/core/finding-event.ts';
import { Report } from '../../functions/core/posture/schema.ts';
import { PulseResult } from '../../functions/core/pulse.ts';
import { WatchOutput } from '../../functions/core/run.ts';
import { TenantsFile } from '../../functions/core/tenant.ts';
import { ToggleOutput } from '../../functions/core/toggle-output.ts';
import { exampleEvents } from './finding-event-examples.ts';

/** JSON schemas of what people write for us and what we write for machines, from the parsers themselves. */
export function schemas(): Map<string, string> {
  return new Map([
    ['tenants.schema.json', schema('The tenants Strictwatch watches', TenantsFile, 'input')],
    ['docs/watch-output.schema.json', schema('What `watch --json` prints', WatchOutput, 'output')],
    ['docs/pulse-output.schema.json', schema('What `pulse --json` prints', PulseResult, 'output')],
    ['docs/posture.schema.json', schema('What `report --format json` prints', Report, 'output')],
    [
      'docs/toggle-output.schema.json',
      schema('What `toggle --json` prints', ToggleOutput, 'output'),
    ],
    [
      'docs/finding-event.schema.json',
      schema('What Amazon SNS delivers to programs', FindingEvent, 'output', exampleEvents()),
    ],
  ]);
}

function schema(
  title: string,
  of: z.ZodType,
  io: 'input' | 'output',
  examples?: readonly unknown[],
): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(of, { io }), examples }, null, 2)}\n`;
}
