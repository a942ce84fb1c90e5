import { expect, test } from 'vitest';
import { emptyBaseline } from '../../functions/core/baseline.ts';
import { announcements } from '../../functions/core/finding.ts';
import { rowKey, type FindingRow, type Head } from '../../functions/core/ports.ts';
import { severities } from '../../functions/core/severity.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { tell } from '../../functions/jobs/tell.ts';
import { rules } from '../../functions/rules/index.ts';
import { credentialsEnv, fakeChannel } from './world.ts';

const many = 50_000;
const since = '2026-11-23T09:00:00.000Z';
const tenant = parseTenant({
  id: 'acme',
  domain: 'acme.eu.auth0.com',
  credentials: credentialsEnv,
  routes: [{ minSeverity: 'info', slack: { webhookEnv: 'WEBHOOK' } }, { sns: true }],
});
const head: Head = {
  baseline: emptyBaseline,
  adopted: [],
  sections: {},
  owedSummary: null,
  firstComplete: since,
};

/** Findings a run left owed to every channel, without a database. */
function owing(ids: readonly string[]): Map<string, FindingRow> {
  const rows = new Map<string, FindingRow>();
  for (let i = 0; i < many; i += 1) {
    const subject = `Synthetic${i}`;
    const kind = announcements[(i * 11) % announcements.length] ?? 'opened';
    const owed = ids.map((channel) => ({ channel, kind, transition: 1 }));
    const status = kind === 'resolved' ? ('resolved' as const) : ('open' as const);
    const severity = severities[i % severities.length] ?? 'info';
    const life = { status, severity, transition: 1, firstSeen: since, since, owed };
    rows.set(rowKey('app-permissive', subject), {
      rule: 'app-permissive',
      subject,
      life,
      print: '',
    });
  }
  return rows;
}

test('50,000 findings in one run are one message for each channel, which leaves none owed', async () => {
  const channels = [fakeChannel('terminal'), fakeChannel('slack:WEBHOOK'), fakeChannel('sns')];
  const book = {
    owing: owing(channels.map(({ id }) => id)),
    reported: [],
    words: () => ({ message: 'third-party app "Partner" is in permissive mode', evidence: {} }),
  };
  let settled = 0;
  const told = await tell(
    { tenant, rules, channels, now: new Date(since) },
    { head, book, adoption: null },
    { settle: async (rows) => void (settled += rows.size), timeLeft: () => Infinity },
  );
  for (const { accepted } of channels) {
    expect(accepted).toHaveLength(1);
    const { told: inFull = [], rest } = accepted[0] ?? {};
    expect([inFull.length, rest?.count]).toEqual([10, many - 10]);
    const counted = rest?.bySeverity.map(({ count }) => count) ?? [];
    expect(counted.reduce((a, b) => a + b, 0)).toBe(many - 10);
  }
  expect([told.failures, told.paid.size, settled]).toEqual([[], many, 3 * many]);
  expect([...told.paid.values()].filter(({ life }) => life.owed)).toEqual([]);
});
