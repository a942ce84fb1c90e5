import { asLine } from '../escape-markdown.ts';
import { wrap } from '../wrap.ts';

/** Columns of running text. Only commands, keys and addresses may be longer: broken, nobody could copy them. */
export const columns = 100;

/** Lines that belong together; what follows is parted by an empty one. */
export type Block = readonly string[];

export function heading(level: 1 | 2 | 3 | 4, words: string): Block {
  return [`${'#'.repeat(level)} ${words}`];
}

export function paragraph(words: string): Block {
  // One column less: a line that looks like the beginning of something gets a backslash.
  return wrap(words, columns - 1).map(asLine);
}

/** An item of a list, with lines of its own below it that are not to be broken. */
export function item(words: string, below: readonly string[] = [], mark = '-'): Block {
  const indent = ' '.repeat(mark.length + 1);
  const lines = wrap(words, columns - indent.length - 1).map(asLine);
  return [
    ...lines.map((line, index) => `${index === 0 ? `${mark} ` : indent}${line}`),
    ...below.map((line) => `${indent}${line}`),
  ];
}

/** Blocks as a document; ends with a line break. */
export function documentOf(blocks: readonly Block[]): string {
  const parts = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${parts.join('\n\n')}\n`;
}
