import { expect, test } from 'vitest';
import type { AppReadiness } from '../../../functions/core/readiness/schema.ts';
import { renderHtml } from '../../../functions/core/report/html-report.ts';
import { renderMarkdown } from '../../../functions/core/report/markdown.ts';
import { samplePosture } from '../posture/sample-posture.ts';
import { reportOfPostures } from './html-samples.ts';

/** Synthetic: the sample's report with this of its first app. */
function reportWith(changes: Partial<AppReadiness>) {
  const { readiness } = samplePosture();
  if (!readiness.known) throw new Error('the sample knows its apps');
  const apps = readiness.apps.map((app, at) => (at === 0 ? { ...app, ...changes } : app));
  return reportOfPostures([samplePosture({ readiness: { ...readiness, apps } })]);
}

test.each([
  ['HTML', renderHtml],
  ['Markdown', renderMarkdown],
])('%s tells beside a question what suggests its answer', (_, render) => {
  const hints = [{ requirement: 'pkce', detail: 'a grant without PKCE: "implicit"' }];
  const text = render(reportWith({ asks: ['pkce', 'userinfo'], hints })).replace(/\s+/g, ' ');
  expect(text).toMatch(/a grant without PKCE: ("|&quot;)implicit/);
});

test('HTML counts the APIs that are not named, and says where a grant has every scope', () => {
  const page = renderHtml(
    reportWith({
      blast: {
        grants: [{ audience: 'https://a.example', scopes: ['read:a'], allScopes: true }],
        implicitApis: { apis: ['https://b.example'], more: 7 },
        refreshTokens: false,
        organizations: null,
        connections: null,
      },
    }),
  );
  expect(page).toContain('<code>https://a.example</code> (every scope)');
  expect(page).toMatch(/<code>https:\/\/b\.example<\/code> and 7 more/);
});
