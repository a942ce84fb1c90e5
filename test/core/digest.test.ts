import { expect, test } from 'vitest';
import { compose } from '../../functions/core/compose.ts';
import { renderSlack } from '../../functions/core/render-slack.ts';
import { renderSns } from '../../functions/core/render-sns.ts';
import { renderTerminal } from '../../functions/core/render-terminal.ts';

const plain = compose({
  tenant: { id: 'acme-prod', environment: 'production', domain: 'acme.eu.auth0.com' },
  told: [
    {
      rule: 'settings-drift',
      subject: 'default_audience',
      life: {
        status: 'open',
        severity: 'low',
        transition: 1,
        firstSeen: '2026-11-01T09:00:00.000Z',
        since: '2026-11-01T09:00:00.000Z',
      },
      words: { message: 'it differs', evidence: {} },
      announcement: 'opened',
      transition: 1,
    },
  ],
  adoption: null,
  rules: [],
  at: new Date('2026-11-02T09:00:00.000Z'),
});
const digest = { ...plain, digest: true };

test('a digest says that it is one wherever it is shown', () => {
  const [header, context] = renderSlack(digest).blocks;
  expect(header).toMatchObject({ text: { text: 'Strictwatch digest: acme-prod (production)' } });
  expect(JSON.stringify(context)).toContain('digest: 1 low');
  expect(renderSlack(digest).text).toMatch(/^acme-prod \(production\): digest: 1 low\n/);
  expect(renderTerminal(digest, { columns: 80, color: false })).toContain('\ndigest: 1 low\n');
  const { subject, message } = renderSns(digest);
  expect(subject).toBe('[acme-prod, production] digest: 1 low opened: settings-drift');
  const { email } = JSON.parse(message) as { email: string };
  expect(email).toContain('\ndigest: 1 low\n');
});

test('and nothing else does', () => {
  const shown = [
    JSON.stringify(renderSlack(plain)),
    renderTerminal(plain, { columns: 80, color: false }),
    JSON.stringify(renderSns(plain)),
  ];
  for (const text of shown) expect(text).not.toContain('digest');
});
