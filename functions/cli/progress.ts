import type { Progress } from '../core/ports.ts';
import type { Output } from './context.ts';

/** A line on standard error that shows what a read is doing; nothing where nobody watches. */
export function progressOn(
  { live, err, columns }: Output,
  tenant: string,
): { readonly report: Progress; readonly clear: () => void } {
  let isShown = false;
  const clear = () => {
    if (isShown) err('\r\u001B[K');
    isShown = false;
  };
  const report: Progress = ({ section, pages, items, waitingMs }) => {
    if (!live) return;
    const read = pages > 0 ? `, page ${pages}, ${items} read` : '';
    const wait =
      waitingMs > 0 ? `, waiting ${Math.ceil(waitingMs / 1000)} s for the rate limit` : '';
    err(`\r\u001B[K${`Reading ${tenant}: ${section}${read}${wait}`.slice(0, columns - 1)}`);
    isShown = true;
  };
  return { report, clear };
}
