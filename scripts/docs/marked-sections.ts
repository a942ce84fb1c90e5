const opening = /<!-- generated:(?<name>[a-z][a-z-]*) -->/g;

/**
 * Puts generated text between the marks `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`.
 * @throws {Error} for a mark that is not closed, or that nothing is generated for
 */
export function replaceSections(
  file: string,
  text: string,
  sections: Readonly<Record<string, string>>,
): string {
  let result = text;
  for (const { 0: open, groups } of text.matchAll(opening)) {
    const name = groups?.['name'] ?? '';
    const section = sections[name];
    if (section === undefined) throw new Error(`${file}: nothing is generated for "${name}"`);
    result = replaceOne(file, result, open, `<!-- /generated:${name} -->`, section);
  }
  return result;
}

function replaceOne(file: string, text: string, open: string, close: string, section: string) {
  const start = text.indexOf(open) + open.length;
  const end = text.indexOf(close, start);
  if (end === -1) throw new Error(`${file}: ${open} is not closed by ${close}`);
  return `${text.slice(0, start)}\n\n${section}\n\n${text.slice(end)}`;
}
