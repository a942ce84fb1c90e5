import { HeldUpError, NotTriedError } from '../core/errors.ts';
import { overlay } from '../core/reconcile.ts';
import type { Channel } from '../core/ports.ts';
import { rowsOfPulse, unmark } from './attend.ts';
import { hold } from './hold.ts';
import type { PulseScene } from './look.ts';
import { tell, toldNobody, type Told } from './tell.ts';
import { wordBook } from './word-book.ts';

/** Ids of channels that held this pulse up. */
export type HeldUp = Set<string>;

/**
 * Tells each channel of a tenant what pulse owes it, while no run can tell the same.
 * @throws {BusyError} when a run holds the tenant: it tells what is owed as well
 */
export function tellOf(scene: PulseScene, heldUp: HeldUp): Promise<Told> {
  const { ports, request, tenant, channels } = scene;
  const { timeLeft, retryNow } = ports;
  return hold(ports.store.begin(tenant.id), async (session) => {
    const known = await session.load();
    const { head } = known;
    if (!head) return toldNobody;
    const own = rowsOfPulse(scene, known);
    const book = await wordBook(session, own, { observed: new Map(), findingRows: new Map() });
    const told = await tell(
      { ...scene, now: request.now, channels: channels.map((one) => once(one, heldUp)) },
      { head, book, adoption: null },
      { settle: (rows, rewritten) => session.settle(rows, rewritten), timeLeft, retryNow },
    );
    await unmark(session, told.head ?? head, overlay(own, told.paid));
    return told;
  });
}

/**
 * A channel that holds the pulse up does so once: what other tenants owe it is left to the next pulse, or one webhook
 * that many tenants share would take the time of all.
 */
function once(channel: Channel, heldUp: HeldUp): Channel {
  const { id } = channel;
  return {
    id,
    report: (posture) => channel.report(posture),
    test: (alert, timeLeft) => channel.test(alert, timeLeft),
    async send(message, timeLeft) {
      if (heldUp.has(id)) {
        throw new NotTriedError(
          `More was not sent to ${id}, which had not taken a message of this pulse in time.`,
        );
      }
      try {
        await channel.send(message, timeLeft);
      } catch (error) {
        if (error instanceof HeldUpError) heldUp.add(id);
        throw error;
      }
    },
  };
}
