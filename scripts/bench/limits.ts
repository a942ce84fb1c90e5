import type { LimitsFound } from './limits/found.ts';
import { limitsLines } from './limits/lines.ts';
import { measureLimits } from './limits/measure.ts';
import { limitsPage } from './limits/page.ts';
import type { Part } from './part.ts';

export const limitsPart: Part<LimitsFound> = {
  measure: measureLimits,
  lines: limitsLines,
  page: limitsPage,
};
