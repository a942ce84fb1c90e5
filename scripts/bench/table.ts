import { renderTable } from '../../functions/core/render-table.ts';
import { figure, holds, overFloor, reasonsOf, withUnit, type Line } from './line.ts';

/** Lines as a terminal shows them, each figure beside what it is held to. */
export function benchTable(lines: readonly Line[]): string {
  const reasons = reasonsOf(lines);
  const table = renderTable(
    ['ON', 'WHAT', 'MEASURED', 'HELD TO', '', 'LOWER BOUND', 'OF IT'],
    lines.map((line) => [
      line.on,
      line.what,
      withUnit(line.measured, line),
      line.bound === null ? '' : `≤ ${figure(line.bound, line.unit)}`,
      verdictOf(line),
      lowest(line, reasons),
      overFloor(line),
    ]),
  );
  const notes = reasons.map((because, index) => `[${index + 1}] ${because}\n`);
  return `${table}${notes.join('')}`;
}

function lowest({ floor, unit }: Line, reasons: readonly string[]): string {
  return floor ? `${figure(floor.value, unit)} [${reasons.indexOf(floor.because) + 1}]` : '';
}

function verdictOf(line: Line): string {
  if (line.bound === null) return '';
  return holds(line) ? 'holds' : 'FAILS';
}
