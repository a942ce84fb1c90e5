import { describe, expect, it } from 'vitest';
import { terminalChannel } from '../../functions/adapters/terminal.ts';
import { DeliveryError } from '../../functions/core/errors.ts';
import { renderTerminal } from '../../functions/core/render-terminal.ts';
import { message, told } from '../core/message-samples.ts';

const oneFinding = message({ told: [told()] });

describe('terminalChannel', () => {
  it.each([
    [120, true],
    [50, false],
  ])('writes the message for %i columns, colour %s', async (columns, color) => {
    const written: string[] = [];
    const channel = terminalChannel({ write: (text) => written.push(text), columns, color });
    await channel.send(oneFinding);
    expect(written.join('')).toBe(`${renderTerminal(oneFinding, { columns, color })}\n`);
  });

  it('takes 80 columns where the width is not known', async () => {
    const written: string[] = [];
    await terminalChannel({ write: (text) => written.push(text), color: false }).send(oneFinding);
    expect(written.join('')).toBe(`${renderTerminal(oneFinding, { columns: 80, color: false })}\n`);
  });

  it('shows a test alert as one', async () => {
    const written: string[] = [];
    const channel = terminalChannel({ write: (text) => written.push(text), color: false });
    await channel.test({
      tenant: 'acme-prod',
      environment: 'production',
      at: '2026-11-23T09:00:00.000Z',
      channel: 'terminal',
      routes: ['all findings'],
    });
    expect(written.join('')).toMatch(/^TEST of acme-prod \(production\), 2026-11-23 09:00 UTC\n/);
  });

  it('follows a terminal that changes its width', async () => {
    const written: string[] = [];
    const out = { write: (text: string) => written.push(text), columns: 120, color: false };
    const channel = terminalChannel(out);
    out.columns = 60;
    await channel.send(oneFinding);
    expect(written.join('')).toBe(`${renderTerminal(oneFinding, { columns: 60, color: false })}\n`);
  });

  it('owes what could not be written', async () => {
    const channel = terminalChannel({
      write: () => {
        throw new Error('EPIPE');
      },
      color: false,
    });
    await expect(channel.send(oneFinding)).rejects.toThrow(DeliveryError);
  });

  it('is the channel that routes call terminal', () => {
    expect(terminalChannel({ write: () => true, color: false }).id).toBe('terminal');
  });
});
