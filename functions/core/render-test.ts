import { forTerminal } from './escape.ts';
import { moment } from './message.ts';
import type { TerminalOptions } from './render-terminal.ts';
import { testWords, type TestAlert } from './test-alert.ts';
import { readable, wrap } from './wrap.ts';

/** Renders a test alert for reading in a terminal. Ends with a line break. */
export function renderTest(
  { tenant, environment, at, channel, routes }: TestAlert,
  { columns }: Pick<TerminalOptions, 'columns'>,
): string {
  const width = readable(columns);
  const place = `${forTerminal(tenant, 63)} (${forTerminal(environment, 40)})`;
  const rows = [
    ...wrap(`TEST of ${place}, ${forTerminal(moment(at), 30)}`, width),
    ...wrap(testWords, width),
    '',
    ...wrap(`The channel ${forTerminal(channel, 200)} is told of`, width),
    ...routes.flatMap((route) =>
      wrap(forTerminal(route, 350), width - 4).map(
        (part, i) => `${i === 0 ? '  - ' : '    '}${part}`,
      ),
    ),
  ];
  return `${rows.join('\n')}\n`;
}
