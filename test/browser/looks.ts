import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { InPage } from './in-page.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong, a line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as InPage;
    const { violations, passes } = await axe.run({ runOnly: tags });
    return { violations, passed: passes.length };
  }, tags);
  if (found.passed < 20) return [`only ${found.passed} rules passed: was the page there?`];
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  );
}

/** Elements that stick out of the page or hide text, a line each. What is hidden on purpose has a clip path. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { document, getComputedStyle } = globalThis as unknown as InPage;
    const width = document.documentElement.clientWidth;
    const wrong: string[] = [];
    if (document.documentElement.scrollWidth > width) wrong.push('the page scrolls sideways');
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest('.skip, svg *')) continue;
      const hidden = element.closest('thead');
      if (hidden && getComputedStyle(hidden).clipPath !== 'none') continue;
      const { left, right } = element.getBoundingClientRect();
      const { overflowX } = getComputedStyle(element);
      const isCut = overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
      if (right > width + 0.5 || left < -0.5 || isCut) {
        wrong.push(
          `${element.localName} ${element.className}: ${element.textContent.slice(0, 60)}`,
        );
      }
    }
    return wrong;
  });
}

/** How often each role occurs in what Chromium tells screen readers, which styles have a say in. */
export async function rolesOf(page: Page): Promise<ReadonlyMap<string, number>> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const roles = new Map<string, number>();
  for (const { ignored, role } of nodes) {
    const name = String(role?.value);
    if (!ignored) roles.set(name, (roles.get(name) ?? 0) + 1);
  }
  return roles;
}
