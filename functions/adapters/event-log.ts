import { startedByEvents, type EventNote } from '../core/event-batch.ts';
import type { Tenant } from '../core/tenant.ts';
import type { JobLog } from './log.ts';

/** Marks the lines of this invocation, and returns what writes down what became of a tenant's events. */
export function noteEvents(log: JobLog): (tenant: Tenant, note: EventNote) => void {
  log.logger.appendKeys(startedByEvents);
  return ({ id }, note) => {
    log.about(id);
    if (note.kind === 'failed') {
      log.failed(note.error);
      return;
    }
    const { events, because, kind } = note;
    log.done(because, { events }, kind === 'busy' ? { RunsBusy: 1 } : {});
  };
}
