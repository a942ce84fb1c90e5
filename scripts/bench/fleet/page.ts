import { markdownTable } from '../../docs/markdown-table.ts';
import { figure } from '../line.ts';
import type { FleetFound } from './found.ts';
import { limitIds, limits } from './limits.ts';
import { nameOf } from './lines.ts';
import {
  accidentList,
  howRead,
  howSimulated,
  scenarioTable,
  staleList,
  troubleTable,
  wrong,
} from './page-day.ts';
import { atOnce, cannotShow, rateTable, sources } from './page-sources.ts';
import { number } from './page-words.ts';

/** Its section of docs/performance.md. */
export function fleetPage(found: FleetFound): string {
  return [
    '## A thousand tenants',
    introduction(found),
    '### What is deployed',
    deployed(found),
    limitTable(found),
    '### A day of it',
    howSimulated(found),
    scenarioTable(found),
    howRead(found),
    '### What goes wrong in it',
    wrong(found),
    troubleTable(found),
    accidentList(),
    staleList(found),
    '### How many begin at once',
    rateTable(found),
    atOnce(found),
    '### What was taken from where',
    sources(found),
    '### What a simulation cannot show',
    cannotShow(),
    '### A tenant-month',
    cost(found),
    '### On a laptop',
    laptop(found),
  ].join('\n\n');
}

function introduction(found: FleetFound): string {
  return `${nameOf(found)}, watched every hour, are a discrete-event simulation in one process: of schedules, of Lambda's concurrency and of Auth0's budgets. An emulated AWS would start ${number(24 * found.tenants)} processes a day on the cores of one machine, and so measure that machine. What is simulated is not a story about the deployment: schedules, windows, retries, time limits and memory are read from the templates that \`cdk synth\` makes for a generated \`tenants.json\`, and a template that says something the simulation does not know ends it. All luck is drawn by a hash of a seed, the tenant and the hour, so that the same comes out each time and the same start meets the same luck in every scenario: what differs between two is what was changed.`;
}

function deployed({ watch }: FleetFound): string {
  return `Each tenant has a schedule of its own (\`${watch.expression}\`, anywhere in a window of ${watch.windowMinutes} minutes); nothing stands between it and its run. Tenants lie in cells, each a stack. Counted in the templates, beside what AWS allows by default:`;
}

function limitTable({ sizes, longSizes }: FleetFound): string {
  return markdownTable(
    ['', 'ids of 11 characters', 'of 63, the longest', 'AWS allows', 'source'],
    limitIds.map((id) => [
      limits[id].what,
      number(sizes[id]),
      number(longSizes[id]),
      number(limits[id].most),
      `<${limits[id].source}>`,
    ]),
  );
}

function cost({ tenants, cost: { secretsManager, ssm, floor } }: FleetFound): string {
  const ratio = figure(ssm / floor, 'ratio');
  return `With ${number(tenants)} tenants, one costs ${figure(ssm, '$')} a month with its credentials in SSM, ${figure(secretsManager, '$')} with a secret in Secrets Manager. What AWS would charge for what is strictly needed is ${figure(floor, '$')}; in SSM it is ${ratio} times that. [What it costs](costs.md) says where each comes from.`;
}

function laptop({ tenants, measuredMs }: FleetFound): string {
  const minutes = Math.round((tenants * measuredMs) / 60_000);
  return `There \`watch\` takes one tenant after the other, so there one does wait on another: at ${number(measuredMs)} ms each, ${number(tenants)} tenants take about ${minutes} minutes, and one that hangs makes all after it later. A failure of one ends none of the others. Who has more tenants than fit into an hour, or some that hang, starts \`watch --tenant ID\` for each, with a data folder of its own, or deploys.`;
}
