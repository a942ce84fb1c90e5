import { forTerminal } from './escape.ts';
import { moment } from './message.ts';
import type { PostureSummary } from './posture-summary.ts';
import type { TerminalOptions } from './render-terminal.ts';
import { readable, wrap } from './wrap.ts';

/** Renders a posture for reading in a terminal. Ends with a line break. */
export function renderPosture(
  { tenant, environment, at, headline, lines }: PostureSummary,
  { columns }: Pick<TerminalOptions, 'columns'>,
): string {
  const width = readable(columns);
  const place = `${forTerminal(tenant, 63)} (${forTerminal(environment, 40)})`;
  const rows = [
    ...wrap(`Posture of ${place}, ${forTerminal(moment(at), 30)}`, width),
    ...wrap(forTerminal(headline, 300), width),
    '',
    ...lines.flatMap((line) =>
      wrap(forTerminal(line, 500), width - 4).map(
        (part, i) => `${i === 0 ? '  - ' : '    '}${part}`,
      ),
    ),
  ];
  return `${rows.join('\n')}\n`;
}
