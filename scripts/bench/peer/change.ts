import { basename, join } from 'node:path';
import { differingFiles } from './exported.ts';
import type { Change, Took } from './found.ts';
import { dryRun, exportOnce, watchOnce, type Bench } from './read.ts';
import { proposed, saidError, saidLines } from './said.ts';
import { appSections, changedApps } from './setting.ts';

const halfAnHourMs = 1_800_000;
const alone = { format: 'directory', sections: appSections } as const;

/** Changes apps after an export of the peer and a run of ours, and sees who can tell. */
export async function bothAfterChange(
  bench: Bench,
  before: { readonly folder: string; readonly stdout: string },
): Promise<Change> {
  const clock = new Date(bench.nextRun - halfAnHourMs).toISOString();
  const answer = await bench.tenant.ask({ clock, change: changedApps });
  const { changed } = answer as { changed: readonly string[] };
  const after = await exportOnce(bench, { ...alone, folder: 'after' });
  const was = join(bench.folder, before.folder);
  const is = join(bench.folder, 'after');
  const differing = differingFiles(was, is);
  const preview = await dryRun(bench, before.folder, appSections);
  const ours = await watchOnce(bench);
  return {
    changed: changed.length,
    differingFiles: differing.length,
    exportSaysSo:
      saidLines(before.stdout, was).join('\n') !== saidLines(after.stdout, is).join('\n'),
    dryRun: {
      ...tookOf(preview),
      exitCode: preview.exitCode,
      error: saidError(preview.stdout),
      named: namedOf(preview.stdout, differing),
    },
    ours: { ...tookOf(ours), opened: ours.opened },
  };
}

/** The peer names an app's file by its name. */
function namedOf(stdout: string, differing: readonly string[]): number {
  const changed = new Set(differing.map((file) => basename(file, '.json')));
  return proposed(stdout).filter((name) => changed.has(name)).length;
}

function tookOf({ wallMs, cpuMs, peakMiB, calls }: Took): Took {
  return { wallMs, cpuMs, peakMiB, calls };
}
