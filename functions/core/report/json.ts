import type { Report } from '../posture/schema.ts';
import { machineJson } from './machine-json.ts';

/** The report itself, for programs; `docs/posture.schema.json` describes it. */
export function renderJson(report: Report): string {
  return `${machineJson(report, 2)}\n`;
}
