import { describe, expect, test } from 'vitest';
import { renderToggle, type TogglePage } from '../../functions/core/render-toggle.ts';
import { toggleAdvice, type Sources } from '../../functions/core/toggle-advice.ts';
import { toggleLadder } from '../../functions/core/toggle.ts';
import { caseOf, emptyCase } from './toggle-cases.ts';

const columns = 80;
const day = '2026-11-30';

function ladderOf(seen: string, at = day) {
  const { evidence, declared, now } = caseOf(seen, at);
  return toggleLadder(evidence, declared, now);
}

function page(seen: string, parts: Partial<TogglePage> = {}): string {
  const now = caseOf(seen, day).now;
  const ladder = ladderOf(seen);
  return renderToggle({
    tenant: 'acme',
    ladder,
    accepted: undefined,
    advice: [],
    now,
    columns,
    ...parts,
  });
}

test('a page names what counts, each way to know it with its age, and what contradicts', () => {
  const accepted = { state: 'off', basis: 'declared', asOf: '2026-08-01T00:00:00.000Z' } as const;
  expect(page('log on 3d, probe off 31d, declared off', { accepted, advice: ['Do this.'] })).toBe(
    `acme: the toggle "Create Permissive Third-Party Clients by Default" is on, shown
by the tenant's log as of 2026-11-27.
Changes are told against off (declared, 2026-08-01).
1. api-field says nothing
   no field of the API has shown it: tenants.json names none
   (\`toggle.apiField\`), or the one it names was not there.
2. log says on, 3 days old, and counts
   an app was created without a mode and became permissive, 2026-11-27 12:00
   UTC.
3. probe says nothing, 31 days old
   an app that a probe created without a mode became strict, 2026-10-30 12:00
   UTC; it says nothing any more after 30 days, because a probe is one look, and
   counts no longer than a log entry.
4. declared says off
   Sam declared it off on 2026-11-28, until 2026-12-02.
5. vendor-schedule says expected off
   Auth0 announced that it would switch it off on 2026-10-23; nothing in that
   shows that it did.
Conflicts
- the log says on (2026-11-27 12:00 UTC) and the declaration says off
  (2026-11-28): proof beats declaration, so the log counts.
- the log says on (2026-11-27 12:00 UTC) and the vendor's schedule expects off
  (2026-10-23): what was seen beats what was announced, so the log counts.
Next
- Do this.
`,
  );
});

test('nothing to contradict and nothing to do is not mentioned', () => {
  const text = page('log off 1h');
  expect(text).toContain('No state was known before');
  expect(text).not.toMatch(/Conflicts|Next/);
});

test('a proof a little ahead of the clock has no age', () => {
  expect(page('log off -1h')).toContain('2. log says off, and counts\n');
});

test('text of the tenant moves no cursor and hides nothing', () => {
  const { now } = caseOf('log on 1h', day);
  const evil = '\u001b[2J\u202Egnp.exe\r\nlog says off';
  const log = { state: 'on', asOf: '2026-11-30T11:00:00.000Z', app: evil, appName: evil } as const;
  const declared = { state: 'off', by: evil, on: '2026-11-01', until: '2026-12-31' } as const;
  const ladder = toggleLadder({ ...emptyCase, log }, declared, now);
  const text = page('nothing', { ladder, tenant: evil });
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(text).not.toMatch(/^log says off/m);
});

describe('what to do next', () => {
  const bare = { toggle: {}, declared: {} };
  const probing = { toggle: { probeEveryDays: 7 }, declared: {} };
  const read: Sources = { configured: bare, logsRead: true };

  test.each<[string, Sources, readonly RegExp[]]>([
    ['nothing', read, [/^Nothing proves .*`toggle.probeEveryDays`/, /`declared.toggle`/]],
    [
      'nothing',
      { ...read, logsRead: false },
      [/`read:logs`/, /^Nothing proves/, /`declared.toggle`/],
    ],
    ['nothing', { configured: null, logsRead: true }, [/^Nothing proves/, /`declared.toggle`/]],
    ['nothing', { ...read, configured: probing }, [/^A probe is configured/, /`declared.toggle`/]],
    ['log off 1h', read, []],
    ['log on 1h', read, [/`npx strictwatch explain toggle-on`/]],
    ['declared off', read, [/^Nothing proves/]],
    ['log off 1h, declared on', read, [/is contradicted by proof/]],
    ['log off 1h, declared off', read, []],
    ['log off 1h', { ...read, logsRead: false }, [/`read:logs`/]],
  ])('%s, from %o', (seen, sources, expected) => {
    const advice = toggleAdvice(ladderOf(seen), sources);
    expect(advice).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(advice[i]).toMatch(pattern);
  });
});
