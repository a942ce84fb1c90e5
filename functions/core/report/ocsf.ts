import type { Report } from '../posture/schema.ts';
import { machineJson } from './machine-json.ts';
import { silentOf } from './not-known.ts';
import { ocsfEvent } from './ocsf-event.ts';
import { ocsfSilentEvent } from './ocsf-silent.ts';

/**
 * Compliance Findings of the Open Cybersecurity Schema Framework: one array with an event a line, so that it is one JSON
 * document and `jq -c '.[]'` makes JSON Lines of it.
 */
export function renderOcsf(report: Report): string {
  const events = [
    ...report.postures.flatMap((posture) =>
      posture.findings.map((finding) => ocsfEvent(posture, finding)),
    ),
    ...silentOf(report).map((silent) => ocsfSilentEvent(silent, report.at)),
  ];
  const lines = events.map((event) => machineJson(event));
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}
