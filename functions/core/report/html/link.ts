import { address, code, html, type Html } from '../html.ts';

/** A link where the address is one we know, else its text. */
export function link(url: string, words: string): Html {
  const href = address(url);
  return href === null ? code(url) : html`<a href="${href}" rel="noreferrer">${words}</a>`;
}

/** Such as "auth0.com, permissive-mode": whose page it is, and which. */
export function sourceLink(url: string): Html {
  const [, , host = '', ...path] = url.split('/');
  const page = path.findLast((part) => part !== '') ?? '';
  return link(url, page === '' ? host : `${host}: ${page.replace('#', ', ')}`);
}
