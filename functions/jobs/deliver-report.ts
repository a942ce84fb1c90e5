import { DeliveryError } from '../core/errors.ts';
import type { Archive, Channel, Kept, ReportMark, SeenRuns } from '../core/ports.ts';
import type { PostureSummary } from '../core/posture/posture-summary.ts';
import type { Report } from '../core/posture/schema.ts';
import type { Delivered } from '../core/report/delivered.ts';
import { folderOf, type Edition } from '../core/report/edition.ts';
import { filesOf, formatNames } from '../core/report/files.ts';
import { seenBy } from '../core/report/period.ts';

/** Where a report goes. */
export interface Outlets {
  /** null where reports are kept nowhere. */
  readonly archive: Archive | null;
  /** Whom it is told to, in the order they are told. */
  readonly channels: readonly Channel[];
  readonly note: (mark: ReportMark) => Promise<void>;
}

export interface Delivery {
  /** null of the fleet. */
  readonly tenant: string | null;
  readonly edition: Edition;
  readonly report: Report;
  readonly summary: PostureSummary;
  /** ISO 8601, from when on it tells of changes. */
  readonly since: string;
  /** The newest runs it knew. */
  readonly seen: SeenRuns;
}

/** Tells nobody and keeps nothing. */
export function withheld(summary: PostureSummary): Delivered {
  return { summary, files: [], told: [], undelivered: [] };
}

/**
 * Keeps the report, then tells whom it was not told yet. A scheduled report leaves its mark before it tells anybody, so that
 * the next covers its period should it reach nobody, and after each that accepted, so that a retry, and a run after a crash,
 * tell the others only.
 */
export async function deliverReport(outlets: Outlets, delivery: Delivery): Promise<Delivered> {
  const { kept, files, failure } = await keepFiles(outlets.archive, delivery);
  const undelivered = failure ? [failure] : [];
  const summary = withKept(delivery.summary, kept, failure);
  const { told: before } = delivery.edition;
  const told: string[] = [];
  const isEnough = outlets.channels.length === 0 && kept !== null;
  const note = () => noteMark(outlets, delivery, [...before, ...told], isEnough);
  await note();
  for (const channel of outlets.channels.filter(({ id }) => !before.includes(id))) {
    const refused = await tell(channel, summary);
    if (refused) {
      undelivered.push(refused);
      continue;
    }
    told.push(channel.id);
    await note();
  }
  return { summary, files, told, undelivered };
}

interface KeptFiles {
  /** Where the first lies. */
  readonly kept: Kept | null;
  readonly files: readonly string[];
  readonly failure: DeliveryError | null;
}

/** One format after the other: all of a large tenant's at once would not fit the memory. */
async function keepFiles(
  archive: Archive | null,
  { tenant, edition, report }: Delivery,
): Promise<KeptFiles> {
  const files: string[] = [];
  let kept: Kept | null = null;
  const folder = folderOf(tenant, edition);
  try {
    for (const format of archive ? formatNames : []) {
      const one = await archive?.keep(folder, filesOf(report, [format]));
      if (!one) continue;
      kept ??= one;
      files.push(one.uri);
    }
    return { kept, files, failure: null };
  } catch (error) {
    if (error instanceof DeliveryError) return { kept, files, failure: error };
    throw error;
  }
}

function withKept(
  summary: PostureSummary,
  kept: Kept | null,
  failure: DeliveryError | null,
): PostureSummary {
  if (kept) return { ...summary, kept };
  if (!failure) return summary;
  const lines = ['The files of this report could not be kept.', ...summary.lines];
  return { ...summary, lines };
}

async function noteMark(
  { note }: Outlets,
  { edition, since, seen }: Delivery,
  told: readonly string[],
  isEnough: boolean,
): Promise<void> {
  const { at, before, isScheduled } = edition;
  if (!isScheduled) return;
  const isFirst = before === null || (before.isFirst && before.isUntold);
  const isUntold = told.length === 0 && !isEnough;
  const seenBefore = seenBy(before);
  await note({
    at: at.toISOString(),
    since,
    ...(isFirst && { isFirst }),
    ...(isUntold && { isUntold }),
    told,
    seen,
    ...(seenBefore && { seenBefore }),
  });
}

async function tell(channel: Channel, summary: PostureSummary): Promise<DeliveryError | null> {
  try {
    await channel.report(summary);
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}
