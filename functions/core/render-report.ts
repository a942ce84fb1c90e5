import type { Report } from './posture/schema.ts';
import { columns as written } from './report/markdown-lines.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { TerminalOptions } from './render-terminal.ts';
import { displayWidth, readable, wrap } from './wrap.ts';

/** Renders a report for reading in a terminal: its Markdown, in lines that fit. Ends with a line break. */
export function renderReport(report: Report, { columns, color }: TerminalOptions): string {
  const width = readable(columns);
  const markdown = renderMarkdown(report);
  const lines = (width < written ? refit(markdown, width) : markdown).split('\n');
  return lines.map((line) => (color && line.startsWith('#') ? bold(line) : line)).join('\n');
}

function bold(line: string): string {
  return `\u001B[1m${line}\u001B[0m`;
}

/** Commands, keys, hashes and addresses: broken, nobody could copy them. */
const whole = /^ *(?:`.*`|<\S+>|Finding: `.*`|SHA-256 \S+)$/;

function refit(markdown: string, width: number): string {
  return sentences(markdown.split('\n'))
    .flatMap((line) => (whole.test(line) ? [line] : fit(line, width)))
    .join('\n');
}

/** Lines as they were before they were wrapped: one ends where the first word of the next did not fit any more. */
function sentences(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let last = '';
  for (const line of lines) {
    const [word = ''] = line.trimStart().split(' ', 1);
    const wasFull = displayWidth(last) + 1 + displayWidth(word) >= written;
    const goesOn = last !== '' && line !== '' && !beginning.test(line) && !whole.test(line);
    if (goesOn && wasFull) joined.push(`${joined.pop() ?? ''} ${line.trimStart()}`);
    else joined.push(line);
    last = line;
  }
  return joined;
}

/** Of a heading or an item. */
const beginning = /^(?:#+|-|\d+\.) /;

/** An item's own lines stand below its words. */
function fit(line: string, width: number): string[] {
  const [mark = ''] = /^(?:- |\d+\. | *)/.exec(line) ?? [];
  const indent = ' '.repeat(mark.length);
  return wrap(line.slice(mark.length), width - mark.length).map(
    (part, index) => `${index === 0 ? mark : indent}${part}`,
  );
}
