import { forHtml } from '../escape.ts';
import { isDashboardLink } from '../dashboard.ts';
import { templateOf, type Hole } from './html-holes.ts';

const markup = Symbol('markup');
const target = Symbol('target');

/** Markup that may stand between tags. Only {@link html} makes it. */
export interface Html {
  readonly [markup]: string;
}

/** An address that may stand in `href`. Only {@link address} and {@link anchor} make it. */
export interface Address {
  readonly [target]: string;
}

export type Value = string | number | Html | Address | null | readonly Html[];

/** No text on the page is longer, in UTF-16 units once escaped. */
const longest = 1000;

/**
 * A template of our own markup. Text in it is escaped for where it stands; markup is what this function made before.
 * @throws {TypeError} for a value in a place that no escaping makes safe
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const { parts, holes } = templateOf(strings);
  let text = parts[0] ?? '';
  for (const [at, value] of values.entries()) {
    text += filled(value, holes[at]) + (parts[at + 1] ?? '');
  }
  return { [markup]: text };
}

/** The finished document. */
export function textOf(page: Html): string {
  return page[markup];
}

/** Text from a tenant: at most `max` UTF-16 units, and its reading direction stays its own. */
export function foreign(text: string, max = longest): Html {
  return html`<bdi>${escaped(text, max)}</bdi>`;
}

/** As {@link foreign}, for what people copy: ids, keys, names of settings. */
export function code(text: string, max = longest): Html {
  return html`<code>${escaped(text, max)}</code>`;
}

/** Our own sentences, in which code stands between backticks. */
export function prose(text: string): Html {
  const parts = text.split('`');
  return html`${parts.map((part, at) => (at % 2 === 1 ? code(part) : words(part)))}`;
}

const space: Html = { [markup]: ' ' };

/** Escaping trims, and between words and code there is a space. */
function words(text: string): Html {
  const before = text.startsWith(' ') ? space : null;
  const after = text.endsWith(' ') ? space : null;
  return html`${before}${text.trim()}${after}`;
}

/** Sites that rules and requirements cite. */
const cited = new Set([
  'auth0.com',
  'datatracker.ietf.org',
  'docs.aws.amazon.com',
  'docs.slack.dev',
  'owasp.org',
]);

/** An address of the Auth0 Dashboard or of a source we cite; null for any other, which stays text. */
export function address(link: string): Address | null {
  if (isDashboardLink(link)) return { [target]: link };
  const isPlain = link.length <= 300 && /^https:\/\/[a-z0-9.]+\/[\w./#-]*$/.test(link);
  return isPlain && cited.has(link.split('/')[2] ?? '') ? { [target]: link } : null;
}

/** A place on this page. */
export function anchor(id: string): Address {
  return { [target]: `#${id}` };
}

/** Little more is looked at than may be shown: a text can be megabytes long. */
function escaped(text: string, max: number): Html {
  const most = max + 64;
  const seen = text.length > most ? `${text.slice(0, most)}…` : text;
  return { [markup]: forHtml(seen, max) };
}

function filled(value: Value, hole: Hole | undefined): string {
  if (hole?.in === 'attribute') return inQuotes(value, hole.name);
  if (value === null || value === '') return '';
  if (typeof value === 'string') return escaped(value, longest)[markup];
  if (typeof value === 'number') return String(value);
  if (isHtml(value)) return value[markup];
  if (isAddress(value)) throw new TypeError('An address belongs into an href');
  return value.map((part) => part[markup]).join('');
}

function inQuotes(value: Value, name: string): string {
  if (name === 'href') {
    if (isAddress(value)) return forHtml(value[target]);
    throw new TypeError('Only an address may stand in an href');
  }
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value, longest)[markup];
  throw new TypeError(`Only text may stand in ${name}`);
}

function isHtml(value: Value): value is Html {
  return typeof value === 'object' && value !== null && markup in value;
}

function isAddress(value: Value): value is Address {
  return typeof value === 'object' && value !== null && target in value;
}
