import type { DeliveryError } from '../errors.ts';
import type { PostureSummary } from '../posture/posture-summary.ts';

/** What came of a report. */
export interface Delivered {
  /** As it was told: with where the report lies. */
  readonly summary: PostureSummary;
  /** Where its files lie, such as `s3://…/report.html`. */
  readonly files: readonly string[];
  /** Ids of the channels that accepted, in this run. */
  readonly told: readonly string[];
  /** What did not keep it, or did not accept. Nothing is owed to these. */
  readonly undelivered: readonly DeliveryError[];
}

/** What `report` answers. It holds no findings, so that it stays far below what Lambda lets a function answer. */
export interface ReportReply {
  /** `fleet` of all tenants. */
  readonly tenant: string;
  readonly fleet?: true;
  readonly posture: PostureSummary;
  readonly files: readonly string[];
  readonly told: readonly string[];
}

export function reportReply({ summary, files, told }: Delivered): ReportReply {
  const { tenant, isFleet } = summary;
  return { tenant, ...(isFleet && { fleet: isFleet }), posture: summary, files, told };
}

/** What the log says of a report. */
export function reportFacts({ files, told, undelivered }: Delivered): Record<string, unknown> {
  return { told, kept: files.length, undelivered: undelivered.length };
}

/** What is added up over reports. */
export function reportCounts({ told, undelivered }: Delivered): Record<string, number> {
  return { ReportsTold: told.length, Undelivered: undelivered.length };
}
