import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measure } from './cost/measure.ts';
import { measuredFile } from './cost/read-measured.ts';
import { costPage } from './docs/cost-page.ts';
import { writeDocs } from './write-docs.ts';

const { values: flags } = parseArgs({
  options: {
    apps: { type: 'string', default: '100,10000' },
    /** Tenants of the cell that is pulsed beside a cell of one. */
    cell: { type: 'string', default: '150' },
    latency: { type: 'string', default: '50' },
    /** Keep what was measured, and make the pages from it. */
    write: { type: 'boolean', default: false },
  },
});

const measured = await measure({
  apps: flags.apps.split(',').map(Number),
  cell: Number(flags.cell),
  latencyMs: Number(flags.latency),
});
console.log(costPage(measured));
if (flags.write) {
  writeFileSync(measuredFile, `${JSON.stringify(measured, null, 2)}\n`);
  for (const line of await writeDocs()) console.log(line);
}
