import { DeliveryError } from '../core/errors.ts';
import type { Channel } from '../core/ports.ts';
import { renderPosture } from '../core/render-posture.ts';
import { renderTerminal, type TerminalOptions } from '../core/render-terminal.ts';
import { renderTest } from '../core/render-test.ts';
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
    send: (message) => write(out, renderTerminal(message, pageOf(out))),
    report: (posture) => write(out, renderPosture(posture, pageOf(out))),
    test: (alert) => write(out, renderTest(alert, pageOf(out))),
  };
}

function pageOf({ columns = 80, color }: TerminalOut): TerminalOptions {
  return { columns, color };
}

async function write(out: TerminalOut, text: string): Promise<void> {
  try {
    await out.write(`${text}\n`);
  } catch (error) {
    throw new DeliveryError('The message could not be written to the terminal.', { cause: error });
  }
}
