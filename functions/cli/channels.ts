import { terminalChannel } from '../adapters/terminal.ts';
import type { Channel } from '../core/ports.ts';
import type { Context } from './context.ts';

/**
 * Whom a command tells. In JSON mode the document tells whoever reads it, unless there is a channel that tells people.
 * @param beforeWriting clears what stands on the terminal's line
 */
export function channelsOf(
  context: Context,
  slack: readonly Channel[],
  beforeWriting: () => void = () => {},
): readonly Channel[] {
  const { options, columns, color, show } = context;
  if (options.json && slack.length > 0) return slack;
  const write = async (text: string) => {
    beforeWriting();
    if (!options.json) await show(text);
  };
  return [terminalChannel({ write, columns, color }), ...slack];
}
