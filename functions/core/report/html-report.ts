import type { Report } from '../posture/schema.ts';
import { textOf } from './html.ts';
import { budget, leastBytes, steps } from './html/limits.ts';
import { pageOf } from './html/page.ts';

/** The report as one page of less than {@link budget} bytes: what does not fit is counted, and said to be left out. */
export function renderHtml(report: Report): string {
  let page = '';
  for (const limits of steps) {
    if (leastBytes(report, limits) > budget && limits !== steps.at(-1)) continue;
    page = textOf(pageOf(report, limits));
    if (isWithin(page, budget)) break;
  }
  return page;
}

/** UTF-8 takes at least as many bytes as there are UTF-16 units. */
function isWithin(page: string, bytes: number): boolean {
  return page.length < bytes && new TextEncoder().encode(page).length < bytes;
}
