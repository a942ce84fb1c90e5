import { DeliveryError } from '../core/errors.ts';
import type { Channel } from '../core/ports.ts';
import { renderTerminal } from '../core/render-terminal.ts';
import { terminalChannelId } from '../core/route.ts';

/** What the channel needs of a stream such as `process.stdout`. */
export interface TerminalOut {
  write(text: string): unknown;
  readonly columns?: number;
  readonly color: boolean;
}

/** Tells the person at the terminal. */
export function terminalChannel(out: TerminalOut): Channel {
  return {
    id: terminalChannelId,
    async send(message) {
      const { columns = 80, color } = out;
      try {
        await out.write(`${renderTerminal(message, { columns, color })}\n`);
      } catch (error) {
        throw new DeliveryError('The message could not be written to the terminal.', {
          cause: error,
        });
      }
    },
  };
}
