import type axe from 'axe-core';

/**
 * What the tests use of a browser, for functions that run in its page. TypeScript's own types of it would hold for every
 * file, and let functions that run elsewhere use what is not there.
 */
export interface InPage {
  readonly document: {
    readonly body: PageElement;
    readonly documentElement: PageElement;
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  readonly getComputedStyle: (
    element: PageElement,
    pseudo?: string,
  ) => Readonly<Record<string, string>>;
  readonly axe: typeof axe;
}

export interface PageElement {
  readonly localName: string;
  readonly className: string;
  readonly textContent: string;
  readonly clientWidth: number;
  readonly scrollWidth: number;
  closest(selector: string): PageElement | null;
  getAttributeNames(): string[];
  getBoundingClientRect(): { readonly left: number; readonly right: number };
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** The values of a property of CSS that elements have as drawn. */
export function styleOf(of: {
  readonly selector: string;
  readonly property: string;
  readonly pseudo?: string;
}): string[] {
  const { document, getComputedStyle } = globalThis as unknown as InPage;
  return [...document.querySelectorAll(of.selector)].map(
    (element) => getComputedStyle(element, of.pseudo)[of.property] ?? '',
  );
}

/** What tables consist of, folded ones left out: nobody hears of those. */
export function countCells(): {
  readonly rows: number;
  readonly cells: number;
  readonly heads: number;
} {
  const { document } = globalThis as unknown as InPage;
  const count = (selector: string) =>
    [...document.querySelectorAll(selector)].filter((one) => one.closest('details') === null)
      .length;
  return { rows: count('tr'), cells: count('td'), heads: count('thead th') };
}
