import { markdownTable } from '../../docs/markdown-table.ts';
import type { Change, OurRead, PeerFound, PeerRead, SizeFound, Took } from './found.ts';
import { fastestOf } from './lines.ts';
import { appSections, documentedOffsetCap, otherSections } from './setting.ts';

type Measured = Extract<PeerFound, { measured: true }>;

const title = '## Beside auth0-deploy-cli';
const command = 'Measured by `npm run bench -- --only peer`.';

const whatItIs =
  "[auth0-deploy-cli](https://github.com/auth0/auth0-deploy-cli) is Auth0's own tool for keeping a tenant's configuration as code: it exports a tenant to files, and deploys files to a tenant. It is made for that and not for watching. But who has nothing that watches can export on a schedule and compare, and so it is what a user would take instead.";

export function peerPage(found: PeerFound): string {
  const paragraphs = found.measured
    ? [measuredHow(found), sizeTable(found), ...findings(found), leftOut]
    : [`Not measured: ${found.because}.`];
  return [title, whatItIs, command, ...paragraphs].join('\n\n');
}

function measuredHow({ version, licence, latencyMs }: Measured): string {
  return `It is auth0-deploy-cli ${version} (${licence} licence). Nothing of Strictwatch needs it: \`scripts/bench/peer\` pins it, and the bench installs it into \`.peer\` the first time. Both read the same simulated tenant (${latencyMs} ms a request, no rate limit, every app third-party and permissive) in turn, each run a process of its own under the same Node with its default settings, timed from before the process starts until it is gone; memory is the most the process ever held, and Node lets it grow as long as the machine has some: what a run of Strictwatch takes within the limits of a function is measured apart. Strictwatch makes a run on a tenant it knows and that has not changed: it reads every section, judges every rule, and keeps a record. auth0-deploy-cli exports to an empty folder.`;
}

function sizeTable({ sizes }: Measured): string {
  return markdownTable(
    ['apps', 'what', 'time', 'calls', 'processor', 'peak memory', 'apps read', 'written'],
    sizes.flatMap(sizeRows),
  );
}

function sizeRows({ apps, ours, appsAlone, asYaml, sections, capped }: SizeFound): string[][] {
  return [
    ourRow(apps, ours),
    peerRow(apps, 'auth0-deploy-cli, apps alone', appsAlone),
    peerRow(apps, 'the same as YAML', asYaml),
    peerRow(apps, 'with other sections', sections),
    peerRow(apps, `apps alone, at most ${number(documentedOffsetCap)} by offset`, capped),
  ].filter((row) => row.length > 0);
}

function ourRow(apps: number, read: OurRead): string[] {
  const written = `${number(read.writeUnits)} write units`;
  return [number(apps), 'Strictwatch, all sections', ...took(read), number(read.apps), written];
}

function peerRow(apps: number, what: string, read: PeerRead | null): string[] {
  if (read === null) return [];
  const name = read.exitCode === 0 ? what : `${what} (failed)`;
  return [number(apps), name, ...took(read), number(read.apps), `${mebibytes(read.bytes)} MiB`];
}

function took({ wallMs, calls, cpuMs, peakMiB }: Took): string[] {
  return [
    seconds(wallMs),
    number(calls),
    cpuMs === null ? '' : seconds(cpuMs),
    peakMiB === null ? '' : `${number(peakMiB)} MiB`,
  ];
}

function findings({ sizes }: Measured): string[] {
  const largest = sizes.at(-1);
  if (!largest) return [];
  const points = [
    ...sizes.map(speed),
    ...(largest.capped ? [cap(largest.capped)] : []),
    mode(largest.appsAlone),
    ...sizes.flatMap(({ apps, change }) => (change ? [changes(apps, change)] : [])),
  ];
  return [points.map((point) => `- ${point}`).join('\n')];
}

function speed(found: SizeFound): string {
  const peer = fastestOf(found);
  const of = `**${number(found.apps)} apps**`;
  const times = found.rounds > 1 ? `median of ${found.rounds}` : 'read once';
  const formats = found.asYaml ? 'the faster of its formats' : 'as a directory';
  if (peer.exitCode !== 0) return `${of}: auth0-deploy-cli did not read them: ${said(peer)}.`;
  const ratio = (peer.wallMs / found.ours.wallMs).toFixed(1);
  return `${of}: auth0-deploy-cli takes ${ratio} × the time of Strictwatch for the apps alone (${times}, ${formats}).${pace(peer)}`;
}

// Source: auth0-deploy-cli, src/tools/auth0/client.ts, API_CONCURRENCY and API_FREQUENCY_PER_SECOND.
const perSecond = 8;

/** Its own pace is worth saying only where it is what takes the time. */
function pace({ calls, wallMs }: PeerRead): string {
  const atLeast = (calls / perSecond) * 1000;
  if (atLeast < wallMs / 2) return '';
  return ` It sends at most ${perSecond} requests a second, to stay below what the Management API grants: ${number(calls)} calls cannot take it less than about ${seconds(atLeast)}.`;
}

function cap(read: PeerRead): string {
  const documented = `Auth0 documents that listing by offset is for up to about ${number(documentedOffsetCap)} items; what it answers for more apps, nobody has recorded. auth0-deploy-cli lists apps by offset, Strictwatch by checkpoint.`;
  const outcome =
    read.exitCode === 0
      ? `it exported ${number(read.apps)} apps and ended well`
      : `it ended with ${said(read)}, and exported ${number(read.apps)} apps`;
  return `**By offset**: ${documented} Where the simulated tenant refuses what is beyond, ${outcome}. All other figures are from a tenant that lists any number by offset, which favours auth0-deploy-cli.`;
}

function said({ exitCode, error }: Pick<PeerRead, 'exitCode' | 'error'>): string {
  const code = exitCode === null ? 'no exit code, being stopped' : `exit code ${exitCode}`;
  return error === null ? code : `${code} and \`${error.replaceAll('`', "'")}\``;
}

function mode({ apps, withMode }: PeerRead): string {
  return `**The security mode**: ${number(withMode)} of ${number(apps)} exported apps carry \`third_party_security_mode\`. What it means for a tenant, nothing says: an export judges nothing, and is not made to.`;
}

function changes(apps: number, { changed, differingFiles, exportSaysSo, dryRun, ours }: Change) {
  const silent = exportSaysSo
    ? 'the second export printed something the first had not'
    : 'the second export printed nothing the first had not';
  const preview =
    dryRun.exitCode === 0
      ? `\`import --dry-run\` of the first export named ${number(dryRun.named)} of them, in ${seconds(dryRun.wallMs)} and ${number(dryRun.calls)} calls${memory(dryRun)}`
      : `\`import --dry-run\` of the first export ended with ${said(dryRun)}`;
  return `**What changed**, after ${number(changed)} of ${number(apps)} apps did: ${silent}; ${number(differingFiles)} files differ between the two folders, for Git or whoever compares them; ${preview}. Strictwatch told of ${number(ours.opened)} findings, in ${seconds(ours.wallMs)} and ${number(ours.calls)} calls${memory(ours)}.`;
}

function memory({ peakMiB }: Took): string {
  return peakMiB === null ? '' : `, with ${number(peakMiB)} MiB`;
}

const leftOut = `Apps alone is \`AUTH0_INCLUDED_ONLY=${JSON.stringify(appSections)}\`: the question that matters, and the least it can be asked. The other sections are ${otherSections.map((name) => `\`${name}\``).join(', ')}. Left out, though Strictwatch reads them: \`rules\` and \`hooks\`, which ended on 2026-11-18 and with whose 404 the export ends; \`prompts\`, whose settings it reads only together with the texts of every prompt, a call each; and the logs, which it does not read. Three lists that the simulated tenant does not have (Actions, the apps of a connection, its directory provisioning) are answered empty, after the same time, by what leads auth0-deploy-cli to the simulated tenant instead of to its domain. That changes nothing else about it.`;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function mebibytes(bytes: number): string {
  return number(bytes / 2 ** 20, 1);
}

function number(value: number, digits = 0): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}
