/** Where a value stands in a template: between tags, or in the quotes of an attribute. */
export type Hole = { readonly in: 'text' } | { readonly in: 'attribute'; readonly name: string };

interface Template {
  /** Its own markup, without the indentation of our source: one part more than there are holes. */
  readonly parts: readonly string[];
  readonly holes: readonly Hole[];
}

const known = new WeakMap<TemplateStringsArray, Template>();

/**
 * A template taken apart, and where its values stand.
 * @throws {TypeError} for a place no escaping makes safe: a tag, an unquoted attribute, a handler, a style
 */
export function templateOf(strings: TemplateStringsArray): Template {
  const seen = known.get(strings);
  if (seen) return seen;
  const parts = strings.map((part) => part.replace(/\s*\n\s*/g, '\n'));
  const template = { parts, holes: holesOf(parts) };
  known.set(strings, template);
  return template;
}

function holesOf(parts: readonly string[]): Hole[] {
  const holes: Hole[] = [];
  let open = '';
  for (const part of parts.slice(0, -1)) {
    if (/<(?:script|style)\b[^<]*$/i.test(part)) throw unsafe('it is code');
    open = openAfter(open + part);
    holes.push(holeAt(open));
  }
  // What is left open at the end would swallow what follows.
  if (openAfter(open + (parts.at(-1) ?? '')) !== '') throw unsafe('a tag is left open');
  return holes;
}

const tag = /^<(?:[a-z!/][^\s"<>]*)(?:\s+[a-zA-Z0-9:-]+(?:="[^"]*")?)*\s*\/?>/;

/** The tag that is not closed yet at the end of some markup; empty between tags. */
function openAfter(markup: string): string {
  let rest = markup;
  for (;;) {
    const start = rest.indexOf('<');
    if (start < 0) return '';
    rest = rest.slice(start);
    const whole = tag.exec(rest);
    if (!whole) return rest;
    rest = rest.slice(whole[0].length);
  }
}

function holeAt(open: string): Hole {
  if (open === '') return { in: 'text' };
  const [, name] = /\s([a-zA-Z0-9:-]+)="[^"]*$/.exec(open) ?? [];
  if (name === undefined) throw unsafe(`it is neither between tags nor in quotes: ${open}`);
  if (/^(?:on.*|style|src.*|action|data|.*:href)$/i.test(name)) throw unsafe(`it is in ${name}`);
  return { in: 'attribute', name };
}

function unsafe(why: string): TypeError {
  return new TypeError(`No value can be put there safely: ${why}`);
}
